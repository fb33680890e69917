/**
 * @file What a run folder says, read once and checked: all that a report is made of.
 *
 * A run that is under way or has failed has its log and no results; its report shows what is there.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MedspanError } from "../errors.js";
import { parseScoredDocuments } from "../metrics/mentions.js";
import { checkFolder } from "../system/folder.js";
import { readIfThere } from "../system/read.js";
import { readJobs } from "./jobs-file.js";
import { readLearningCurve } from "./learning-curve.js";
import { parseLog } from "./log.js";
import { readRunFile } from "./run-file.js";
import { refuseSeeds } from "./seeds.js";
import { parseTrainingMentions } from "./training-mentions.js";
export const parts = ['test', 'validation'];
/**
 * Reads a run folder.
 * @throws MedspanError `input` where there is no run, or a file of it is not what `medspan train` writes
 */
export async function readRunFolder(folder) {
    const path = resolve(folder);
    const run = await readRun(path);
    const file = async (name, parse) => {
        const content = await readIfThere(join(path, name));
        if (content === undefined)
            throw new MedspanError('input', 'the run is finished, but this file of it is missing', {
                where: { path: join(path, name) },
                hint: 'medspan train --overwrite makes the run anew.',
            });
        return parse(content, join(path, name));
    };
    const scored = async (part) => ({
        documents: await file(`predictions.${part}.jsonl`, parseScoredDocuments),
        dictionary: await file(`baseline.${part}.jsonl`, parseScoredDocuments),
    });
    return {
        path,
        name: basename(path),
        run,
        configuration: (await readIfThere(join(path, 'medspan.yaml'))) ?? '',
        history: parseLog((await readIfThere(join(path, 'log.jsonl'))) ?? ''),
        results: run.status === 'finished'
            ? {
                training: await file('training_mentions.json', parseTrainingMentions),
                parts: { test: await scored('test'), validation: await scored('validation') },
            }
            : undefined,
        learningCurve: (await readLearningCurve(path))?.points ?? [],
        jobs: await readJobs(path),
    };
}
async function readRun(path) {
    const run = await readRunFile(path);
    if (run !== undefined)
        return run;
    await refuseSeeds(path);
    throw new MedspanError('input', 'expected a run folder, with run.json in it', {
        where: { path },
        hint: 'medspan train makes one.',
    });
}
/**
 * The run beside this one that a report compares it with: of those in the same folder that have the same test
 * documents, the one that ended last before it. Undefined where there is none.
 */
export async function findPreviousRun({ path, run, results }) {
    if (results === undefined || run.ended === undefined)
        return undefined;
    const folder = dirname(path);
    const candidates = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const candidate = join(folder, entry.name);
        if (!entry.isDirectory() || candidate === path)
            continue;
        const other = await checkFolder(candidate)
            .then(() => readRun(candidate))
            .catch(() => undefined);
        if (other?.status === 'finished' && other.ended !== undefined && other.ended < run.ended)
            candidates.push({ path: candidate, ended: other.ended });
    }
    candidates.sort((a, b) => (a.ended < b.ended ? 1 : -1));
    for (const candidate of candidates) {
        const other = await readRunFolder(candidate.path).catch(() => undefined);
        const documents = other?.results?.parts.test.documents;
        if (documents !== undefined && sameDocuments(results.parts.test.documents, documents))
            return other;
    }
    return undefined;
}
/** Whether two runs were scored on the same documents. */
export function sameDocuments(a, b) {
    const key = (documents) => documents
        .map(({ id, text }) => `${id}\n${text ?? ''}`)
        .sort()
        .join('\n\n');
    return a.length === b.length && key(a) === key(b);
}
