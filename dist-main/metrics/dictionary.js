/**
 * @file The dictionary baseline: tags what training has seen, word for word, and learns nothing.
 *
 * Its scores stand beside a model's, so that nobody mistakes memory for learning.
 */
import { IGNORED_TYPE } from "../text/document.js";
import { spansToTags, tagsToSpans } from "../text/tags.js";
/** Up to this many letters a form is taken for an abbreviation or a symbol, whose case says what it is. */
const longestSymbol = 5;
/**
 * Collects the mentions of tagged sentences, and tags others by them: from left to right, at each word the longest
 * known form that begins there, with the type that it had most often (of equally frequent ones the alphabetically
 * first).
 *
 * A form of more than five letters matches in any case, because it changes at the beginning of a sentence or in a
 * title (`Ataxia`); a shorter one only as it was written, because there case tells things apart (`ALL` the
 * leukaemia and `all`, `CAT` the gene and `cat`). Mentions without a known type (`IGN`) are not collected. A form
 * never reaches across a sentence's border.
 */
export function createDictionary(sentences) {
    const counts = new Map();
    /** By its first word in lower case: the words of the longest form. */
    const reach = new Map();
    for (const { words, tags } of sentences)
        for (const { type, start, end } of tagsToSpans(tags)) {
            if (type === IGNORED_TYPE)
                continue;
            const key = formKey(words, start, end);
            let types = counts.get(key);
            if (types === undefined) {
                types = new Map();
                counts.set(key, types);
            }
            types.set(type, (types.get(type) ?? 0) + 1);
            const first = words[start].toLowerCase();
            reach.set(first, Math.max(reach.get(first) ?? 0, end - start));
        }
    const typeOf = new Map([...counts].map(([key, types]) => [key, mostFrequent(types)]));
    return {
        size: typeOf.size,
        tag(words) {
            const spans = [];
            let start = 0;
            while (start < words.length) {
                const span = longestForm(words, start);
                if (span !== undefined)
                    spans.push(span);
                start = span?.end ?? start + 1;
            }
            return spansToTags(words.length, spans);
        },
    };
    function longestForm(words, start) {
        const longest = reach.get(words[start].toLowerCase()) ?? 0;
        for (let end = Math.min(start + longest, words.length); end > start; end--) {
            const type = typeOf.get(formKey(words, start, end));
            if (type !== undefined)
                return { type, start, end };
        }
        return undefined;
    }
}
/** Equal for two surface forms that are taken for the same. Words may hold blanks, but no line breaks. */
function formKey(words, start, end) {
    const form = words.slice(start, end).join('\n');
    const letters = form.match(/\p{L}/gu)?.length ?? 0;
    return letters > longestSymbol ? form.toLowerCase() : form;
}
function mostFrequent(types) {
    const [best] = [...types].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return best[0];
}
