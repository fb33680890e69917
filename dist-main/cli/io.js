/**
 * @file What a command needs of the outside world, so that tests can be the outside world.
 */
import { Option } from 'commander';
/** Prints a result: as JSON for machines, or as text. */
export function showResult(io, options, value, text) {
    if (options.json === true)
        io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    else if (text !== '')
        io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
/** Writes a result in pieces, no faster than it is read. */
export async function writePieces({ stdout }, pieces) {
    for await (const piece of pieces) {
        stdout.write(piece);
        await stdout.drained();
    }
}
/** `--set`, which may be given several times: all its values, in order. */
export function setOption() {
    return new Option('--set <key=value>', 'override one key of the configuration; repeatable')
        .argParser((value, before) => [...before, value])
        .default([], 'none');
}
/** Thrown by a command after which another one is to run in this process. */
export class ContinuedBy extends Error {
    args;
    constructor(args) {
        super(`continued by ${args.join(' ')}`);
        this.name = 'ContinuedBy';
        this.args = args;
    }
}
/** Thrown by a command that ends with an exit code which is not its own, and has said all. */
export class EndedWith extends Error {
    exitCode;
    constructor(exitCode) {
        super(`exit code ${exitCode}`);
        this.name = 'EndedWith';
        this.exitCode = exitCode;
    }
}
