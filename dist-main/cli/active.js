/**
 * @file `medspan active`: the documents that are worth annotating next.
 */
import { isAbsolute, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { activeExport, activeInto } from "../active/active.js";
import { MedspanError } from "../errors.js";
import { writableFormats } from "../formats/index.js";
import { folderOrId } from "../hub/cache.js";
import { locateModel } from "../hub/model.js";
import { loadTagger } from "../predict/trained-tagger.js";
import { sumNotices } from "../progress.js";
import { readSplits } from "../run/splits.js";
import { renderColumns } from "../text/columns.js";
import { listFormats } from "./corpus-files.js";
import { escapeLine } from "./escape.js";
import { showResult } from "./io.js";
import { parsePositive } from "./numbers.js";
const HELP = `
Documents are ranked by how unsure the model is of their hardest sentences, and chosen one after the other so that they are
unlike those chosen before and those annotated already. Documents that have annotations, that somebody has begun with, or
that the run knows from its training are left out. What is chosen has the model's mentions, to be corrected.

Formats to write:
`;
const EXAMPLES = `
Examples:
  medspan active --model runs/medspan project.zip -o next.zip --into auto
  medspan active --model runs/medspan letters/ -o next/ -n 20
`;
export function activeCommand(context) {
    return new Command('active')
        .argument('<paths...>', 'the pool: files and folders of any format, .txt files, projects of INCEpTION')
        .requiredOption('-m, --model <folder or id>', 'a run folder, or any model that predict takes')
        .requiredOption('-o, --output <path>', 'write the chosen documents to this file or folder')
        .option('-n, --count <number>', 'how many documents to choose', parsePositive, 50)
        .option('--format <name>', 'the format of all files (default: recognised by content)')
        .addOption(new Option('--to <format>', 'the format to write')
        .choices(writableFormats.map(({ name }) => name))
        .default('xmi'))
        .addOption(new Option('--into <layer>', 'write the chosen XMI, JSON CAS or WebAnno TSV files themselves, with the mentions in this layer; auto: the one that the ' +
        'model was trained from, else NamedEntity; of a project of INCEpTION one with the chosen documents').conflicts(['to', 'format']))
        .option('--feature <name>', "with --into, the layer's feature for the types (default: the model's own, else value)")
        .option('--int8', 'compute with weights in int8: faster, and now and then another rank')
        .option('--jobs <count>', 'threads of the arithmetic (default: one a core)', parsePositive)
        .addHelpText('after', `${HELP}${listFormats(writableFormats)}\n${EXAMPLES}`)
        .action(async (paths, options) => {
        if (options.feature !== undefined && options.into === undefined)
            throw new MedspanError('config', 'expected --into beside --feature', {
                hint: '--into auto adds the mentions to the layer that the model was trained from.',
            });
        const { io } = context;
        const found = await sumNotices(context.progress, progress => choose(paths, options, { io, progress }));
        showResult(io, options, found, renderSelection(found));
    });
}
async function choose(paths, { model, output, count, to, format, into, feature, jobs, int8 }, { io, progress }) {
    const folder = await locateModel(folderOrId(model, resolve(io.cwd, model)), { progress });
    const splits = await readSplits(folder);
    const tagger = await loadTagger(folder, { progress, threads: jobs, int8 });
    try {
        const pool = paths.map(path => resolve(io.cwd, path));
        const settings = {
            tagger,
            count,
            progress,
            annotated: new Set(splits === undefined ? [] : [...splits.train, ...splits.validation, ...splits.test]),
            // Not resolved, which would take a slash off its end.
            output: isAbsolute(output) ? output : join(io.cwd, output),
        };
        const found = into === undefined
            ? await activeExport(pool, { ...settings, to, format })
            : await activeInto(pool, { ...settings, layer: into === 'auto' ? undefined : into, feature });
        return { ...found, output };
    }
    finally {
        await tagger.dispose();
    }
}
/** So much of an id and of a sentence fits on a line. */
const LONGEST = { id: 30, sentence: 60 };
/** A row for each chosen document, the first one to annotate first. */
export function renderSelection({ output, candidates, annotated, chosen }) {
    const rows = chosen.map(({ id, uncertainty, mentions, sentence }, i) => [
        String(i + 1),
        shorten(id, LONGEST.id),
        uncertainty.toFixed(3),
        String(mentions),
        shorten(sentence, LONGEST.sentence),
    ]);
    const number = (value) => value.toLocaleString('en-US');
    return [
        renderColumns([['', 'document', 'uncertainty', 'mentions', 'least sure of'], ...rows], {
            isRight: column => column !== 1 && column !== 4,
        }),
        '',
        `${output}: ${number(chosen.length)} documents of ${number(candidates)}; ${number(annotated)} are annotated`,
    ].join('\n');
}
function shorten(text, length) {
    const characters = [...escapeLine(text).replace(/ +/g, ' ').trim()];
    return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
}
