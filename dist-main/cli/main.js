#!/usr/bin/env node
/**
 * @file The executable: hands the process to `run`, and holds the only process.exit.
 */
import { createAsk } from "./ask.js";
import { reportError, run } from "./program.js";
import { createStopping, STOP_SIGNALS } from "./signals.js";
import { createOutput, settle, wholeWrites } from "./stream.js";
let isEnding = false;
/** Ends the process when what was printed has gone out; a signal does not wait for that. */
async function end(code) {
    if (isEnding)
        return;
    isEnding = true;
    stopping.endAtOnce();
    process.exit(await settle(code, { stdout, stderr }));
}
// Where nobody takes the results there is nothing to go on for, but to end in order.
const stdout = createOutput(wholeWrites(process.stdout), () => {
    if (!stopping.inOrder)
        void end(0);
});
// A log on a disk that is full is no reason to stop: what matters is said by the exit code, and in the run.
const stderr = createOutput(wholeWrites(process.stderr));
const stopping = createStopping({
    exit: code => process.exit(code),
    tell: text => stderr.write(text),
    nowMs: () => performance.now(),
});
for (const signal of STOP_SIGNALS)
    process.on(signal, () => stopping.receive(signal));
// Of a job of a cluster nothing may go on when `medspan job` is gone: SLURM does not always find it.
if (process.env.MEDSPAN_SUPERVISED === '1') {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent)
            stopping.receive('SIGTERM');
    }, 1000).unref();
}
const io = {
    stdin: process.stdin,
    stdout,
    stderr,
    cwd: process.cwd(),
    interruption: () => stopping.endInOrder(),
    ask: createAsk(process.stdin, stderr),
};
const args = process.argv.slice(2);
// What nobody has waited for is a defect like any other, and Node would print it as it is.
process.on('uncaughtException', error => void end(reportError(error, args, io)));
await end(await run(args, io));
