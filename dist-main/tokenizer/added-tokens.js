/**
 * @file Added tokens: texts that are found before the model sees anything, as Hugging Face's tokenizers (Rust,
 * `added_vocabulary.rs`) find them.
 */
import { Trie } from "./trie.js";
/** @throws MedspanError `input` when a field is missing or of the wrong kind. */
export function readAddedTokens(part) {
    if (part.missing)
        return [];
    return part.parts().map(each => {
        const special = each.get('special').boolean(false);
        return {
            id: each.get('id').id(),
            content: each.get('content').string(),
            single_word: each.get('single_word').boolean(false),
            lstrip: each.get('lstrip').boolean(false),
            rstrip: each.get('rstrip').boolean(false),
            normalized: each.get('normalized').boolean(!special),
            special,
        };
    });
}
/** Finds added tokens in text as it came, normalizes what is left, and finds the others in that. */
export function createFinder(tokens, normalize, part) {
    const early = createSearch(tokens.filter(token => !token.normalized), content => content, part);
    const late = createSearch(tokens.filter(token => token.normalized), normalize, part);
    return text => early(text).flatMap(section => (typeof section === 'number' ? [section] : late(normalize(section))));
}
const isWord = (character) => /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u.test(character);
const isSpace = (unit) => unit !== undefined && /\p{White_Space}/u.test(unit);
/** The leftmost token first, of those that begin there the longest. */
function createSearch(tokens, toText, part) {
    const places = new Map();
    for (const [place, { content }] of tokens.entries()) {
        const text = toText(content);
        if (text !== '' && !places.has(text))
            places.set(text, place);
    }
    if (places.size === 0)
        return text => [text];
    const trie = new Trie(places, part);
    return text => {
        const sections = [];
        let done = 0;
        for (let at = 0; at < text.length;) {
            const match = trie.longestAt(text, at);
            if (match === undefined) {
                at++;
                continue;
            }
            const token = tokens[match.value];
            let begin = at;
            let { end } = match;
            at = end;
            if (token.single_word && !standsAlone(text, begin, end))
                continue;
            if (token.lstrip)
                while (begin > done && isSpace(text[begin - 1]))
                    begin--;
            if (token.rstrip)
                while (isSpace(text[end]))
                    end++;
            if (begin > done)
                sections.push(text.slice(done, begin));
            sections.push(token.id);
            done = end;
            at = Math.max(at, end);
        }
        if (done < text.length || sections.length === 0)
            sections.push(text.slice(done));
        return sections;
    };
}
function standsAlone(text, begin, end) {
    const before = begin === 0 ? undefined : [...text.slice(Math.max(0, begin - 2), begin)].at(-1);
    const after = end === text.length ? undefined : String.fromCodePoint(text.codePointAt(end));
    return (before === undefined || !isWord(before)) && (after === undefined || !isWord(after));
}
