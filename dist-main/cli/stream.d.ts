import type { Output } from './io.ts';
/** A stream of the process, as far as it is needed here. */
interface Stream {
    write(text: string, done: (error?: Error | null) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
    readonly rows?: number | undefined;
}
/** An output whose first failure is kept; after it nothing more is written. */
export interface StreamOutput extends Output {
    readonly failure: Error | undefined;
}
/** Writes to a stream; `onFailure` is called once, when it has failed. */
export declare function createOutput(stream: Stream, onFailure?: () => void): StreamOutput;
/**
 * A stream of the process that writes all or fails. Where it is a file, Node's own takes a write of which a part found room,
 * as on a disk that is nearly full, for the whole.
 */
export declare function wholeWrites(stream: Stream & {
    readonly fd: number;
}): Stream;
/**
 * Waits until both streams have taken everything, and returns the exit code. A reader of standard output that has seen
 * enough, such as `head`, is no error; any other failure there is one. What standard error does not take changes nothing.
 */
export declare function settle(code: number, { stdout, stderr }: {
    readonly stdout: StreamOutput;
    readonly stderr: Output;
}): Promise<number>;
export {};
