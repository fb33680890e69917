import { silent } from "../progress.js";
import { sendError } from "../system/forked.js";
import { openSearch } from "./search.js";
import { work } from "./worker.js";
const controller = new AbortController();
const { signal } = controller;
const stop = () => controller.abort();
for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR1'])
    process.on(name, stop);
process.on('disconnect', stop);
/** Nobody hears it once the parent is gone, and then nobody needs to. Resolves when it is on its way. */
const send = (message) => new Promise(resolve => {
    if (process.connected)
        process.send(message, undefined, {}, () => resolve());
    else
        resolve();
});
let answer;
const next = () => new Promise(resolve => {
    if (signal.aborted)
        return resolve('stop');
    answer = resolve;
    signal.addEventListener('abort', () => resolve('stop'), { once: true });
    void send({ kind: 'next' });
});
const progress = {
    ...silent,
    info: line => void send({ kind: 'info', line }),
    notice: notice => void send({ kind: 'notice', notice }),
};
async function begin({ path, overrides, threads }) {
    try {
        const search = await openSearch(path, overrides);
        await work(search, {
            threads,
            next,
            onEvent: event => void send({ kind: 'event', event }),
            progress,
            signal,
        });
        await send({ kind: 'done', stopped: signal.aborted });
    }
    catch (error) {
        const isStopped = signal.aborted && error === signal.reason;
        await send(isStopped ? { kind: 'done', stopped: true } : { kind: 'failed', error: sendError(error) });
    }
    finally {
        if (process.connected)
            process.disconnect();
    }
}
process.on('message', (message) => {
    if (message.kind === 'begin')
        void begin(message.order);
    else if (message.kind === 'verdict')
        answer?.(message.verdict);
    else
        stop();
});
