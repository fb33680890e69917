/** A title, and sentences under it, each in as many lines as it needs. */
export declare function heading(text: string, sentences: readonly string[], width?: number): {
    text: string;
    subtitle: string[];
};
