/**
 * @file Which files of a run folder are the run's own, and how they make room for another run. Others stay.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MODEL_CARD } from "../hub/card.js";
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from "../nn/weights/adapter-files.js";
import { MODEL_WEIGHTS } from "../nn/weights/safetensors.js";
import { UNFINISHED } from "../system/file-set.js";
import { checkBeside, checkFolder } from "../system/folder.js";
import { formatManifest, hasPlainParents, listOthers, MANIFEST, readManifest, removeFiles, } from "../system/manifest.js";
import { removeWhole, writeFileWhole } from "../system/output.js";
import { configFile, definitionFile, tokenizerFiles } from "../tokenizer/folder.js";
import { checkpointName, listCheckpoints } from "./checkpoints.js";
import { isUsersCard } from "./model-card.js";
import { listReportFiles } from "./report-files.js";
import { eventFile } from "./tensorboard.js";
/** What a training may write into its folder, besides the files of a tokenizer. */
const files = [
    'run.json',
    'medspan.yaml',
    'accelerate.yaml',
    'splits.json',
    'labels.json',
    'log.jsonl',
    'training_mentions.json',
    'config.json',
    MODEL_CARD,
    MODEL_WEIGHTS,
    ADAPTER_CONFIG,
    ADAPTER_WEIGHTS,
    'trainer_state.json',
    ...['train', 'eval', 'predict', 'all', 'baseline'].map(name => `${name}_results.json`),
    'predictions.txt',
    ...['validation', 'test'].flatMap(part => [
        `predictions.${part}.jsonl`,
        `evaluation.${part}.json`,
        `baseline.${part}.jsonl`,
    ]),
];
/** What others write about it. */
const records = ['learning_curve.json', 'notifications.jsonl'];
/** What belongs to the folder, whichever run is in it. */
const staying = /^(run\.json$|jobs\/|jobs\.jsonl)/;
/** A run on a share of the training part. */
const isPoint = /^[\d.e-]+-seed\d+$/;
const namesIn = (folder) => readdir(folder).catch(() => []);
/** Leaves in a folder which files of it are the run's. */
export function noteRunFiles(runFolder, tokenizer) {
    const names = [...files, definitionFile, configFile, ...tokenizer.files.map(path => basename(path))];
    return writeFileWhole(join(runFolder, MANIFEST), formatManifest(names));
}
/**
 * Makes sure that what a training reads of its folder are files. Links of the user's own are followed.
 * @throws MedspanError `unsafe-input`
 */
export async function checkRunFiles(runFolder) {
    for (const name of [...files, ...tokenizerFiles])
        await checkBeside(join(runFolder, name));
    // Where there is no folder, whoever makes it says why it cannot.
    const steps = await listCheckpoints(runFolder).catch(() => []);
    for (const step of steps)
        await checkFolder(join(runFolder, checkpointName(step)));
}
/**
 * Deletes all of a run but run.json and a model card that the user has made, and gives what is left. Runs of a learning curve go with the run of which they are. */
export async function removeRunFiles(runFolder) {
    // Earlier versions kept no list.
    const names = (await readManifest(runFolder)) ?? [...files, ...tokenizerFiles];
    const own = [...names, ...records, ...(await listReportFiles(runFolder))];
    for (const name of await namesIn(join(runFolder, 'tensorboard')))
        if (eventFile.test(name))
            own.push(`tensorboard/${name}`);
    for (const name of await namesIn(join(runFolder, 'learning_curve'))) {
        const description = `learning_curve/${name}/run.json`;
        if (!isPoint.test(name) || !(await hasPlainParents(runFolder, description)))
            continue;
        await removeRunFiles(join(runFolder, 'learning_curve', name));
        own.push(description);
    }
    for (const step of await listCheckpoints(runFolder))
        await removeWhole(join(runFolder, checkpointName(step)));
    await removeWhole(join(runFolder, UNFINISHED));
    const isKept = await isUsersCard(runFolder);
    await removeFiles(runFolder, own.filter(name => !staying.test(name) && !(isKept && name === MODEL_CARD)));
    return (await listOthers(runFolder, [])).filter(name => !staying.test(name));
}
