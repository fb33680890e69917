/**
 * @file The widths of text in the font that figures are set in, read from its file: tables `head`, `hhea`, `hmtx`
 * and `cmap` (format 4) of the OpenType specification. Kerning is left out.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { internal } from "../errors.js";
export const fontFamily = 'IBM Plex Sans';
const folder = resolve(import.meta.dirname, '../../assets/fonts');
/** The files of the font, by weight. */
export const fontFiles = {
    regular: resolve(folder, 'IBMPlexSans-Regular.ttf'),
    semiBold: resolve(folder, 'IBMPlexSans-SemiBold.ttf'),
};
/** What a character that the font lacks is taken to need, in ems. */
const unknownWidth = 1;
/** Reads a TrueType font's widths. */
export function parseFont(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const tables = new Map();
    for (let i = 0; i < view.getUint16(4); i++) {
        const at = 12 + 16 * i;
        const tag = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
        tables.set(tag, view.getUint32(at + 8));
    }
    const table = (tag) => {
        const at = tables.get(tag);
        if (at === undefined)
            throw internal(`the font has no table ${tag}`);
        return at;
    };
    const unitsPerEm = view.getUint16(table('head') + 18);
    const metrics = view.getUint16(table('hhea') + 34);
    const widthOfGlyph = (glyph) => view.getUint16(table('hmtx') + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm;
    const glyphs = parseCharacterMap(view, table('cmap'));
    return text => {
        let width = 0;
        for (const character of text) {
            const glyph = glyphs.get(character.codePointAt(0));
            width += glyph === undefined ? unknownWidth : widthOfGlyph(glyph);
        }
        return width;
    };
}
/** Glyphs by code point, of the basic plane. */
function parseCharacterMap(view, cmap) {
    const glyphs = new Map();
    for (let i = 0; i < view.getUint16(cmap + 2); i++) {
        const at = cmap + view.getUint32(cmap + 8 + 8 * i);
        if (view.getUint16(at) !== 4)
            continue;
        const segments = view.getUint16(at + 6) / 2;
        const [ends, starts, deltas, offsets] = [14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments];
        for (let segment = 0; segment < segments; segment++) {
            const from = view.getUint16(at + starts + 2 * segment);
            const to = view.getUint16(at + ends + 2 * segment);
            const delta = view.getUint16(at + deltas + 2 * segment);
            const place = at + offsets + 2 * segment;
            const offset = view.getUint16(place);
            for (let code = from; code <= to && code < 0xffff; code++) {
                const glyph = offset === 0 ? code : view.getUint16(place + offset + 2 * (code - from));
                if (glyph !== 0)
                    glyphs.set(code, (glyph + delta) & 0xffff);
            }
        }
        return glyphs;
    }
    throw internal('the font has no character map of format 4');
}
/** Reads the widths of both weights. */
export function readFont() {
    return {
        regular: parseFont(readFileSync(fontFiles.regular)),
        semiBold: parseFont(readFileSync(fontFiles.semiBold)),
    };
}
let font;
/** The width of a text in pixels, as figures set it; the font is read when the first text is measured. */
export function textWidth(text, fontSize, weight = 'regular') {
    font ??= readFont();
    return fontSize * font[weight](text);
}
