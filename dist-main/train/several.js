/**
 * @file Several trainings of one configuration: which seeds they have, some at the same time, and how they are interrupted.
 */
import { MedspanError } from "../errors.js";
import { interrupted } from "./loop/trainer.js";
/**
 * Seeds as they are given, each once.
 * @throws MedspanError `config`
 */
export function checkSeeds(seeds) {
    for (const seed of seeds)
        if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
            throw new MedspanError('config', `expected whole numbers from 0 to 4294967295 as seeds, got ${seed}`);
    return [...new Set(seeds)];
}
/**
 * Does work that goes on where it was when it is done again.
 * @param state says how far it has come
 * @throws MedspanError `interrupted` where the signal has ended it in order, with the folder and the state
 */
export async function doResumable(work, { folder, signal, state, }) {
    try {
        return await work();
    }
    catch (error) {
        if (signal?.aborted !== true || !isInOrder(error, signal))
            throw error;
        throw interrupted(folder, `${state()}, and what was trained so far is saved`);
    }
}
function isInOrder(error, signal) {
    return error === signal.reason || (error instanceof MedspanError && error.code === 'interrupted');
}
/**
 * Works on items in their order, on some of them at the same time. When work on one fails, that on others ends in order
 * first.
 * @throws what work on the first item to fail threw
 */
export async function workInParallel(items, { jobs, signal, work, }) {
    const failing = new AbortController();
    const either = AbortSignal.any([failing.signal, ...(signal === undefined ? [] : [signal])]);
    let next = 0;
    let failure;
    const keepWorking = async () => {
        try {
            while (next < items.length) {
                either.throwIfAborted();
                await work(items[next++], either);
            }
        }
        catch (error) {
            // What ends the others in order is no failure of theirs; a failure while they are interrupted is one.
            if (failure === undefined || isInOrder(failure.error, either))
                failure = { error };
            failing.abort();
        }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, keepWorking));
    if (failure !== undefined)
        throw failure.error;
}
