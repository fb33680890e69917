import { silent } from "../progress.js";
import { mix32, streamKey } from "../random.js";
import { coveredText } from "../text/document.js";
const shingleWords = 3;
const bands = 16;
const rows = 5;
/** In one bucket a document is compared with so many others at most; more are counted as a notice. */
const mostCompared = 100;
/** A title shorter than this many words (`Case report.`) says nothing about whether two documents are one. */
const titleWords = 5;
/** A text without its white space and case: tokenised or not, it stays the same. */
export function squeeze(text) {
    return text.replace(/\s+/gu, '').toLowerCase();
}
/** The PMID that an id holds, behind the names of sources and before a number that set it apart; or undefined. */
export function pmidOf(id) {
    return /(?:^|\/)(?:PMID[:_ -]?)?([1-9]\d{4,7})(?:#\d+)?$/iu.exec(id)?.[1];
}
/** Whether a UTF-16 code unit belongs to a word: ASCII letters and digits, and all that is not ASCII. */
function isWordCode(code) {
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 0xa0;
}
/** Passes on a hash of 32 bits of each word of a text, in order, whatever its case. */
export function eachWord(text, take) {
    const lower = text.toLowerCase();
    for (let i = 0; i < lower.length;) {
        let code = lower.charCodeAt(i);
        if (!isWordCode(code)) {
            i++;
            continue;
        }
        let hash = 0x811c9dc5;
        do {
            hash = Math.imul(hash ^ code, 0x01000193);
            code = ++i < lower.length ? lower.charCodeAt(i) : 0;
        } while (isWordCode(code));
        take(hash);
    }
}
/** The hashes of a text's shingles, each once, ascending. A text of fewer words than a shingle is one shingle. */
export function shinglesOf(text) {
    const hashes = [];
    let [before, last, words] = [0, 0, 0];
    eachWord(text, hash => {
        words++;
        if (words >= shingleWords)
            hashes.push(mix32(Math.imul(before, 31) ^ mix32(Math.imul(last, 17) ^ mix32(hash))));
        before = last;
        last = hash;
    });
    if (words > 0 && words < shingleWords)
        hashes.push(mix32(before ^ mix32(last)));
    const sorted = Int32Array.from(hashes).sort();
    let kept = 0;
    for (let i = 0; i < sorted.length; i++)
        if (i === 0 || sorted[i] !== sorted[i - 1])
            sorted[kept++] = sorted[i];
    return sorted.subarray(0, kept);
}
/** The Jaccard similarity of two ascending sets; of two empty ones 0. */
export function jaccard(a, b) {
    let [i, j, both] = [0, 0, 0];
    while (i < a.length && j < b.length) {
        const difference = a[i] - b[j];
        if (difference === 0)
            both++;
        if (difference <= 0)
            i++;
        if (difference >= 0)
            j++;
    }
    const all = a.length + b.length - both;
    return all === 0 ? 0 : both / all;
}
/** Sets that are joined pair by pair; a set is known by its smallest member. */
class UnionFind {
    #parent;
    constructor(count) {
        this.#parent = Int32Array.from({ length: count }, (_, i) => i);
    }
    root(i) {
        const parent = this.#parent;
        let at = i;
        while (parent[at] !== at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
    join(a, b) {
        const [x, y] = [this.root(a), this.root(b)];
        this.#parent[Math.max(x, y)] = Math.min(x, y);
    }
}
/** The numbers of the hash functions `x -> factor * x + offset`; factors are odd, so that each is a bijection. */
const factors = Int32Array.from({ length: bands * rows }, (_, k) => streamKey(0, 'minhash factor', k) | 1);
const offsets = Int32Array.from({ length: bands * rows }, (_, k) => streamKey(0, 'minhash offset', k));
/** One key for each band of a set's MinHash signature. */
function bandKeys(shingles, keys, at) {
    for (let band = 0; band < bands; band++) {
        let key = band;
        for (let row = 0; row < rows; row++) {
            const factor = factors[band * rows + row];
            const offset = offsets[band * rows + row];
            let least = 0x7fffffff;
            for (let i = 0; i < shingles.length; i++) {
                const value = (Math.imul(shingles[i], factor) + offset) | 0;
                if (value < least)
                    least = value;
            }
            key = mix32(key ^ mix32(least));
        }
        keys[at + band] = key;
    }
}
/** What makes a document another one's double besides its text. */
function keysOf(document, by) {
    const keys = [['text', squeeze(document.text)]];
    const title = document.sentences[0];
    if (by.includes('title') && title !== undefined) {
        let words = 0;
        for (const { begin, end } of document.tokens) {
            if (begin >= title.end || words === titleWords)
                break;
            if (begin >= title.begin && end <= title.end)
                words++;
        }
        if (words >= titleWords)
            keys.push(['title', squeeze(coveredText(document, title))]);
    }
    const pmid = by.includes('id') ? pmidOf(document.id) : undefined;
    if (pmid !== undefined)
        keys.push(['id', pmid]);
    return keys;
}
/** How many numbers are kept at once: 80 MB. */
const mostCached = 20_000_000;
/** Remembers what was made last, up to a size. */
function createCache(make) {
    const kept = new Map();
    let size = 0;
    return i => {
        const known = kept.get(i);
        if (known !== undefined)
            return known;
        const made = make(i);
        if (size + made.length > mostCached) {
            kept.clear();
            size = 0;
        }
        kept.set(i, made);
        size += made.length;
        return made;
    };
}
/**
 * Finds documents that are one. Groups are closed: what is the same as one member belongs to the group.
 *
 * Counted notice: `duplicates-not-compared`, where more texts look alike than can be compared in reasonable time.
 */
export function findDuplicates(corpus, options = {}) {
    const { threshold = 0.8, by = ['title', 'id'], progress = silent } = options;
    const sets = new UnionFind(corpus.length);
    const pairs = [];
    const join = (a, b, why, similarity) => {
        if (sets.root(a) === sets.root(b))
            return;
        pairs.push({ a, b, why, similarity });
        sets.join(a, b);
    };
    const task = progress.task('Looking for duplicates', corpus.length, 'documents');
    const holders = new Map();
    const distinct = [];
    const keys = new Int32Array(threshold < 1 ? corpus.length * bands : 0);
    for (const [i, document] of corpus.entries()) {
        let isDistinct = true;
        for (const [why, key] of keysOf(document, by)) {
            const known = holders.get(`${why} ${key}`);
            if (known === undefined) {
                holders.set(`${why} ${key}`, i);
                continue;
            }
            if (why === 'text')
                isDistinct = false;
            const similarity = why === 'text' ? 1 : jaccard(shinglesOf(corpus[known].text), shinglesOf(document.text));
            join(known, i, why, similarity);
        }
        if (isDistinct && threshold < 1) {
            const shingles = shinglesOf(document.text);
            if (shingles.length > 0) {
                bandKeys(shingles, keys, distinct.length * bands);
                distinct.push(i);
            }
        }
        task.advance();
    }
    task.end();
    let left = 0;
    const shinglesAt = createCache(i => shinglesOf(corpus[i].text));
    if (distinct.length > 1)
        left = compareCandidates(corpus, distinct, keys, (a, b) => {
            if (sets.root(a) === sets.root(b))
                return;
            const [own, others] = [shinglesAt(a), shinglesAt(b)];
            const [fewer, more] = own.length < others.length ? [own, others] : [others, own];
            if (fewer.length < threshold * more.length)
                return;
            const similarity = jaccard(own, others);
            if (similarity >= threshold)
                join(a, b, 'near', similarity);
        });
    if (left > 0)
        progress.notice({
            code: 'duplicates-not-compared',
            message: `texts look alike so often that not all were compared with each other (${mostCompared} a text and band were)`,
            count: left,
        });
    pairs.sort((x, y) => x.b - y.b || x.a - y.a);
    return { pairs, firstOf: Int32Array.from(corpus, (_, i) => sets.root(i)) };
}
/**
 * Calls `compare` once for every two documents that have a band in common, the earlier one first. Returns how many
 * pairs were passed over because a bucket was too full.
 */
function compareCandidates(corpus, distinct, keys, compare) {
    let size = 1;
    while (size < 2 * distinct.length)
        size *= 2;
    const heads = new Int32Array(size);
    const next = new Int32Array(distinct.length);
    const fill = new Int32Array(distinct.length);
    const compared = new Set();
    let left = 0;
    for (let band = 0; band < bands; band++) {
        heads.fill(-1);
        for (let d = 0; d < distinct.length; d++) {
            const key = keys[d * bands + band];
            const slot = key & (size - 1);
            let more = 0;
            let seen = 0;
            for (let other = heads[slot]; other >= 0; other = next[other]) {
                if (keys[other * bands + band] !== key)
                    continue;
                if (seen === 0)
                    more = fill[other];
                if (seen++ === mostCompared)
                    break;
                const pair = other * corpus.length + d;
                if (compared.has(pair))
                    continue;
                compared.add(pair);
                compare(distinct[other], distinct[d]);
            }
            if (seen > mostCompared)
                left += more - mostCompared;
            fill[d] = more + 1;
            next[d] = heads[slot];
            heads[slot] = d;
        }
    }
    return left;
}
