import { languageOf, languageRules, } from "./languages.js";
import { spanOf } from "./spans.js";
/** What a UTF-16 code unit is to a word; `pair` is half of a surrogate pair, and asks for its code point. */
const kind = { blank: 0, other: 1, letter: 2, digit: 3, mark: 4, format: 5, pair: 6 };
/**
 * The kind of a code point. Format characters (soft hyphens, joiners) stay inside a word but never stand alone,
 * and count as space elsewhere, like control characters: no vocabulary holds them.
 */
function kindOf(codePoint) {
    const character = String.fromCodePoint(codePoint);
    if (/\p{Nd}/u.test(character))
        return kind.digit;
    if (/[\p{L}\p{N}]/u.test(character))
        return kind.letter;
    if (/\p{M}/u.test(character))
        return kind.mark;
    if (/\p{Cf}/u.test(character))
        return kind.format;
    return /[\s\p{Cc}]/u.test(character) ? kind.blank : kind.other;
}
const unassigned = 255;
/** The kinds of the code units met so far. */
const kinds = new Uint8Array(0x10000).fill(unassigned);
for (let unit = 0; unit < 0x250; unit++)
    kinds[unit] = kindOf(unit);
function meet(unit) {
    const found = unit >= 0xd800 && unit < 0xe000 ? kind.pair : kindOf(unit);
    kinds[unit] = found;
    return found;
}
/** The kind of the character at `at` of a text that is read up to `end`; a lone surrogate is `other`. */
function kindAt(text, at, end) {
    const unit = text.charCodeAt(at);
    const known = kinds[unit];
    if (known < kind.pair)
        return known;
    const found = known === unassigned ? meet(unit) : known;
    if (found !== kind.pair)
        return found;
    return isPair(text, at, end) ? kindOf(text.codePointAt(at)) : kind.other;
}
function isPair(text, at, end) {
    return (at + 1 < end && (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00);
}
/** The length of the character at `at`, in code units. */
function widthAt(text, at, end) {
    return kinds[text.charCodeAt(at)] === kind.pair && isPair(text, at, end) ? 2 : 1;
}
/** Whether three digits, and no fourth, begin at `at`. */
function isThousands(text, at, end) {
    let place = at;
    for (let digits = 0; digits < 3; digits++) {
        if (place >= end || kindAt(text, place, end) !== kind.digit)
            return false;
        place += widthAt(text, place, end);
    }
    return place >= end || kindAt(text, place, end) !== kind.digit;
}
const DOT = 0x2e;
const COMMA = 0x2c;
/** The end of the word of letters and digits whose first character, of kind `first`, ends at `at`. */
function endOfWord(text, at, end, first, decimalComma) {
    let place = at;
    let before = first;
    while (place < end) {
        const unit = text.charCodeAt(place);
        let found = kinds[unit];
        if (found >= kind.pair)
            found = kindAt(text, place, end);
        if (found === kind.letter || found === kind.digit || found === kind.mark) {
            before = found;
            place += unit < 0xd800 ? 1 : widthAt(text, place, end);
        }
        else if (found === kind.format) {
            let next = place;
            let after = kind.format;
            while (next < end && after === kind.format) {
                after = kindAt(text, next, end);
                if (after === kind.format)
                    next += widthAt(text, next, end);
            }
            if (after !== kind.letter && after !== kind.digit && after !== kind.mark)
                return place;
            place = next;
        }
        else if (before !== kind.digit) {
            return place;
        }
        else if (unit === DOT && place + 1 < end && kindAt(text, place + 1, end) === kind.digit) {
            place++;
        }
        else if (unit === COMMA && isThousands(text, place + 1, end)) {
            place++;
        }
        else if (unit === COMMA &&
            decimalComma &&
            place + 1 < end &&
            kindAt(text, place + 1, end) === kind.digit) {
            place++;
        }
        else {
            return place;
        }
    }
    return place;
}
/** Longer words are never elided. */
const longestElided = 8;
const isApostrophe = (unit) => unit === 0x27 || unit === 0x2019;
/** Adds the words between `begin` and `end` to `words`. */
function addWords(words, text, { begin, end }, { decimalComma, elided }) {
    let at = begin;
    while (at < end) {
        const unit = text.charCodeAt(at);
        let found = kinds[unit];
        if (found >= kind.pair)
            found = kindAt(text, at, end);
        if (found === kind.blank || found === kind.format) {
            at += unit < 0xd800 ? 1 : widthAt(text, at, end);
            continue;
        }
        const start = at;
        at += unit < 0xd800 ? 1 : widthAt(text, at, end);
        if (found === kind.letter || found === kind.digit) {
            at = endOfWord(text, at, end, found, decimalComma);
            const isElided = elided.size > 0 &&
                at + 1 < end &&
                isApostrophe(text.charCodeAt(at)) &&
                kindAt(text, at + 1, end) === kind.letter &&
                elided.has(text.slice(start, Math.min(at, start + longestElided)).toLowerCase());
            if (isElided)
                at++;
        }
        // Anything else that can be seen stands alone, with the marks that it carries.
        else
            while (at < end && kindAt(text, at, end) === kind.mark)
                at += widthAt(text, at, end);
        words.push(spanOf(start, at));
    }
}
/**
 * The words inside `span`.
 *
 * They are sorted, do not overlap, and cover every character that is not white space, a control character or a
 * format character.
 */
export function tokenizeWords(text, span = { begin: 0, end: text.length }, language) {
    const words = [];
    addWords(words, text, span, patternsFor(language));
    return words;
}
const inClass = (characters) => characters.replace(/[\\\]^-]/g, '\\$&');
function patternsOf(rules) {
    const closing = `[${inClass(rules.closing)}]`;
    const opening = inClass(rules.opening);
    const closed = rules.spacedQuotes ? `(?:${closing}|[ \\u00a0\\u202f]»)*` : `${closing}*`;
    return {
        ...rules,
        candidate: new RegExp(`(?<![.!?…])[.!?…]+${closed}(?=\\s)|[\\n\\r\\v\\f\\u0085\\u2028\\u2029]`, 'gu'),
        lastWord: new RegExp(`[^\\s${opening},;:/]+$`, 'u'),
        nextWord: new RegExp(`\\s*[${opening}]*([^\\s${opening}]\\S{0,39})`, 'uy'),
    };
}
const patterns = {
    en: patternsOf(languageRules.en),
    de: patternsOf(languageRules.de),
    fr: patternsOf(languageRules.fr),
};
/** The rules of a language as documents name it; of one that has none, English ones. */
const patternsFor = (language) => patterns[languageOf(language) ?? 'en'];
const lineBreak = /^[\n\r\v\f\u0085\u2028\u2029]/u;
const longestAbbreviation = 24;
/** Whether a full stop ends its sentence. */
function endsSentence({ text, begin, dot, marks }, language) {
    const { nextWord, lastWord } = language;
    nextWord.lastIndex = dot + marks.length;
    const next = nextWord.exec(text)?.[1];
    if (next === undefined)
        return true;
    if (!canOpen(next))
        return false;
    if (!marks.startsWith('.') || marks.startsWith('..'))
        return true;
    const sentence = text.slice(Math.max(begin, dot - longestAbbreviation), dot);
    const before = lastWord.exec(sentence)?.[0] ?? '';
    if (language.units?.test(sentence) === true)
        return true;
    const rule = (language.spacedAbbreviations ? spacedRule(sentence, next, language) : undefined) ??
        ruleOf(before, next, before.length === dot - begin, language);
    if (rule === undefined)
        return true;
    if (rule === 'never')
        return false;
    if (rule === 'number')
        return !/^\p{N}/u.test(next);
    return isOpener(next, language);
}
function isOpener(next, { openers }) {
    const word = /^\p{L}*/u.exec(next)[0];
    const isElided = /^['’]\p{L}/u.test(next.slice(word.length));
    return openers.has(isElided && openers.has(`${word}'`) ? `${word}'` : word) || /^\p{Lu}{5,}:?$/u.test(next);
}
/** Whether a sentence can begin with `next`: a capital, a digit, a symbol, or a name such as `p53` and `mRNA`. */
function canOpen(next) {
    if (/^\p{Ll}/u.test(next))
        return /^\p{Script=Greek}/u.test(next) || /^\p{Ll}[\p{Ll}-]{0,2}[\p{Lu}\p{N}]/u.test(next);
    return !/^[,;:.)\]}<>=+%/]/u.test(next);
}
function ruleOf(before, next, opensSentence, { abbreviations, abbreviatedEnding, ordinals, spacedAbbreviations }) {
    const known = abbreviations.get(before.toLowerCase());
    // `S. 5` and `S. Müller`.
    if (known === 'number' && spacedAbbreviations && /^\p{Lu}$/u.test(before))
        return 'opener';
    if (known !== undefined)
        return known;
    // An item's number at the beginning of a line: `1. Introduction`.
    if (opensSentence && /^(?:\p{N}{1,2}|[ivxIVX]{1,4})$/u.test(before))
        return 'never';
    // A number in parts, spaced out: `EC 1. 1. 1. 49)`.
    if (/^\p{N}{1,2}$/u.test(before) && /^\p{N}{1,2}[.)]/u.test(next))
        return 'never';
    // Initials and letters with inner stops: `J. Smith`, `N.A.S.A.`; a single small letter is a unit: `24 h.`
    if (/^(?:(?:\p{L}\.)+\p{L}|\p{Lu})$/u.test(before) || /-\p{Lu}$/u.test(before))
        return 'opener';
    if (spacedAbbreviations && /^\p{L}$/u.test(before))
        return 'opener';
    if (abbreviatedEnding?.test(before))
        return 'opener';
    // `3. Tag`, `am 12.03. Aufnahme`, `II. Quartal`.
    if (ordinals && /^(?:\p{N}{1,2}(?:\.\p{N}{1,2})?|[IVX]{1,4})$/u.test(before))
        return 'opener';
    return undefined;
}
const lettersWithStops = /(?:\p{L}{1,4}\. ?)*\p{L}{1,4}$/u;
/** The rule of an abbreviation in parts, of which the full stop behind `sentence` ends the last (`z. B.`), or one inside. */
function spacedRule(sentence, next, { abbreviations }) {
    const parts = lettersWithStops.exec(sentence)?.[0].replaceAll(' ', '').toLowerCase().split('.') ?? [];
    const following = /^(\p{L}{1,4})\./u.exec(next)?.[1]?.toLowerCase();
    for (let first = 0; first < parts.length; first++) {
        const own = parts.slice(first);
        if (following !== undefined && abbreviations.has([...own, following].join('.')))
            return 'never';
        const known = own.length > 1 ? abbreviations.get(own.join('.')) : undefined;
        if (known !== undefined)
            return known;
    }
    return undefined;
}
const blanks = /\s*/y;
/** Where white space that begins at `at` ends. */
function afterBlanks(text, at) {
    blanks.lastIndex = at;
    blanks.exec(text);
    return blanks.lastIndex;
}
/**
 * The sentences of a text, trimmed of white space; what is only white space is none.
 *
 * They are sorted, do not overlap, and together hold every visible character.
 */
export function splitSentences(text, language) {
    const rules = patternsFor(language);
    const sentences = [];
    /** The first character of the sentence. */
    let begin = afterBlanks(text, 0);
    const close = (end) => {
        const { length } = text.slice(begin, end).trimEnd();
        if (length > 0)
            sentences.push({ begin, end: begin + length });
        begin = afterBlanks(text, Math.max(begin, end));
    };
    for (const match of text.matchAll(rules.candidate)) {
        if (match.index < begin)
            continue;
        const end = match.index + match[0].length;
        const stop = { text, begin, dot: match.index, marks: match[0] };
        if (lineBreak.test(match[0]) || endsSentence(stop, rules))
            close(end);
    }
    close(text.length);
    return sentences;
}
/** The sentences of a text and the words in them; a stretch without a word is no sentence. */
export function segment(text, language) {
    const sentences = [];
    const tokens = [];
    for (const sentence of splitSentences(text, language)) {
        const words = tokenizeWords(text, sentence, language);
        if (words.length === 0)
            continue;
        sentences.push(sentence);
        for (const one of words)
            tokens.push(one);
    }
    return { sentences, tokens };
}
