/**
 * @file Checkpoints: all that a run needs to go on as if nothing had happened.
 *
 * `checkpoint-<step>/` holds the engine's state (state-files.ts), `trainer_state.json`, and checksums of all of its files. A
 * checkpoint appears whole or not at all. Float32 and JSON's numbers come back with the same bits.
 */
import { readFile, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MedspanError } from "../../errors.js";
import { checkpointName, listCheckpoints } from "../../run/checkpoints.js";
import { formatTrainerState, parseTrainerState } from "../../run/trainer-state.js";
import { verifyChecksums, writeChecksums } from "../../system/checksums.js";
import { hasSystemCode, removeWhole, writeFileWhole, writeFolderWhole } from "../../system/output.js";
import { checkState } from "../engine/state-files.js";
/**
 * Writes a checkpoint whole and returns its path; takes note in `trainer` of the engine's updates. `describe` adds what
 * makes the folder a model folder (`config.json`, the tokenizer).
 * @throws MedspanError `output` when it cannot be written; then the checkpoints that were there stand as they were,
 * and the error says from which of them the run goes on.
 */
export async function writeCheckpoint(runFolder, engine, trainer, describe) {
    const path = join(runFolder, checkpointName(trainer.global_step));
    try {
        await writeFolderWhole(path, async (folder) => {
            trainer.updates = (await engine.save(folder)).updates;
            await describe?.(folder);
            await writeFileWhole(join(folder, 'trainer_state.json'), formatTrainerState(trainer));
            await writeChecksums(folder);
        });
    }
    catch (error) {
        if (!(error instanceof MedspanError) || error.code !== 'output')
            throw error;
        throw await notSaved(runFolder, path, error, engine.savedBytes());
    }
    return path;
}
/** Says which file of which checkpoint could not be written, what it takes, and where the run goes on. */
async function notSaved(runFolder, checkpoint, error, bytes) {
    const { path: written = checkpoint } = error.where ?? {};
    const path = written === checkpoint ? checkpoint : join(checkpoint, basename(written));
    const { cause } = error;
    const full = hasSystemCode(cause, 'ENOSPC', 'EDQUOT');
    const free = hasSystemCode(cause, 'EDQUOT') ? ', your quota is used up' : await freeOf(runFolder);
    const [newest] = await listCheckpoints(runFolder);
    const next = newest === undefined ? 'starts again' : `resumes from ${checkpointName(newest)}`;
    return new MedspanError('output', `${error.message}${full ? ` (the checkpoint takes ${formatBytes(bytes)}${free})` : ''}`, {
        where: { path },
        hint: `${full ? 'Free some space' : 'Put that right'}, then give the same command again: the run ${next}.`,
        cause,
    });
}
function freeOf(folder) {
    return statfs(folder).then(({ bavail, bsize }) => `, ${formatBytes(bavail * bsize)} are free`, () => '');
}
const formatBytes = (bytes) => bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
/**
 * Reads a checkpoint, but for the engine's state, of which it only makes sure that it is what was written.
 * @throws MedspanError `input` naming the damaged file.
 */
export async function readCheckpoint(runFolder, step) {
    const folder = join(runFolder, checkpointName(step));
    const path = join(folder, 'trainer_state.json');
    await verifyChecksums(folder);
    let trainer;
    try {
        trainer = parseTrainerState(await readFile(path, 'utf8'));
    }
    catch (cause) {
        throw new MedspanError('input', 'expected the state of a training run', { where: { path }, cause });
    }
    if (trainer.global_step !== step) {
        throw new MedspanError('input', `expected the state of step ${step}, got that of ${trainer.global_step}`, {
            where: { path },
        });
    }
    await checkState(folder);
    return { folder, trainer };
}
/**
 * Which checkpoints may go: those of interruptions that a later one has made superfluous, and the oldest ones beyond
 * `limit`. The newest one and the best one always stay, and the best one counts.
 * @param steps of the checkpoints there are
 */
export function superfluousCheckpoints(steps, state, limit) {
    const saved = new Set(state.saved_steps);
    const newest = state.saved_steps.at(-1);
    const kept = new Set();
    for (const step of [newest, state.best_global_step])
        if (step !== undefined && step !== null && saved.has(step))
            kept.add(step);
    for (const step of [...steps].sort((a, b) => b - a))
        if (saved.has(step) && kept.size < (limit ?? Infinity))
            kept.add(step);
    if (!saved.has(state.global_step))
        kept.add(state.global_step);
    return steps.filter(step => !kept.has(step) && step <= state.global_step);
}
/** Deletes what `superfluousCheckpoints` says. */
export async function removeCheckpoints(runFolder, state, limit) {
    const steps = await listCheckpoints(runFolder);
    for (const step of superfluousCheckpoints(steps, state, limit))
        await removeWhole(join(runFolder, checkpointName(step)));
}
