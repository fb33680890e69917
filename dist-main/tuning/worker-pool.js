/**
 * @file Workers as processes of their own: what a trial does to its process, such as taking all memory, ends the trial and
 * not the search.
 */
import { MedspanError } from "../errors.js";
import { forkModule, receiveError } from "../system/forked.js";
/** How often it is asked again for a worker that is to wait. */
const waitMs = 1000;
/**
 * Runs workers until there are no more trials for them. One that dies is replaced.
 *
 * @throws MedspanError what a worker could not go on for; all others end in order first
 */
export async function runWorkers(options) {
    const controller = new AbortController();
    const signal = options.signal === undefined ? controller.signal : AbortSignal.any([options.signal, controller.signal]);
    const outcomes = await Promise.allSettled(Array.from({ length: options.workers }, () => keepWorking({ ...options, signal }).catch((error) => {
        controller.abort();
        throw error;
    })));
    for (const outcome of outcomes)
        if (outcome.status === 'rejected')
            throw outcome.reason;
}
/** One worker after the other, until one has nothing left to do. */
async function keepWorking(options) {
    let inVain = 0;
    for (;;) {
        const end = await runWorker(options);
        if (end.reason !== undefined)
            await options.onDeath(end.pid, end.reason);
        if (options.signal.aborted || end.isOver)
            return;
        inVain = end.hasBegun ? 0 : inVain + 1;
        if (inVain > 1)
            throw new MedspanError('data', `workers end before they begin a trial: ${end.reason ?? 'somebody stops them'}`, { hint: 'Where memory is short, fewer workers (--workers) or a smaller corpus help.' });
    }
}
async function runWorker(options) {
    const { order, dispatch, onEvent, progress, signal } = options;
    let hasBegun = false;
    let isStopped = false;
    let isDone = false;
    let failure;
    const seat = dispatch.join();
    const stop = () => child.send({ kind: 'stop' });
    const answer = async () => {
        let verdict = await seat.next();
        while (verdict === 'wait' && child.isConnected()) {
            await new Promise(wake => setTimeout(wake, waitMs));
            verdict = await seat.next();
        }
        child.send({ kind: 'verdict', verdict });
    };
    const child = forkModule('worker-process', import.meta.url, message => {
        switch (message.kind) {
            case 'next':
                answer().catch(error => {
                    failure = receiveErrorOf(error);
                    stop();
                });
                break;
            case 'event':
                if (message.event.kind === 'begin') {
                    hasBegun = true;
                    seat.begun();
                }
                onEvent(message.event);
                break;
            case 'info':
                progress.info(message.line);
                break;
            case 'notice':
                progress.notice(message.notice);
                break;
            case 'done':
                isDone = true;
                isStopped = message.stopped;
                break;
            case 'failed':
                failure = receiveError(message.error);
        }
    });
    signal.addEventListener('abort', stop, { once: true });
    child.send({ kind: 'begin', order });
    const reason = await child.ended.finally(() => {
        signal.removeEventListener('abort', stop);
        seat.leave();
    });
    if (failure !== undefined)
        throw failure;
    return { pid: child.pid, isOver: isDone && !isStopped, hasBegun, reason: isDone ? undefined : reason };
}
function receiveErrorOf(error) {
    return error instanceof MedspanError
        ? error
        : new MedspanError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
