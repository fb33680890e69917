/**
 * @file Words as spaCy's blank English pipeline cuts them, and sentences that end at a lone full stop: the cut of
 * corpora that were made with it.
 *
 * The algorithm is the one that spaCy documents (https://spacy.io/usage/linguistic-features#how-tokenizer-works,
 * version 3): at white space; then prefixes and suffixes come off a piece by turns until it is a special case or
 * has none; then an address stays whole, and anything else comes apart at infixes; last, special cases that were
 * cut are put together again (`8)` is an emoticon). Letters are those of spaCy's classes, written as ranges.
 *
 * It leaves out: white space as words, the same emoticons across a blank, and addresses of over 2,000 characters.
 */
import { keptKey } from "../dictionary.js";
import { addTo, maxOf } from "../lists.js";
import { specialCases } from "./words-special.js";
const latin = String.raw `A-Za-z\uFF21-\uFF3A\uFF41-\uFF5A\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BF\u01C4-\u02AF\u1D00-\u1D25` +
    String.raw `\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1EFF\u2C60-\u2C7B\u2C7E\u2C7F\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E` +
    String.raw `\uA790-\uA7B9\uA7FA\uAB30-\uAB5A\uAB60-\uAB64`;
const greek = 'α-ωάέίόώήύΑ-ΩΆΈΊΌΏΉΎ';
const cyrillic = 'а-яА-ЯёЁәөүҗңһӘӨҮҖҢҺіїєґІЇЄҐѓѕјљњќѐѝЃЅЈЉЊЌЀЍ';
/** Scripts without case, which count as both: Ethiopic, Indic, Semitic, Hangul, kana and Han. */
const uncased = String.raw `\u1200-\u137F\u0980-\u09FF\u0591-\u05F4\uFB1D-\uFB4F\u0620-\u064A\u066E-\u06D5\u06E5-\u06FF\u0750-\u077F` +
    String.raw `\u08A0-\u08BD\uFB50-\uFBB1\uFBD3-\uFD3D\uFD50-\uFDC7\uFDF0-\uFDFB\uFE70-\uFEFC\u0D80-\u0DFF\u0900-\u097F` +
    String.raw `\u0C80-\u0CFF\u0B80-\u0BFF\u0C00-\u0C7F\uAC00-\uD7AF\u1100-\u11FF\u3040-\u30FF\u4E00-\u9FFF\u3400-\u4DBF` +
    String.raw `\u2E80-\u2FDF\u2FF0-\u303F\u31C0-\u31EF\u3200-\u33FF\uF900-\uFAFF\uFE30-\uFE4F\u{20000}-\u{2FA1F}`;
const letters = `[${latin}${greek}${cyrillic}${uncased}]`;
const cased = `[${latin}${greek}${cyrillic}]`;
const lower = String.raw `[[\p{Ll}&&${cased}][${uncased}]]`;
const upper = String.raw `[[\p{Lu}&&${cased}][${uncased}]]`;
const punctuation = String.raw `…,:;!?¿؟¡\(\)\[\]\{\}<>_#*\&。？！，、；：～·।،۔؛٪`;
const quotes = String.raw `'"”“\`‘´’‚,„»«「」『』（）〔〕【】《》〈〉⟦⟧`;
const currency = String.raw `\$£€¥฿﷼₠-₿`;
const units = ('km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h kmh mph hPa Pa ' +
    'mbar mb MB kb KB gb GB tb TB T G M K % км км² км³ м м² м³ дм дм² дм³ см см² см³ мм мм² мм³ нм кг г мг м/с км/ч кПа ' +
    'Па мбар Кб КБ кб Мб МБ мб Гб ГБ гб Тб ТБ тб كم كم² كم³ م م² م³ سم سم² سم³ مم مم² مم³ غرام جرام جم كغ ملغ كوب اكواب')
    .split(' ')
    .join('|');
const prefix = new RegExp(String.raw `[§%=—–${punctuation}${quotes}${currency}\p{So}]|\+(?![0-9])|\.\.+|(?:US|[CA])\$`, 'yv');
/** A suffix other than full stops in a row; the longest has five characters, and looks two back. */
const suffix = new RegExp(`(?:${[
    String.raw `……|[—–${punctuation}${quotes}\p{So}]|['’][sS]`,
    String.raw `(?<=[0-9])(?:\+|US\$|[CA]\$|[${currency}]|${units})`,
    String.raw `(?<=°[FfCcKk])\.`,
    String.raw `(?<=[[0-9%²\-+\|\(\)?:${punctuation}${quotes}]${lower}])\.`,
    String.raw `(?<=${upper}${upper})\.`,
].join('|')})$`, 'v');
const longestSuffix = 8;
const infix = new RegExp([
    String.raw `\.\.+|[…\p{So}]`,
    String.raw `(?<=[0-9])[+\-*^](?=[0-9\-])`,
    String.raw `(?<=[${lower}${quotes}])\.(?=[${upper}${quotes}])`,
    `(?<=${letters}),(?=${letters})`,
    `(?<=[${letters}0-9])(?:[~–—\\-]|--|---|——)(?=${letters})`,
    `(?<=[${letters}0-9])[:<>=\\/](?=${letters})`,
].join('|'), 'gv');
/** Nothing to cut, as most words. */
const plain = /^[A-Za-z0-9]*$/;
const label = String.raw `(?:[A-Za-z0-9\u00A1-\uFFFF][A-Za-z0-9\u00A1-\uFFFF_\-]{0,62})?[A-Za-z0-9\u00A1-\uFFFF]\.`;
const octet = String.raw `(?:1?\d{1,2}|2[0-4]\d|25[0-5])`;
const host = String.raw `(?:(?!(?:10|127)(?:\.\d{1,3}){3})(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})` +
    String.raw `(?!172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})` +
    String.raw `(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.${octet}){2}\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4])` +
    `|(?:${label})+${lower}{2,63})`;
const path = String.raw `(?::\d{2,5})?(?:[\/?#]\S*)?$`;
const scheme = String.raw `^(?:[\p{L}\p{N}_+\-.]{2,}:\/\/)?`;
/** An address, by the pattern of Diego Perini (https://gist.github.com/dperini/729294) as spaCy relaxes it. */
const address = new RegExp(`${scheme}${host}${path}`, 'v');
const addressOfUser = new RegExp(String.raw `${scheme}\S+(?::\S*)?@${host}${path}`, 'v');
const longestAddress = 2_000;
function isAddress(piece) {
    if (piece.length > longestAddress || !piece.includes('.'))
        return false;
    return address.test(piece) || (piece.includes('@') && addressOfUser.test(piece));
}
const longestSpecial = maxOf([...specialCases.keys()].map(text => text.length));
function isSpecial(chunk, begin, end) {
    return end - begin <= longestSpecial && begin < end && specialCases.has(chunk.slice(begin, end));
}
function prefixLength(chunk, begin, end) {
    prefix.lastIndex = begin;
    const length = prefix.exec(chunk)?.[0].length ?? 0;
    return Math.min(length, end - begin);
}
function suffixLength(chunk, begin, end) {
    let dots = 0;
    while (end - dots > begin && chunk[end - dots - 1] === '.')
        dots++;
    if (dots > 1)
        return dots;
    return suffix.exec(chunk.slice(Math.max(begin, end - longestSuffix), end))?.[0].length ?? 0;
}
/** The ends of the words of a chunk without white space; `withSpecials` as spaCy cuts a text, not a rule. */
function cutChunk(chunk, withSpecials) {
    const ends = [];
    const suffixes = [];
    const special = (begin, end) => withSpecials && isSpecial(chunk, begin, end);
    let begin = 0;
    let end = chunk.length;
    let lastSize = 0;
    while (begin < end && end - begin !== lastSize) {
        if (special(begin, end))
            break;
        lastSize = end - begin;
        const before = prefixLength(chunk, begin, end);
        if (before > 0 && special(begin + before, end)) {
            begin += before;
            ends.push(begin);
            break;
        }
        const after = suffixLength(chunk, begin + before, end);
        if (after > 0 && special(begin, end - after)) {
            suffixes.push(end);
            end -= after;
            break;
        }
        if (before > 0) {
            begin += before;
            ends.push(begin);
        }
        if (after > 0) {
            suffixes.push(end);
            end -= after;
        }
    }
    if (begin < end)
        addCore(ends, chunk, begin, end, withSpecials);
    for (let i = suffixes.length - 1; i >= 0; i--)
        ends.push(suffixes[i]);
    return ends;
}
/** Adds the ends of the words in what is left of a chunk when its prefixes and suffixes are off. */
function addCore(ends, chunk, begin, end, withSpecials) {
    const core = chunk.slice(begin, end);
    const special = withSpecials ? specialCases.get(core) : undefined;
    if (special !== undefined) {
        addLengths(ends, begin, special);
        return;
    }
    if (!isAddress(core)) {
        let start = 0;
        infix.lastIndex = plain.test(core) ? core.length : 0;
        for (let match = infix.exec(core); match !== null; match = infix.exec(core)) {
            if (match.index === 0)
                continue;
            if (match.index > start)
                ends.push(begin + match.index);
            start = match.index + match[0].length;
            ends.push(begin + start);
        }
        if (start === core.length)
            return;
    }
    ends.push(end);
}
function addLengths(ends, begin, lengths) {
    let place = begin;
    for (const length of lengths) {
        place += length;
        ends.push(place);
    }
}
/** The special cases that the other rules cut, by their first word: the ends of the words in each. */
function findCutSpecials() {
    const found = new Map();
    for (const text of specialCases.keys()) {
        if (/\s/u.test(text))
            continue;
        const cut = [...text.matchAll(infix)].length > 0;
        if (!cut && prefixLength(text, 0, text.length) === 0 && suffixLength(text, 0, text.length) === 0)
            continue;
        const ends = cutChunk(text, false);
        addTo(found, text.slice(0, ends[0]), { text, ends });
    }
    return found;
}
/** Found with the first text: it takes longer than the start of a command that cuts none can spare. */
let cutSpecials;
/** Puts special cases that were cut together again, the longest (in words) first. */
function joinSpecials(chunk, ends) {
    cutSpecials ??= findCutSpecials();
    const matches = [];
    let begin = 0;
    for (const [start, end] of ends.entries()) {
        for (const special of cutSpecials.get(chunk.slice(begin, end)) ?? [])
            if (chunk.startsWith(special.text, begin) &&
                special.ends.every((place, i) => ends[start + i] === begin + place))
                matches.push({ start, count: special.ends.length, text: special.text });
        begin = end;
    }
    if (matches.length === 0)
        return ends;
    matches.sort((a, b) => b.count - a.count || a.start - b.start);
    const taken = new Set();
    const chosen = new Map();
    for (const { start, count, text } of matches) {
        if (!taken.has(start) && !taken.has(start + count - 1))
            chosen.set(start, { count, text });
        for (let i = start; i < start + count; i++)
            taken.add(i);
    }
    const joined = [];
    for (let i = 0; i < ends.length; i++) {
        const one = chosen.get(i);
        if (one === undefined) {
            joined.push(ends[i]);
            continue;
        }
        addLengths(joined, i === 0 ? 0 : ends[i - 1], specialCases.get(one.text));
        i += one.count - 1;
    }
    return joined;
}
/** White space as Python's `str.isspace` sees it. */
function isSpace(unit) {
    if (unit <= 0x20)
        return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f);
    if (unit < 0x1680)
        return unit === 0x85 || unit === 0xa0;
    if (unit <= 0x200a)
        return unit === 0x1680 || unit >= 0x2000;
    return unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000;
}
const invisible = /^[\s\p{Cc}\p{Cf}]*$/u;
const cacheLimit = 50_000;
const longestCached = 40;
/** Ends of words by chunk: the same text gives the same words, only sooner. */
const cache = new Map();
function endsOf(chunk) {
    const known = cache.get(chunk);
    if (known !== undefined)
        return known;
    const ends = joinSpecials(chunk, cutChunk(chunk, true));
    if (chunk.length <= longestCached) {
        if (cache.size >= cacheLimit)
            cache.clear();
        cache.set(keptKey(chunk), ends);
    }
    return ends;
}
/** Words as spaCy's blank English has them; one of format and control characters alone is left out. */
export function tokenizeSpacyLike(text) {
    const tokens = [];
    for (let at = 0; at < text.length; at++) {
        if (isSpace(text.charCodeAt(at)))
            continue;
        const start = at;
        while (at < text.length && !isSpace(text.charCodeAt(at)))
            at++;
        let begin = start;
        for (const length of endsOf(text.slice(start, at))) {
            const end = start + length;
            const unit = text.charCodeAt(begin);
            if ((unit > 0x20 && unit < 0x7f) || !invisible.test(text.slice(begin, end)))
                tokens.push({ begin, end });
            begin = end;
        }
    }
    return tokens;
}
/**
 * Words as spaCy's blank English has them, and sentences that end at a word `.` and nowhere else: a title without
 * a full stop is one sentence with what follows it.
 */
export const segmentSpacyLike = text => {
    const tokens = tokenizeSpacyLike(text);
    const sentences = [];
    let begin;
    for (const [i, token] of tokens.entries()) {
        begin ??= token.begin;
        const isStop = token.end - token.begin === 1 && text[token.begin] === '.';
        if (isStop || i === tokens.length - 1) {
            sentences.push({ begin, end: token.end });
            begin = undefined;
        }
    }
    return { sentences, tokens };
};
