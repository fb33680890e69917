/**
 * @file The executable of a process that prepares a training, or compares what came of it. It ends with its work; what it has
 * written by halves when it is ended is written anew.
 */
import { sendError } from "../../system/forked.js";
import { compareModels } from "./comparison.js";
import { prepareLearning } from "./preparation.js";
const send = (message) => new Promise(resolve => {
    if (process.connected)
        process.send(message, undefined, {}, () => resolve());
    else
        resolve();
});
process.on('message', async (message) => {
    try {
        const result = message.kind === 'prepare' ? await prepareLearning(message.task) : await compareModels(message.task);
        await send({ kind: 'done', result });
    }
    catch (error) {
        await send({ kind: 'failed', error: sendError(error) });
    }
    finally {
        if (process.connected)
            process.disconnect();
    }
});
