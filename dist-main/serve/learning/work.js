import { MedspanError } from "../../errors.js";
import { forkModule, receiveError } from "../../system/forked.js";
import { trainElsewhere } from "../../train/seed-worker.js";
/** How far it steps back behind the server. */
const niceness = 10;
/** All of it in processes of their own. */
export const workElsewhere = {
    prepare: (task, options) => workOn({ kind: 'prepare', task }, options),
    train: (config, options) => trainElsewhere(config, { ...options, niceness }),
    compare: (task, options) => workOn({ kind: 'compare', task }, options),
};
/** @throws MedspanError what the work throws; `data` where its process has died; what the signal was aborted with */
async function workOn(work, { signal }) {
    signal.throwIfAborted();
    let reply;
    const child = forkModule('learning-process', import.meta.url, message => {
        reply = message;
    }, { niceness });
    signal.addEventListener('abort', child.kill, { once: true });
    child.send(work);
    const reason = await child.ended.finally(() => signal.removeEventListener('abort', child.kill));
    signal.throwIfAborted();
    if (reply?.kind === 'done')
        return reply.result;
    if (reply?.kind === 'failed')
        throw receiveError(reply.error);
    const what = work.kind === 'prepare' ? 'what prepares a training' : 'the comparison with the model in use';
    throw new MedspanError('data', `${what} has ended: ${reason}`);
}
