/**
 * @file `medspan models`: which encoder to take, for whom, how large it is, and how long it trains.
 */
import { Command } from 'commander';
import { CATALOGUE, isHere } from "../hub/catalogue.js";
import { renderColumns } from "../text/columns.js";
import { chooseRecipe } from "../train/recipe.js";
import { showResult } from "./io.js";
const SENTENCES = 10_000;
/** Of a sentence of NCBI-disease, BC5CDR and BioRED, on average. */
const PIECES = 32;
export function modelsCommand(context) {
    return new Command('models')
        .addHelpText('after', '\nThe name goes into model.name_or_path; any other model of the hub, or a folder, does as well.\n\nExample:\n  medspan models\n')
        .action(async (options) => {
        const models = await Promise.all(CATALOGUE.map(async (model) => ({ ...model, hours: hoursOf(model), isHere: await isHere(model.id) })));
        const header = ['name', 'known as', 'take it for', 'parameters', 'download', 'hours', 'licence', 'here'];
        const rows = models.map(({ id, name, purpose, parameters, download, hours, how, licence, isHere }) => [
            id,
            name === id ? '' : name,
            purpose,
            `${Math.round(parameters / 1e6).toLocaleString('en-US')} M`,
            download === 0 ? '' : sizeOf(download),
            `${hours.toFixed(1)}${how === undefined ? '' : ` (${how})`}`,
            licence,
            isHere ? 'yes' : 'no',
        ]);
        const table = renderColumns([header, 'line', ...rows], { isRight: column => column > 2 && column < 6 });
        const note = `hours: training on two cores with ${SENTENCES.toLocaleString('en-US')} sentences, ` +
            'by the recipe auto; what is not here is downloaded once, when it is first used';
        showResult(context.io, options, models, `${table}\n\n${note}`);
    });
}
/** How long a model trains on two cores. */
function hoursOf({ hiddenSize, piecesPerSecond, how }) {
    const { training } = chooseRecipe({
        hiddenSize,
        isAdapted: how !== undefined,
        sentences: SENTENCES,
        isEvaluated: true,
    });
    return (SENTENCES * PIECES * training.num_train_epochs) / piecesPerSecond / 3600;
}
function sizeOf(bytes) {
    return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
