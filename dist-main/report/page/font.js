/** @file The shipped font as part of a page, which fetches nothing: WOFF2, made by `scripts/web-fonts.py`. */
import { readFileSync } from 'node:fs';
import { fontFamily, fontFiles } from "../../figures/font.js";
let faces;
/** `@font-face` rules that hold both weights of the font. */
export function fontFaces() {
    faces ??= [
        { weight: 400, path: fontFiles.regular },
        { weight: 600, path: fontFiles.semiBold },
    ]
        .map(({ weight, path }) => {
        const data = readFileSync(path.replace(/\.ttf$/, '.woff2'), 'base64');
        return `@font-face{font-family:"${fontFamily}";font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2")}`;
    })
        .join('\n');
    return faces;
}
