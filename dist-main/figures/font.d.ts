export declare const fontFamily = "IBM Plex Sans";
/** The files of the font, by weight. */
export declare const fontFiles: {
    readonly regular: string;
    readonly semiBold: string;
};
/** The width of a text in ems. */
export type TextWidth = (text: string) => number;
/** Reads a TrueType font's widths. */
export declare function parseFont(bytes: Uint8Array): TextWidth;
/** Reads the widths of both weights. */
export declare function readFont(): {
    regular: TextWidth;
    semiBold: TextWidth;
};
/** The width of a text in pixels, as figures set it; the font is read when the first text is measured. */
export declare function textWidth(text: string, fontSize: number, weight?: keyof typeof fontFiles): number;
