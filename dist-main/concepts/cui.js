/**
 * @file UMLS concept identifiers (CUIs) inside feature values.
 *
 * A CUI is `C` and seven digits (UMLS Reference Manual, section 2.2). Annotation projects write it bare, with the
 * prefix `UMLS:`, in lower case, as a part of a knowledge base's IRI, several of them in one value, and without
 * leading zeros where a spreadsheet ate them. Digits are ASCII digits.
 *
 * A short identifier is a guess unless something says that it is a CUI: `C34` is an ICD-10 code, `C2926` one of the
 * NCI Thesaurus, `C535434` one of MeSH, `C1` a vertebra. So zeros are put back after a prefix or in an IRI that says
 * UMLS or CUI (`UMLS:C10674`); a bare one gets them only in a feature that is known to hold CUIs
 * (`parseConceptFeature`), from four digits on, where nothing but identifiers stands, and the caller hears of it.
 */
/** What says that a CUI follows; a space may stand inside. */
const prefix = /(?<![\p{L}\p{N}])(?:UMLS[ _-]?)?(?:UMLS|CUI)(?:%3A|%23|%2F| ?[:=_#/-])? ?(?=C ?\d{1,7}(?![\p{L}\p{N}]))/giu;
/** A CUI in a token: whole after no letter or digit, or of any length after a prefix. */
const cui = /(?:UMLS:C ?(\d{1,7})|(?<![\p{L}\p{N}])C(\d{7}))(?![\p{L}\p{N}])/giu;
/** A bare CUI that has lost up to three zeros. */
const shortened = /^C(\d{4,6})$/iu;
/** What every CUI has; most values of most features have it not. */
const likely = /C\s*\d/iu;
/** A value as most are: one CUI, bare, prefixed or at the end of an IRI. */
const plain = /^((?:https?:\/\/[^\s,;|]*[/#]|UMLS:)?)C(\d{7})$/iu;
const brackets = '()[]{}<>"\'.';
/**
 * Every CUI in a value, in order and without repetition, as `C` and seven digits. Several may stand in one value,
 * whatever is between them; an IRI holds one. Parts that are no CUI are passed over, and so are short ones that
 * nothing says to be CUIs.
 */
export function parseConcepts(value) {
    if (!likely.test(value))
        return [];
    const single = singleCui(value);
    if (single !== undefined)
        return [single];
    return [...new Set(piecesOf(value).flatMap(piece => piece.flatMap(cuisOf)))];
}
/**
 * As `parseConcepts`, for a feature that is known to hold CUIs: `C10674` is `C0010674` with its zeros lost, where it
 * stands alone or among identifiers.
 */
export function parseConceptFeature(value) {
    if (!likely.test(value))
        return { concepts: [], padded: [] };
    const single = singleCui(value);
    if (single !== undefined)
        return { concepts: [single], padded: [] };
    const concepts = new Set();
    const padded = new Set();
    for (const piece of piecesOf(value)) {
        const tokens = piece.map(token => ({ token: trimBrackets(token), found: cuisOf(token) }));
        const only = tokens.every(({ token, found }) => found.length > 0 || shortened.test(token) || token === '');
        for (const { token, found } of tokens) {
            for (const concept of found)
                concepts.add(concept);
            const digits = only && found.length === 0 ? shortened.exec(token)?.[1] : undefined;
            if (digits === undefined)
                continue;
            concepts.add(withZeros(digits));
            padded.add(token);
        }
    }
    return { concepts: [...concepts], padded: [...padded] };
}
/** True where a feature value begins with a whole or a prefixed CUI, as a concept feature's value does. */
export function looksLikeConcept(value) {
    if (!likely.test(value))
        return false;
    if (singleCui(value) !== undefined)
        return true;
    const first = piecesOf(value)[0]?.[0];
    return first !== undefined && cuisOf(first).length > 0;
}
/** The CUI of a plain value, without taking it apart. */
function singleCui(value) {
    const [, before, digits] = plain.exec(value) ?? [];
    return digits === undefined || likely.test(before) ? undefined : `C${digits}`;
}
/** A value's pieces between commas, semicolons and bars, and their tokens, none of them empty. */
function piecesOf(value) {
    return value
        .replace(/\s+/gu, ' ')
        .replace(prefix, 'UMLS:')
        .split(/[,;|]/u)
        .map(piece => {
        const trimmed = trimBrackets(piece.trim());
        if (/^C \d{7}$/iu.test(trimmed))
            return [trimmed.replace(' ', '')];
        return piece
            .replace(/UMLS:(C) (?=\d)/giu, 'UMLS:$1')
            .split(' ')
            .flatMap(token => (token.includes('://') ? [token] : token.split(/[/+&~^\\]/u)))
            .filter(token => token !== '');
    })
        .filter(piece => piece.length > 0);
}
/** The CUIs of a token; of an IRI the one that its query calls `cui`, else the last. */
function cuisOf(token) {
    const found = [...token.matchAll(cui)].map(match => ({
        concept: withZeros(match[1] ?? match[2]),
        named: match[1] !== undefined,
    }));
    if (!token.includes('://'))
        return found.map(({ concept }) => concept);
    const one = found.findLast(({ named }) => named) ?? found.at(-1);
    return one === undefined ? [] : [one.concept];
}
function withZeros(digits) {
    return `C${digits.padStart(7, '0')}`;
}
function trimBrackets(token) {
    let begin = 0;
    let end = token.length;
    while (begin < end && brackets.includes(token[begin]))
        begin++;
    while (end > begin && brackets.includes(token[end - 1]))
        end--;
    return token.slice(begin, end);
}
