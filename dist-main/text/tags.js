/**
 * @file Tags of words: BIO2 from mentions, and spans from any BIO-like sequence.
 *
 * Reading follows seqeval's default mode (and with it conlleval): an `I-X` that continues nothing opens a mention.
 * The scheme is a small table of patterns, read by one loop. The bare tag `IGN` is ours: a run of it is one
 * stretch whose type is not known, so two such mentions side by side read back as one.
 */
import { MedspanError } from "../errors.js";
import { firstIndex } from "../lists.js";
import { bySpan, coveredText, IGNORED_TYPE, } from "./document.js";
/** The number that stands for a label which counts neither in a loss nor in a score, as in PyTorch's losses. */
export const IGNORE_INDEX = -100;
/** The tag of a word outside every mention. */
export const OUTSIDE = 'O';
/** Ways to choose between two mentions that share characters. */
export const OVERLAPS = ['longest', 'first', 'innermost', 'error'];
/** What each prefix does: whether it always opens a mention, and whether the mention ends with it. */
const scheme = {
    B: { opens: true, closes: false },
    I: { opens: false, closes: false },
    E: { opens: false, closes: true },
    S: { opens: true, closes: true },
};
/** Few tags occur, very often: each is taken apart once. */
const parsedTags = new Map([
    [OUTSIDE, { prefix: 'O', type: '' }],
    [IGNORED_TYPE, { prefix: 'I', type: IGNORED_TYPE }],
]);
const parsedTagsLimit = 10_000;
/** A tag taken apart; undefined when it is not of the form `O`, `IGN` or `<B|I|E|S>-<type>`. */
export function parseTag(tag) {
    const known = parsedTags.get(tag);
    if (known !== undefined)
        return known;
    const match = /^([BIES])-(.+)$/su.exec(tag);
    if (match === null)
        return undefined;
    const parsed = { prefix: match[1], type: match[2] };
    if (parsedTags.size < parsedTagsLimit)
        parsedTags.set(tag, parsed);
    return parsed;
}
/** BILOU's names of what BIOES calls E and S. */
export const bilouPrefixes = { L: 'E', U: 'S' };
/**
 * The tag that a model's label is, in any scheme of BIO, BIOES and BILOU; a name without a prefix is a type whose words side
 * by side are one mention, as in transformers' token classification.
 */
export function labelToTag(label) {
    if (label === OUTSIDE || label === IGNORED_TYPE)
        return label;
    const match = /^([BIESLU])-(.+)$/su.exec(label);
    return match === null ? `I-${label}` : `${bilouPrefixes[match[1]] ?? match[1]}-${match[2]}`;
}
/**
 * The mentions that a sequence of tags says, in order.
 *
 * @param anomalies is counted up where the sequence is not valid BIO2.
 * @param where is the sequence's place, for errors.
 * @throws MedspanError (`data`) for a tag of another form; `where.at` says which word.
 */
export function tagsToSpans(tags, anomalies, where = {}) {
    const spans = [];
    let open;
    let before;
    const close = (end) => {
        if (open !== undefined)
            spans.push({ type: open.type, start: open.start, end });
        open = undefined;
    };
    for (let i = 0; i < tags.length; i++) {
        const tag = tags[i];
        const parsed = parseTag(tag);
        if (parsed === undefined)
            throw new MedspanError('data', `expected a tag such as O, B-T038, I-T038 or IGN, got ${JSON.stringify(tag)}`, {
                where: { ...where, at: [where.at, `tag ${i + 1}`].filter(part => part !== undefined).join(' ') },
            });
        const { prefix, type } = parsed;
        if (prefix === 'O') {
            close(i);
            before = undefined;
            continue;
        }
        if (scheme[prefix].opens || (open !== undefined && open.type !== type))
            close(i);
        if (open === undefined) {
            if (anomalies !== undefined && !scheme[prefix].opens && tag !== IGNORED_TYPE) {
                if (before === undefined)
                    anomalies.orphans++;
                else
                    anomalies.changes++;
            }
            open = { type, start: i };
        }
        if (scheme[prefix].closes)
            close(i + 1);
        before = type;
    }
    close(tags.length);
    return spans;
}
/** BIO2 tags of `length` words; a span of type `IGN` becomes bare tags. A later span overwrites an earlier one. */
export function spansToTags(length, spans) {
    const tags = new Array(length).fill(OUTSIDE);
    for (const { type, start, end } of spans)
        for (let i = start; i < end; i++)
            tags[i] = type === IGNORED_TYPE ? IGNORED_TYPE : `${i === start ? 'B' : 'I'}-${type}`;
    return tags;
}
const known = (claim) => Number(claim.type === IGNORED_TYPE);
const byPreference = {
    longest: (a, b) => b.words - a.words || b.end - b.begin - (a.end - a.begin) || known(a) - known(b) || bySpan(a, b),
    first: (a, b) => a.begin - b.begin || b.end - a.end || known(a) - known(b),
    innermost: (a, b) => a.end - a.begin - (b.end - b.begin) || known(a) - known(b) || bySpan(a, b),
    error: bySpan,
};
/**
 * One tagged sentence for each sentence that has words, in BIO2.
 *
 * A word that a mention's border cuts is split there, so the words of a tagged sentence may be finer than the
 * document's. A mention without types makes its words `IGN`. Counted notices: `word-split`, `mention-without-word`
 * and `mention-outside-sentence` (left out), `mention-overlap` (another one was kept; by type),
 * `mention-across-sentences` (each sentence's part is tagged by itself).
 * @throws MedspanError (`data`) when mentions overlap and `options.overlap` is `error`
 */
export function tagSentences(document, options, notices) {
    const { text } = document;
    const at = (mention) => placeOf(document, mention);
    const kept = resolveOverlaps(document, claimWords(document, options, notices), options, notices);
    const tokens = splitWords(document.tokens, kept, at, notices);
    const parts = new Map();
    const sentences = [];
    for (const sentence of document.sentences) {
        const first = firstIndex(tokens, token => token.begin >= sentence.begin);
        const last = Math.max(first, firstIndex(tokens, token => token.end > sentence.end));
        if (first === last)
            continue;
        const own = tokens.slice(first, last);
        const end = own.at(-1).end;
        const spans = [];
        for (let i = firstIndex(kept, claim => claim.end > own[0].begin); i < kept.length; i++) {
            const claim = kept[i];
            if (claim.begin >= end)
                break;
            parts.set(claim, (parts.get(claim) ?? 0) + 1);
            spans.push({
                type: claim.type,
                start: firstIndex(own, token => token.end > claim.begin),
                end: firstIndex(own, token => token.begin >= claim.end),
            });
        }
        sentences.push({
            document,
            sentence,
            tokens: own,
            words: own.map(token => text.slice(token.begin, token.end)),
            tags: spansToTags(own.length, spans),
        });
    }
    for (const claim of kept) {
        const count = parts.get(claim) ?? 0;
        if (count === 0) {
            const message = 'mentions lie outside every sentence and were left out';
            notices.add('mention-outside-sentence', message, at(claim.mention));
            options.dropped?.({ document, mention: claim.mention, reason: 'outside-sentence' });
        }
        else if (count > 1)
            notices.add('mention-across-sentences', "mentions cross a sentence's border: each part is tagged by itself", at(claim.mention));
    }
    return sentences;
}
function placeOf(document, { begin, end }) {
    return { path: document.source ?? document.id, at: `${document.id} ${begin}-${end}` };
}
/** The mentions that have a label and touch a word, without the blanks at their borders. */
function claimWords(document, options, notices) {
    const { tokens } = document;
    const claims = [];
    for (const mention of document.mentions) {
        const start = firstIndex(tokens, token => token.end > mention.begin);
        const end = firstIndex(tokens, token => token.begin >= mention.end);
        if (start >= end) {
            const message = 'mentions cover no word and were left out';
            notices.add('mention-without-word', message, placeOf(document, mention));
            options.dropped?.({ document, mention, reason: 'without-word' });
            continue;
        }
        const { types } = mention;
        const type = types[0] === undefined ? IGNORED_TYPE : options.label === undefined ? types[0] : options.label(types);
        if (type === undefined)
            continue;
        claims.push({
            mention,
            type,
            words: end - start,
            begin: Math.max(mention.begin, tokens[start].begin),
            end: Math.min(mention.end, tokens[end - 1].end),
        });
    }
    return claims;
}
/** The claims that do not overlap, in order. */
function resolveOverlaps(document, claims, options, notices) {
    const kept = [];
    for (const claim of claims.sort(byPreference[options.overlap])) {
        const place = firstIndex(kept, other => other.end > claim.begin);
        const other = kept[place];
        if (other === undefined || other.begin >= claim.end) {
            kept.splice(place, 0, claim);
            continue;
        }
        const { mention } = claim;
        if (options.overlap === 'error')
            throw new MedspanError('data', `expected mentions apart, got ${JSON.stringify(coveredText(document, mention))}, which overlaps with ` +
                JSON.stringify(coveredText(document, other.mention)), {
                where: placeOf(document, mention),
                hint: 'correct the annotation, or choose which one to keep: overlap: longest, first or innermost',
            });
        const message = 'mentions share characters with one that was kept';
        notices.addKind('mention-overlap', message, mention.types[0] ?? IGNORED_TYPE, placeOf(document, mention));
        options.dropped?.({ document, mention, reason: 'overlap', kept: other.mention });
    }
    return kept;
}
/** The words, cut where a mention begins or ends inside one. */
function splitWords(tokens, claims, at, notices) {
    let split;
    let next = 0;
    const cut = (border, mention) => {
        const i = firstIndex(tokens, token => token.end > border);
        if (i === tokens.length || tokens[i].begin >= border)
            return;
        split ??= [];
        for (; next < i; next++)
            split.push(tokens[next]);
        // The word may have been cut before: then its last part is cut again.
        const whole = next > i ? split.pop() : tokens[i];
        next = i + 1;
        if (whole.begin === border)
            split.push(whole);
        else {
            split.push({ begin: whole.begin, end: border }, { begin: border, end: whole.end });
            notices.add('word-split', "words are split where a mention's border cuts them", at(mention));
        }
    };
    for (const claim of claims) {
        cut(claim.begin, claim.mention);
        cut(claim.end, claim.mention);
    }
    if (split === undefined)
        return tokens;
    for (; next < tokens.length; next++)
        split.push(tokens[next]);
    return split;
}
