/**
 * @file UTF-16 code units as escapes of JSON.
 */
/** A text in which the code units that a pattern matches are escaped, as in `\u001b`: within a string of JSON the same. */
export declare function escapeUnits(text: string, pattern: RegExp): string;
/** A text on one line, in which all that is not printed is escaped. */
export declare function printable(text: string): string;
/** A value as JSON of printable ASCII alone, as Python's `json.dumps` has texts. */
export declare function formatAsciiJson(value: unknown): string;
