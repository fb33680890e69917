/**
 * @file Standard output and standard error: what is written there steers no terminal and is waited for, and what could not be
 * written is said.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { formatError, MedspanError } from "../errors.js";
import { hasSystemCode, outputError } from "../system/output.js";
import { escapeControls } from "./escape.js";
/** Writes to a stream; `onFailure` is called once, when it has failed. */
export function createOutput(stream, onFailure = () => { }) {
    let failure;
    let pending = 0;
    let waiting = [];
    const release = () => {
        for (const resolve of waiting)
            resolve();
        waiting = [];
    };
    const fail = (error) => {
        if (failure !== undefined)
            return;
        failure = error;
        release();
        onFailure();
    };
    stream.on('error', fail);
    const draw = (text) => {
        if (failure !== undefined)
            return;
        pending++;
        stream.write(text, error => {
            if (error)
                fail(error);
            pending--;
            if (pending === 0)
                release();
        });
    };
    return {
        draw,
        write: text => draw(escapeControls(text)),
        drained: () => pending === 0 || failure !== undefined
            ? Promise.resolve()
            : new Promise(resolve => {
                waiting.push(resolve);
            }),
        get failure() {
            return failure;
        },
        get isTTY() {
            return stream.isTTY;
        },
        get columns() {
            return stream.columns;
        },
        get rows() {
            return stream.rows;
        },
    };
}
/**
 * A stream of the process that writes all or fails. Where it is a file, Node's own takes a write of which a part found room,
 * as on a disk that is nearly full, for the whole.
 */
export function wholeWrites(stream) {
    if (stream instanceof Socket)
        return stream;
    return new Writable({
        write(bytes, _encoding, done) {
            try {
                for (let at = 0; at < bytes.length;)
                    at += writeSync(stream.fd, bytes, at);
                done();
            }
            catch (error) {
                done(error);
            }
        },
    });
}
/**
 * Waits until both streams have taken everything, and returns the exit code. A reader of standard output that has seen
 * enough, such as `head`, is no error; any other failure there is one. What standard error does not take changes nothing.
 */
export async function settle(code, { stdout, stderr }) {
    await stdout.drained();
    const { failure } = stdout;
    const isLost = failure !== undefined && !hasSystemCode(failure, 'EPIPE');
    if (isLost) {
        const error = outputError('standard output', failure);
        stderr.write(`error: ${error instanceof MedspanError ? formatError(error) : String(error)}\n`);
    }
    await stderr.drained();
    return isLost && code === 0 ? 1 : code;
}
