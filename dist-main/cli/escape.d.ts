/** Each of these as `\u001b`, which within a string of JSON is the same value. */
export declare function escapeControls(text: string): string;
/** The same on one line. */
export declare function escapeLine(text: string): string;
