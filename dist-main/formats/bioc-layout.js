/**
 * @file The text of a BioC document, and where in it the annotations stand.
 *
 * Between passages the text has line breaks, between sentences blanks, as many as the offsets leave room for.
 */
import { firstIndex } from "../lists.js";
import { bySpan } from "../text/document.js";
import { createOffsets } from "./offsets.js";
/** More line breaks than this between two passages say that a part of the text is not in the file. */
export const longestGap = 100;
export function createLayout(pieces, unit) {
    const offsets = pieces.map(piece => createOffsets(piece.text, unit));
    const parts = [];
    const begins = [];
    let length = 0;
    let overlaps = 0;
    let shortened = 0;
    for (const [i, piece] of pieces.entries()) {
        const before = pieces[i - 1];
        if (before !== undefined) {
            let gap = piece.offset - (before.offset + offsets[i - 1].length);
            if (gap < 0)
                overlaps++;
            if (gap > longestGap)
                shortened++;
            // Two passages are never one line, even where their offsets say so.
            if (gap < 0 || gap > longestGap || (gap === 0 && piece.isFirst))
                gap = 1;
            const filler = (piece.isFirst ? '\n' : ' ').repeat(gap);
            parts.push(filler);
            length += filler.length;
        }
        begins.push(length);
        parts.push(piece.text);
        length += piece.text.length;
    }
    const order = [...pieces.keys()].sort((a, b) => pieces[a].offset - pieces[b].offset);
    return { unit, text: parts.join(''), begins, offsets, order, overlaps, shortened };
}
/** The index in the text of an offset: in its own piece where it is in it, else in the one that holds it; or -1. */
function indexOf(layout, pieces, own, offset, border) {
    const within = (i) => {
        const local = offset - pieces[i].offset;
        const { length } = layout.offsets[i];
        if (local < 0 || local > length || (border === 'begin' ? local === length : local === 0))
            return -1;
        const index = layout.offsets[i].indexOf(local);
        return index < 0 ? -1 : layout.begins[i] + index;
    };
    const found = own === undefined ? -1 : within(own);
    if (found >= 0)
        return found;
    const after = firstIndex(layout.order, piece => {
        const at = pieces[piece].offset;
        return border === 'begin' ? at > offset : at >= offset;
    });
    return after === 0 ? -1 : within(layout.order[after - 1]);
}
/** The parts of an annotation in the text, in order and apart; undefined where one is not in it. */
export function locate(annotation, own, layout, pieces) {
    const spans = [];
    for (const { offset, length } of annotation.locations) {
        const begin = indexOf(layout, pieces, own, offset, 'begin');
        const end = indexOf(layout, pieces, own, offset + length, 'end');
        if (begin < 0 || end <= begin)
            return undefined;
        spans.push({ begin, end });
    }
    const parts = [];
    for (const span of spans.sort(bySpan)) {
        const last = parts.at(-1);
        if (last !== undefined && span.begin <= last.end)
            parts[parts.length - 1] = { begin: last.begin, end: Math.max(last.end, span.end) };
        else
            parts.push(span);
    }
    return parts;
}
