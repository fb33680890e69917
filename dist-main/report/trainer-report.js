/**
 * @file The figures and the report.html of a folder that transformers' Trainer has left: its curves, and the scores that it says.
 */
import { typeName } from "../concepts/semantic-network.js";
import { runFigures } from "../figures/run/run.js";
import { reportedScores } from "../run/trainer-folder.js";
import { drawFigures, inPage, writeReportFiles } from "./figure-files.js";
import { renderPage } from "./page/page.js";
import { count } from "./page/scores.js";
import { decimal, duration, namesOf } from "./run-content.js";
/**
 * Draws what there is to draw of such a folder, and writes its page, all or none.
 * @throws MedspanError `output` where nothing can be written; what the signal was aborted with
 */
export async function writeTrainerReport(folder, { progress, signal }) {
    const { path, history, best, notices } = folder;
    for (const notice of notices)
        progress.notice(notice);
    const data = { history, ...(best.step !== undefined && { bestStep: best.step }) };
    const drawn = await drawFigures(theme => runFigures(data, typeName, theme), progress);
    signal?.throwIfAborted();
    progress.info(`a folder of transformers’ Trainer has ${lacking(folder)}`);
    return writeReportFiles(path, renderPage(trainerContent(folder, inPage(drawn))), drawn, progress);
}
/** What such a folder does not have, and how one gets it. */
function lacking({ predictions, missing }) {
    const tags = predictions === undefined
        ? ''
        : `; predictions.txt has the predicted tags of ${count(predictions.sentences)} sentences (${count(predictions.mentions)} mentions) alone`;
    const files = missing.length === 0 ? '' : `; without ${missing.join(', ')}`;
    return (`no gold mentions, so there are no intervals and no errors${tags}${files}. ` +
        'medspan evaluate --model FOLDER --on GOLD scores its model on gold documents');
}
function trainerContent(folder, figures) {
    const reported = reportedScores(folder.metrics);
    return {
        title: folder.name,
        subtitle: 'a training by transformers’ Trainer',
        highlights: highlightsOf(folder),
        parts: [],
        reported: { scores: reported, note: `The folder of this training has ${lacking(folder)}.` },
        figures,
        types: namesOf(reported.flatMap(({ types }) => Object.keys(types))),
        data: { sources: [], parts: [], facts: [] },
        configuration: '',
        versions: [],
        environment: [],
        warnings: folder.notices,
    };
}
function highlightsOf({ best, metrics, history }) {
    const last = history.at(-1);
    const seconds = metrics.train_runtime;
    return [
        ...(last?.epoch === undefined
            ? []
            : [{ name: 'Epochs', value: decimal(last.epoch), note: `step ${count(last.step)}` }]),
        ...(best.step === undefined
            ? []
            : [
                {
                    name: 'Best step',
                    value: count(best.step),
                    ...(best.value !== undefined && { note: best.value.toFixed(4) }),
                },
            ]),
        ...(seconds === undefined ? [] : [{ name: 'Training time', value: duration(seconds) }]),
    ];
}
