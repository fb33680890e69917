/**
 * @file The figures and the report.html of predictions that were scored against gold documents, and what `medspan compare`
 * reads of them, in a folder of their own.
 */
import { resolve } from 'node:path';
import { typeName } from "../concepts/semantic-network.js";
import { MedspanError } from "../errors.js";
import { runFigures } from "../figures/run/run.js";
import { formatScoredDocuments } from "../metrics/mentions.js";
import { listReportFiles } from "../run/report-files.js";
import { listOthers } from "../system/manifest.js";
import { drawFigures, inPage, writeReportFiles } from "./figure-files.js";
import { renderPage } from "./page/page.js";
import { accuracies, namesOf, tagScoresOf, typesIn } from "./run-content.js";
/** Of a run's test part they are called the same. */
const PREDICTIONS = 'predictions.test.jsonl';
const EVALUATION = 'evaluation.test.json';
/**
 * Writes the report of scores into a folder of its own: the page, its figures, the evaluation, and the documents with what
 * is gold and what was predicted. All or none; a report of earlier scores is replaced.
 * @throws MedspanError `output` where the folder holds something else, or nothing can be written
 */
export async function writeScoreReport(folder, scores, options) {
    const path = resolve(folder);
    await checkOwn(path);
    const { progress, signal } = options;
    const data = { history: [], mentions: mentionsOf(scores), test: scores.evaluation };
    const drawn = await drawFigures(theme => runFigures(data, typeName, theme), progress);
    signal?.throwIfAborted();
    return writeReportFiles(path, renderPage(scoreContent(scores, inPage(drawn), options)), drawn, progress, {
        [PREDICTIONS]: formatScoredDocuments(scores.documents),
        [EVALUATION]: `${JSON.stringify(scores.evaluation, null, 2)}\n`,
    });
}
/** Makes sure that a folder holds nothing but the report of earlier scores: the files of a run have the same names. */
async function checkOwn(folder) {
    const own = [...(await listReportFiles(folder)), PREDICTIONS, EVALUATION];
    const [other] = await listOthers(folder, own);
    if (other !== undefined)
        throw new MedspanError('output', `expected a new folder, or one with earlier scores alone, got ${other} in it`, {
            where: { path: folder },
            hint: 'Choose another folder, or remove what is there.',
        });
}
function mentionsOf({ evaluation }) {
    return {
        test: Object.fromEntries(Object.entries(evaluation.types).map(([type, { gold }]) => [type, gold])),
    };
}
function scoreContent(scores, figures, { title, subtitle, warnings }) {
    const { tags, evaluation, documents, counts } = scores;
    return {
        title,
        subtitle,
        highlights: [],
        parts: [
            {
                name: 'test',
                evaluation,
                ...accuracies(tags),
                rivals: [],
                tagScores: tagScoresOf(tags),
                documents,
            },
        ],
        figures,
        types: namesOf(typesIn(evaluation)),
        data: { sources: [], parts: [{ name: 'test', ...counts, mentions: evaluation.gold }], facts: [] },
        configuration: '',
        versions: [],
        environment: [],
        warnings,
    };
}
