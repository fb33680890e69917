/** What UTS said of a concept: what it is, or that there is none. */
export type UtsAnswer = {
    readonly found: true;
    /** Of the concept that UTS answered with; another one than asked for where that was merged into it. */
    readonly cui: string;
    readonly types: readonly string[];
    readonly name?: string;
} | {
    readonly found: false;
};
export interface KeptAnswer {
    readonly answer: UtsAnswer;
    /** When it came, in milliseconds since 1970. */
    readonly time: number;
}
/** The answers of one server for one release. */
export interface UtsCache {
    readonly path: string;
    /** Those of the CUIs that are kept, however old. */
    get(cuis: readonly string[]): Map<string, KeptAnswer>;
    /** Whether the server is known to have had any concept of this release. */
    hasFound(): boolean;
    /** Stores an answer; it is there when this returns. */
    put(cui: string, kept: KeptAnswer): void;
    close(): void;
}
/**
 * Opens the cache, and makes it where there is none.
 * @throws MedspanError (`input`) where the file is something else or damaged; (`output`) where it cannot be written
 */
export declare function openUtsCache(path: string, options: {
    readonly server: string;
    readonly release: string;
}): Promise<UtsCache>;
/**
 * Copies a cache that others may be writing into a new file, which is one alone as long as it is only read: without a
 * write-ahead log, which files on a network's disk cannot have.
 * @throws MedspanError (`input`) where it is something else or damaged; (`output`) where the copy cannot be written
 */
export declare function copyUtsCache(from: string, to: string): Promise<void>;
