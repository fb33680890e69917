/**
 * @file Programs that we start in a process group of their own: what they say last, how they end, and their end by us.
 */
import { spawn } from 'node:child_process';
/** How much of what a program writes is kept, in characters. */
const keptLength = 65_536;
/** Starts a program. The group is its own: Ctrl-C is for us, who let a step under way be finished. */
export function startChild([program, ...args], { cwd, env, input, }) {
    const stdio = [input ?? 'ignore', 'pipe', 'pipe'];
    const child = spawn(program, args, { cwd, env, stdio: [...stdio], detached: true });
    // Whoever no longer reads ends soon, and how is told then.
    child.stdin?.on('error', () => undefined);
    let said = '';
    const note = (text) => {
        said = (said + text).slice(-keptLength);
    };
    for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', note);
    const ended = new Promise(resolve => {
        child.once('error', failure => resolve({ failure, status: failure.message, said }));
        child.once('close', (code, signal) => resolve({ status: signal === null ? `exit code ${code}` : `signal ${signal}`, said }));
    });
    return { process: child, ended };
}
/** Sends a signal to a program and all of its group. */
export function endChild({ process: { pid } }, signal) {
    try {
        if (pid !== undefined)
            process.kill(-pid, signal);
    }
    catch {
        // It has ended by itself.
    }
}
