/**
 * @file A run's figures and its report.html, from the run folder alone.
 */
import { typeName } from "../concepts/semantic-network.js";
import { MedspanError } from "../errors.js";
import { runFigures } from "../figures/run/run.js";
import { evaluateDocuments } from "../metrics/evaluation.js";
import { readRunFile } from "../run/run-file.js";
import { findPreviousRun, readRunFolder } from "../run/run-folder.js";
import { readTrainerFolder } from "../run/trainer-folder.js";
import { drawFigures, inPage, writeReportFiles } from "./figure-files.js";
import { renderPage } from "./page/page.js";
import { mentionsByPart, reportContent } from "./run-content.js";
import { writeTrainerReport } from "./trainer-report.js";
/**
 * Draws the figures of a run, or of what transformers' Trainer has left, into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, all or none.
 * The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no run or a file of it is damaged, `output` where nothing can be written;
 * what the signal was aborted with
 */
export async function writeReport(runFolder, options) {
    const { progress, signal } = options;
    const trainer = (await readRunFile(runFolder)) === undefined ? await readTrainerFolder(runFolder) : undefined;
    if (trainer !== undefined) {
        if (options.previous !== undefined && options.previous !== 'auto' && options.previous !== 'none')
            throw new MedspanError('config', 'expected a run, got a folder of transformers’ Trainer and one to compare it with', {
                where: { path: trainer.path },
                hint: 'It has no gold mentions to be compared by: leave out --previous.',
            });
        const written = await writeTrainerReport(trainer, { progress, signal });
        return { runFolder: trainer.path, ...written, previous: undefined };
    }
    const folder = await readRunFolder(runFolder);
    const previous = await previousOf(folder, options.previous ?? 'auto');
    const evaluations = evaluationsOf(folder);
    const data = figureData(folder, evaluations);
    const drawn = await drawFigures(theme => runFigures(data, typeName, theme), progress);
    signal?.throwIfAborted();
    const page = renderPage(reportContent(folder, { evaluations, figures: inPage(drawn), previous }));
    const written = await writeReportFiles(folder.path, page, drawn, progress);
    if (previous !== undefined)
        progress.info(`compared with the run before it, ${previous.name}`);
    return { runFolder: folder.path, ...written, previous: previous?.path };
}
async function previousOf(folder, setting) {
    if (setting === 'none')
        return undefined;
    return setting === 'auto' ? await findPreviousRun(folder) : await readRunFolder(setting);
}
function evaluationsOf({ results, run }) {
    if (results === undefined)
        return undefined;
    const evaluate = (part) => evaluateDocuments(results.parts[part].documents, { training: results.training, seed: run.seed });
    return { test: evaluate('test'), validation: evaluate('validation') };
}
function figureData(folder, evaluations) {
    const { history, run, learningCurve } = folder;
    return {
        history,
        ...(run.summary && { bestStep: run.summary.best.step }),
        ...(evaluations && { ...evaluations, mentions: mentionsByPart(folder, evaluations) }),
        learningCurve,
        temperature: run.summary?.temperature,
    };
}
