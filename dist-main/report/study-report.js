/**
 * @file The figures and the report.html of a hyperparameter search, from the study folder alone.
 */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { studyFigures } from "../figures/study/study.js";
import { readStudyFile } from "../run/study-file.js";
import { drawFigures, inPage, writeReportFiles } from "./figure-files.js";
import { renderStudyPage } from "./page/study-page.js";
/**
 * Draws the figures of a study into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, which
 * leads to the reports of its trials. The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no study or its `study.json` is damaged, `output` where nothing can be
 * written; what the signal was aborted with
 */
export async function writeStudyReport(studyFolder, { progress, signal }) {
    const folder = resolve(studyFolder);
    const study = await readStudyFile(folder);
    const reported = await reportedTrials(folder, study.trials);
    signal?.throwIfAborted();
    const drawn = await drawFigures(theme => studyFigures(study, theme), progress);
    signal?.throwIfAborted();
    const content = renderStudyPage({ study, figures: inPage(drawn), reported });
    return { studyFolder: folder, ...(await writeReportFiles(folder, content, drawn, progress)) };
}
async function reportedTrials(folder, trials) {
    const reported = new Set();
    for (const { number, folder: own } of trials) {
        if (own === undefined)
            continue;
        const isThere = await access(join(folder, own, 'report.html')).then(() => true, () => false);
        if (isThere)
            reported.add(number);
    }
    return reported;
}
