/**
 * @file The configuration of a run folder, which may come from anybody: whole where this user's training has written it, and
 * else without what only the user may say.
 */
import { join, resolve } from 'node:path';
import { openConfig, openForeignConfig, readConfigText, settleWith, TRAINER_SETTINGS, } from "../config/config.js";
import { isOwn, markOwn } from "../system/own.js";
import { readRunFile } from "./run-file.js";
/** The mark for `run.json` of a configuration that is written into a run folder; undefined where no key can be kept. */
export function markConfig(runFolder, content) {
    return markOwn(runFolder, ['medspan.yaml', content]);
}
/**
 * Reads the configuration of a run folder; the data that it names need not be there. The run's folder is where it lies.
 * @param overrides as `readConfig` takes them, from the user
 * @throws MedspanError `config`
 */
export async function readRunConfig(runFolder, overrides = []) {
    const path = join(runFolder, 'medspan.yaml');
    const content = await readConfigText(path);
    const own = (await readRunFile(runFolder))?.own;
    const { config, ignored } = (await isOwn(own, runFolder, ['medspan.yaml', content]))
        ? { config: await openConfig(content, path, overrides, { files: 'skip' }), ignored: [] }
        : await openForeignConfig(content, path, overrides);
    const training = { ...config.training, output_dir: resolve(runFolder) };
    // A run has settled all settings, and its file says them.
    return { config: settleWith({ ...config, training }, TRAINER_SETTINGS), ignored };
}
/** Says what does not count, and who can say it. */
export function reportIgnored(ignored, progress) {
    if (ignored.length > 0)
        progress.info(`medspan.yaml of this run is not known to be yours: ${ignored.join(', ')} in it does not count (docs/security.md)`);
}
