/**
 * @file `medspan report`: the figures of a run or of a search, and a page about it.
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { formatError, MedspanError } from "../errors.js";
import { writeReport } from "../report/report.js";
import { writeStudyReport } from "../report/study-report.js";
import { readStudyFile } from "../run/study-file.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
export function reportCommand(context) {
    return new Command('report')
        .argument('<run>', 'a run or study folder, or one of transformers’ Trainer; one that is still running is reported up to now')
        .option('--previous <run>', 'the run to compare it with; auto: the latest earlier run next to it with the same test documents', 'auto')
        .option('--no-previous', 'compare it with no other run')
        .addHelpText('after', `
The page is one file that needs no network: scores with intervals, curves, types, and every error in its sentence. The
figures are in RUN/figures as PNG and SVG, dark ones in RUN/figures/dark. medspan train writes both when it ends; medspan
tune writes those of the study and of its best trial, as this command does for a study folder. Of a folder that transformers'
Trainer or run_ner has left, it draws the curves, and shows the scores that are there.

Examples:
  medspan report runs/medspan
  medspan report runs/crf --previous runs/plain
  medspan report runs/medspan-tuning
`)
        .action(async (run, options) => {
        const { io, progress } = context;
        const { previous } = options;
        const folder = await givenFolder(io, run);
        const signal = io.interruption();
        if (isStudy(folder))
            await reportBest(folder, progress, signal);
        const report = isStudy(folder)
            ? await writeStudyReport(folder, { progress, signal })
            : await writeReport(folder, {
                progress,
                signal,
                previous: previous === false ? 'none' : previous === 'auto' ? previous : resolve(io.cwd, previous),
            });
        showResult(io, options, report, renderReport(report, io.cwd));
    });
}
/** The report of the best trial, to which that of its study leads, where it is not there yet. */
async function reportBest(studyFolder, progress, signal) {
    const { best, trials } = await readStudyFile(studyFolder);
    const folder = trials.find(({ number }) => number === best)?.folder;
    if (folder === undefined || existsSync(join(studyFolder, folder, 'report.html')))
        return;
    await reportAloud(join(studyFolder, folder), progress, { signal, previous: 'none' });
}
/** Whether a folder is one that medspan tune has left. */
function isStudy(folder) {
    return existsSync(join(folder, 'study.json'));
}
function renderReport({ page, figures }, cwd) {
    return `${figures.length} figures, and the report: ${relative(cwd, page) || page}`;
}
/**
 * Makes the report of a run or a study that has just ended. What keeps it from being made is a line in the log and never
 * an error: the work is done, and `medspan report` makes it later.
 */
export async function reportAloud(folder, progress, { signal, previous } = {}) {
    try {
        if (isStudy(folder))
            await writeStudyReport(folder, { progress, signal });
        else
            await writeReport(folder, { progress, signal, previous });
    }
    catch (error) {
        const said = error instanceof MedspanError ? formatError(error) : String(error);
        const reason = signal?.aborted === true ? 'it was interrupted' : said;
        progress.info(`the report could not be written: ${reason}; medspan report writes it later`);
    }
}
