/**
 * @file Our own code in processes of their own: what one of them does to its process, such as taking all memory, ends that
 * and not ours. And errors that cross from one to another.
 */
import { fork } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MedspanError } from "../errors.js";
/** How much of what a process has written to stderr is looked at when it dies. */
const keptCharacters = 4000;
/**
 * Starts a module of ours as a process.
 * @param name the module beside the file at `from`, without its extension
 * @param onMessage is given what it sends
 */
export function forkModule(name, from, onMessage, { niceness = 0 } = {}) {
    // The sources are run as they are by some tools, and built otherwise.
    const file = `./${name}${from.endsWith('.ts') ? '.ts' : '.js'}`;
    const child = fork(fileURLToPath(new URL(file, from)), {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Threads have the priority of the one that makes them: it is set before there are any.
    if (niceness > 0 && child.pid !== undefined)
        setPriority(child.pid, Math.min(getPriority() + niceness, constants.priority.PRIORITY_LOW));
    let written = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
        written = (written + text).slice(-keptCharacters);
    });
    child.on('message', onMessage);
    const ended = new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, signal) => resolve(reasonOf(code, signal, written)));
    });
    return {
        pid: child.pid ?? 0,
        isConnected: () => child.connected,
        send(message) {
            if (child.connected)
                child.send(message, () => undefined);
        },
        kill: () => void child.kill(),
        ended,
    };
}
function reasonOf(code, signal, written) {
    if (/heap out of memory|bad_alloc|Cannot allocate memory/i.test(written))
        return 'out of memory';
    if (signal === 'SIGKILL')
        return 'its process was killed (SIGKILL), as systems do when memory is out';
    if (signal !== null)
        return `its process was ended by ${signal}`;
    const last = written.trim().split('\n').at(-1) ?? '';
    return `its process ended with exit code ${code}${last === '' ? '' : `: ${last}`}`;
}
export function sendError(error) {
    if (error instanceof MedspanError) {
        const { code, message, where, hint, stack } = error;
        return { code, message, where, hint, stack };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'internal', message, ...(error instanceof Error && { stack: error.stack }) };
}
export function receiveError({ code, message, where, hint, stack }) {
    const error = new MedspanError(code, message, { where, hint });
    if (stack !== undefined)
        error.stack = stack;
    return error;
}
