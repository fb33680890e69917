/** A record: `step` and `epoch`, and either `loss`, `grad_norm`, `learning_rate` or `eval_*`. */
export type LogRecord = Readonly<Record<string, number>>;
export declare const logFileOf: (runFolder: string) => string;
/**
 * Writes the log so far, and returns what appends a record.
 * @throws MedspanError `output` when it cannot be written
 */
export declare function openLog(runFolder: string, history: readonly LogRecord[]): Promise<(record: LogRecord) => Promise<void>>;
/** The finite numbers of a line; undefined for one that is no record of a step, such as the half line of a killed run. */
export declare function parseLogRecord(line: string): LogRecord | undefined;
/** The finite numbers of a record; undefined for one that is no record of a step. */
export declare function readLogRecord(value: unknown): LogRecord | undefined;
/** The finite numbers of an object. */
export declare function finiteNumbers(value: object): Record<string, number>;
/** The records of a whole log. */
export declare function parseLog(content: string): LogRecord[];
