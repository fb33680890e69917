import { MedspanError } from "../errors.js";
import { forkModule, receiveError } from "../system/forked.js";
/**
 * Trains what a configuration describes in a process of its own.
 * @throws MedspanError as `train`; `data` where the process has died
 */
export async function trainElsewhere(config, { progress, signal, overwrite = false, niceness }) {
    const { seed } = config.training;
    const tasks = new Map();
    let isDone = false;
    let failure;
    const child = forkModule('seed-process', import.meta.url, message => {
        switch (message.kind) {
            case 'info':
                progress.info(message.line);
                break;
            case 'notice':
                progress.notice(message.notice);
                break;
            case 'task': {
                const { task, title, total, unit } = message;
                tasks.set(task, progress.task(`seed ${seed}: ${title.toLowerCase()}`, total, unit));
                break;
            }
            case 'advance':
                tasks.get(message.task)?.advance(message.by, message.note);
                break;
            case 'end':
                tasks.get(message.task)?.end(message.note);
                tasks.delete(message.task);
                break;
            case 'done':
                isDone = true;
                break;
            case 'failed':
                failure = receiveError(message.error);
        }
    }, { niceness });
    const stop = () => child.send({ kind: 'stop' });
    signal?.addEventListener('abort', stop, { once: true });
    child.send({ kind: 'begin', config, overwrite });
    const reason = await child.ended.finally(() => {
        signal?.removeEventListener('abort', stop);
        for (const task of tasks.values())
            task.end();
    });
    if (failure !== undefined)
        throw failure;
    if (!isDone)
        throw new MedspanError('data', `the training with seed ${seed} has ended: ${reason}`, {
            where: { path: config.training.output_dir },
            hint: 'The same command goes on from its last checkpoint. Where memory is short, train fewer at a time (--jobs).',
        });
}
