/** `@font-face` rules that hold both weights of the font. */
export declare function fontFaces(): string;
