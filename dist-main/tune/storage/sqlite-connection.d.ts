import { MedspanError } from '../../errors.ts';
/** What a cell may be; BLOBs are bytes. */
export type Cell = null | number | string | Uint8Array;
export type Row = readonly Cell[];
export interface Connection {
    readonly path: string;
    /** Rows of a query. Texts are asked for as `CAST(… AS BLOB)`: see `decodeText`. */
    all(sql: string, ...values: readonly (null | number | string)[]): Row[];
    /** How many rows a statement has changed, and the id of the last new one. */
    run(sql: string, ...values: readonly (null | number | string)[]): {
        readonly changes: number;
        readonly id: number;
    };
    /** Reads in one state of the file. `work` may be called again. */
    read<T>(work: () => T): Promise<T>;
    /**
     * Does everything that `work` writes, or nothing where it throws. `work` may be called again.
     *
     * @param flushing `later` where it is enough that it outlives the process, and what the machine's end would take back
     *     need not be on the disk before the next transaction that is flushed `now`
     */
    write<T>(flushing: 'now' | 'later', work: () => T): Promise<T>;
    /**
     * Has a new file keep its journal as a write-ahead log, where its disk can: readers and the writer do not wait for
     * each other then, and a commit flushes the disk once and not four times.
     */
    preferWriteAheadLog(): Promise<void>;
    close(): Promise<void>;
}
/** A text of a query, given as `CAST(… AS BLOB)`, that must be there. */
export declare function decodeText(cell: Cell | undefined, path: string): string;
export declare function damaged(path: string, what: string, at?: string): MedspanError;
interface ConnectOptions {
    /** How long to wait for a lock. */
    readonly timeoutMs: number;
    /** Whether a file is made where there is none. */
    readonly create: boolean;
}
/**
 * Opens a file, or makes it.
 *
 * @throws MedspanError `input` where it is missing, `output` where it cannot be opened
 */
export declare function connect(file: string, { timeoutMs, create }: ConnectOptions): Promise<Connection>;
export {};
