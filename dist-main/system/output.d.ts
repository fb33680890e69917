/** Text (written as UTF-8), bytes, or bytes in pieces that are never joined in memory. */
export type Content = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
/** A name beside `path` that no other writer uses, on any machine. */
export declare function asideOf(path: string): string;
/** Whether an error is the operating system's and has this code, such as `ENOENT`. */
export declare function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean;
/** What the operating system has said. */
export declare function systemMessage(error: Error): string;
/** What the operating system refuses to write, as an error that says what to do; anything else as it is. */
export declare function outputError(path: string, cause: unknown): unknown;
/** Flushes what is under a path; folders cannot be flushed on every system, which is then left to it. */
export declare function flush(path: string): Promise<void>;
/**
 * Writes a file whole, replacing what was there; makes its folder where it is missing.
 * @throws MedspanError `output`; then the old content stands as it was.
 */
export declare function writeFileWhole(path: string, content: Content): Promise<void>;
/** Writes a value as JSON with two spaces and a final newline, whole. */
export declare function writeJsonWhole(path: string, value: unknown): Promise<void>;
/**
 * Makes a folder whole: `fill` writes into a temporary one, which then takes the name, replacing a folder that
 * has it already. When `fill` throws, nothing remains of it.
 * @throws MedspanError `output`, or what `fill` throws.
 */
export declare function writeFolderWhole(path: string, fill: (temporary: string) => Promise<void>): Promise<void>;
/** Deletes a file or a folder so that no half of it is ever seen under its name. Absent is fine. */
export declare function removeWhole(path: string): Promise<void>;
/** Clears what processes that have died have left in a folder. */
export declare function removeLeftovers(folder: string): Promise<void>;
/** Clears what attempts have left to write a file or a folder that nobody else may be writing. */
export declare function removeLeftoversOf(path: string): Promise<void>;
