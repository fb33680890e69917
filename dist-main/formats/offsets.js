import { isInsideCharacter } from "../text/document.js";
const astral = /[\ud800-\udbff][\udc00-\udfff]/;
const beyondAscii = /[^\0-\x7f]/;
const inside = 0xffff_ffff;
/** The units that count `text` differently, code points first. */
export function unitsOf(text) {
    const units = ['code points'];
    if (astral.test(text))
        units.push('UTF-16 code units');
    if (beyondAscii.test(text))
        units.push('UTF-8 bytes');
    if (text.includes('\r\n'))
        units.push('code points, a CRLF being one of them');
    return units;
}
/** How many of the unit a character takes that begins at `index` and has `units` UTF-16 code units. */
function width(text, index, unit) {
    const code = text.codePointAt(index);
    if (unit === 'UTF-8 bytes')
        return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
    if (unit === 'code points')
        return 1;
    return code === 10 && text.charCodeAt(index - 1) === 13 ? 0 : 1;
}
/** Where each offset of a unit stands in a text. */
export function createOffsets(text, unit) {
    const isPlain = unit === 'UTF-16 code units' ||
        (unit === 'code points' && !astral.test(text)) ||
        (unit === 'UTF-8 bytes' && !beyondAscii.test(text));
    const indexOf = (offset) => offset > text.length || isInsideCharacter(text, offset) ? -1 : offset;
    if (isPlain)
        return { unit, length: text.length, indexOf };
    const most = unit === 'UTF-8 bytes' ? Buffer.byteLength(text) : text.length;
    const starts = new Uint32Array(most + 1).fill(inside);
    let length = 0;
    for (let index = 0; index < text.length; index += text.codePointAt(index) > 0xffff ? 2 : 1) {
        const wide = width(text, index, unit);
        // The second half of a CRLF that counts as one has no offset of its own.
        if (wide > 0)
            starts[length] = index;
        length += wide;
    }
    starts[length] = text.length;
    return {
        unit,
        length,
        indexOf(offset) {
            const index = offset <= length ? starts[offset] : undefined;
            return index === undefined || index === inside ? -1 : index;
        },
    };
}
/**
 * The first of the units that count `text` differently under which nothing misfits; else the one with fewest misfits.
 *
 * @param misfits counts the annotations whose text does not stand at their offsets.
 */
export function fitOffsets(text, misfits) {
    let best = createOffsets(text, 'code points');
    let fewest = misfits(best);
    if (fewest === 0)
        return best;
    for (const unit of unitsOf(text).slice(1)) {
        const offsets = createOffsets(text, unit);
        const count = misfits(offsets);
        if (count < fewest) {
            best = offsets;
            fewest = count;
        }
        if (fewest === 0)
            break;
    }
    return best;
}
/** Counts a document whose offsets are not in its format's own unit. */
export function noticeUnit(notices, unit, expected, where) {
    if (unit === expected)
        return;
    notices.add('offset-unit', `documents count ${unit}, expected ${expected}: the texts of their annotations fit those only`, where);
}
/** Whether an annotation's text is the one at its offsets, but for which white space stands where. */
export function isSameSurface(a, b) {
    return a === b || a.replace(/\s/g, ' ') === b.replace(/\s/g, ' ');
}
/** Counts mentions that are not what their format says that stands there. */
export function noticeSurface(notices, where, count = 1) {
    notices.add('surface-mismatch', 'mentions name another text than their offsets; the offsets were kept', where, count);
}
/** Counts a mention that has parts. */
export function noticeParts(notices, where) {
    notices.add('discontinuous-mention', 'mentions are discontinuous: what is tagged reaches from the first part to the last', where);
}
/** Counts the mentions whose scores a format has no place for. */
export function noticeScores({ mentions }, notices, where) {
    const count = mentions.filter(({ score }) => score !== undefined).length;
    if (count > 0)
        notices.add('score-dropped', 'scores of mentions are not written', where, count);
}
/** Whether the parts of a mention are what its format says that stands there, in one or with what lies between them. */
export function isNamed(text, parts, surface) {
    if (surface === undefined)
        return true;
    const whole = text.slice(parts[0].begin, parts.at(-1).end);
    const joined = parts.map(({ begin, end }) => text.slice(begin, end)).join(' ');
    return isSameSurface(whole, surface) || isSameSurface(joined, surface);
}
/** From indices in UTF-16 code units to code points. */
export function countCodePoints(text) {
    if (!astral.test(text))
        return index => index;
    const points = new Uint32Array(text.length + 1);
    let count = 0;
    for (let i = 0; i < text.length; count++) {
        const units = text.codePointAt(i) > 0xffff ? 2 : 1;
        points.fill(count, i, i + units);
        i += units;
    }
    points[text.length] = count;
    return index => points[index];
}
