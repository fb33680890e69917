/** A line of the file, read. */
export interface JournalEntry {
    readonly record: Readonly<Record<string, unknown>>;
    /** Counts from 1. */
    readonly line: number;
    /** Where the next line begins, in bytes. */
    readonly end: number;
}
export declare class JournalFile {
    #private;
    readonly path: string;
    /**
     * @throws MedspanError `input` where there is none, and `create` is not set, or something else than a journal; `output`
     *     where it cannot be made
     */
    constructor(path: string, create: boolean);
    get offset(): number;
    /**
     * Reads the lines that are new, and gives each to `take`.
     *
     * @throws MedspanError `input` for a line that is no record and not the last one
     */
    read(take: (entry: JournalEntry) => void): void;
    /**
     * Adds lines, after those that are new were read; the caller holds the lock. All are in the file afterwards, or none.
     *
     * @param make called when everything before is read; gives the lines without their ends
     * @throws MedspanError `input` for a damaged file, `output` where it cannot be written, or what `make` throws
     */
    append(take: (entry: JournalEntry) => void, make: () => readonly string[]): void;
    /**
     * Has all that was written so far on the disk. Needs no lock: what several processes wait for the disk does at once.
     *
     * @throws MedspanError `output`
     */
    flush(): Promise<void>;
}
