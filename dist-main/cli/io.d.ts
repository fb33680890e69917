/**
 * @file What a command needs of the outside world, so that tests can be the outside world.
 */
import { Option } from 'commander';
import type { Progress } from '../progress.ts';
/** A stream that takes text; `columns` and `rows` are there on a terminal. */
export interface Output {
    /** Writes text, whoever wrote it: what could steer a terminal becomes visible (`escapeControls`). */
    write(text: string): void;
    /** Writes text that steers the terminal; what is not our own in it has gone through `escapeControls`. */
    draw(text: string): void;
    /** Resolves when all that was written has left the process, or never will because the stream has failed. */
    drained(): Promise<void>;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
    readonly rows?: number | undefined;
}
/** What is piped into the process, as bytes; a terminal, where nothing is. */
export interface Input extends AsyncIterable<Uint8Array> {
    readonly isTTY?: boolean;
}
export interface Io {
    readonly stdin?: Input | undefined;
    /** Results. */
    readonly stdout: Output;
    /** Progress, notices and errors. */
    readonly stderr: Output;
    /** The folder that relative paths on the command line are relative to. */
    readonly cwd: string;
    /**
     * Ctrl-C, SIGTERM and SIGUSR1 as one signal, for a command that ends in order when it comes; a command that never
     * asks is ended at once, which is safe because files are written whole or not at all.
     */
    interruption(): AbortSignal;
    /** Asks the user for a line; undefined where there is nobody to ask, and from an answer that never comes. */
    readonly ask?: ((prompt: string) => Promise<string | undefined>) | undefined;
}
/** What every command's action is given. */
export interface CommandContext {
    readonly io: Io;
    readonly progress: Progress;
}
/** Options that every command has. */
export interface CommonOptions {
    readonly json?: boolean;
    readonly verbose?: boolean;
}
/** Prints a result: as JSON for machines, or as text. */
export declare function showResult(io: Io, options: CommonOptions, value: unknown, text: string): void;
/** Writes a result in pieces, no faster than it is read. */
export declare function writePieces({ stdout }: Io, pieces: Iterable<string> | AsyncIterable<string>): Promise<void>;
/** `--set`, which may be given several times: all its values, in order. */
export declare function setOption(): Option;
/** Thrown by a command after which another one is to run in this process. */
export declare class ContinuedBy extends Error {
    readonly args: readonly string[];
    constructor(args: readonly string[]);
}
/** Thrown by a command that ends with an exit code which is not its own, and has said all. */
export declare class EndedWith extends Error {
    readonly exitCode: number;
    constructor(exitCode: number);
}
