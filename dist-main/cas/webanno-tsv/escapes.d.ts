/** A text as versions 3.2 and 3.3 write it; a line break becomes `\n`. */
export declare function escapeTsvText(text: string): string;
/** Takes back the escapes of a text of versions 3.2 and 3.3. */
export declare function unescapeTsvText(text: string): string;
/** Takes back the escapes of a text of versions 3.0 and 3.1: those of a Java string. */
export declare function unescapeJava(text: string): string;
/** A value of a feature; `\r`, `\b` and `\f` are ours, because the format forgot them. */
export declare function escapeTsvValue(value: string): string;
export declare function unescapeTsvValue(value: string): string;
/** Splits at a separator that is not escaped. */
export declare function splitEscaped(cell: string, separator: '|' | ';'): string[];
/** Takes a suffix such as `[3]` or `[1_2]` off a value, if no backslash escapes it. */
export declare function takeNumbers(value: string): {
    readonly rest: string;
    readonly numbers: readonly number[];
};
/** Takes a chain's suffix such as `->4-2` off a value. */
export declare function takeChain(value: string): {
    readonly rest: string;
    readonly chain: number;
    readonly element: number;
} | undefined;
