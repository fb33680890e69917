/**
 * @file Byte-pair encoding (Sennrich et al. 2016): neighbouring symbols are merged, the pair that was learnt first
 * before all others, from left to right.
 */
import { appendAll } from "../lists.js";
/**
 * @param part the model of tokenizer.json; `merges` are "a b" or ["a", "b"], the first learnt first.
 * @throws MedspanError `input` when a merge joins or gives what the vocabulary does not have.
 */
export function createBpe(part, vocabulary) {
    const prefix = part.get('continuing_subword_prefix').string('');
    const suffix = part.get('end_of_word_suffix').string('');
    const fuseUnknown = part.get('fuse_unk').boolean(false);
    const byteFallback = part.get('byte_fallback').boolean(false);
    const ignoreMerges = part.get('ignore_merges').boolean(false);
    const dropout = part.get('dropout');
    if (!dropout.missing && dropout.value !== 0)
        dropout.expected('no dropout, so that a word is always the same');
    const unknownPiece = part.get('unk_token');
    const unknown = unknownPiece.missing ? undefined : vocabulary.get(unknownPiece.string());
    if (!unknownPiece.missing && unknown === undefined)
        unknownPiece.expected('a piece of the vocabulary');
    const bytes = byteFallback ? bytePieces(vocabulary) : undefined;
    const merges = readMerges(part.get('merges'), vocabulary, prefix);
    const addSymbols = (word, symbols) => {
        let unknownBefore = false;
        let at = 0;
        for (const character of word) {
            const begin = at;
            at += character.length;
            const piece = (begin > 0 ? prefix : '') + character + (at === word.length ? suffix : '');
            const id = vocabulary.get(piece);
            const fallback = id === undefined && bytes !== undefined ? bytesOf(piece, bytes) : undefined;
            if (id !== undefined)
                symbols.push(id);
            else if (fallback !== undefined)
                appendAll(symbols, fallback);
            else if (unknown !== undefined && !(fuseUnknown && unknownBefore))
                symbols.push(unknown);
            unknownBefore = id === undefined && fallback === undefined;
        }
    };
    return {
        vocabulary,
        encode(word, ids) {
            const whole = ignoreMerges ? vocabulary.get(word) : undefined;
            if (whole !== undefined) {
                ids.push(whole);
                return;
            }
            const symbols = [];
            addSymbols(word, symbols);
            mergeAll(symbols, merges, ids);
        },
    };
}
/** A pair of ids as one key; ids are below 2^24, so it is exact. */
const pairKey = (left, right) => left * 0x100_0000 + right;
function readMerges(part, vocabulary, prefix) {
    const merges = new Map();
    for (const [rank, merge] of part.list().entries()) {
        const pair = typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
        const [left, right] = pair;
        const isPair = pair.length === 2 && typeof left === 'string' && typeof right === 'string';
        const joined = isPair ? [left, right, left + right.slice(prefix.length)] : [];
        const [leftId, rightId, id] = joined.map(piece => vocabulary.get(piece));
        if (leftId === undefined || rightId === undefined || id === undefined)
            return part.fail(`expected two pieces of the vocabulary that join to another, got ${JSON.stringify(merge)?.slice(0, 60)} ` +
                `as merge ${rank}`);
        merges.set(pairKey(leftId, rightId), { rank, id });
    }
    return merges;
}
/** The ids of `<0x00>` to `<0xFF>`, where the vocabulary has them. */
export function bytePieces(vocabulary) {
    return Array.from({ length: 256 }, (_, byte) => vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`));
}
/** The pieces of a text's bytes; undefined where the vocabulary lacks one of them. */
export function bytesOf(text, pieces) {
    const ids = [];
    for (const byte of new TextEncoder().encode(text)) {
        const id = pieces[byte];
        if (id === undefined)
            return undefined;
        ids.push(id);
    }
    return ids;
}
/** Up to here looking at every pair again and again is faster than a heap. */
const longScan = 24;
/** Merges symbols as long as a pair of neighbours has been learnt, and adds what is left to `ids`. */
function mergeAll(symbols, merges, ids) {
    if (symbols.length <= longScan) {
        scan(symbols, merges);
        appendAll(ids, symbols);
    }
    else
        mergeByHeap(symbols, merges, ids);
}
function scan(symbols, merges) {
    while (symbols.length > 1) {
        let best;
        let place = 0;
        for (let at = 0; at + 1 < symbols.length; at++) {
            const merge = merges.get(pairKey(symbols[at], symbols[at + 1]));
            if (merge !== undefined && (best === undefined || merge.rank < best.rank)) {
                best = merge;
                place = at;
            }
        }
        if (best === undefined)
            return;
        symbols.splice(place, 2, best.id);
    }
}
const isBefore = (a, b) => a.rank < b.rank || (a.rank === b.rank && a.at < b.at);
/** The same for long words, in n log n steps: symbols are a linked list, pairs wait in a heap. */
function mergeByHeap(symbols, merges, ids) {
    const current = Int32Array.from(symbols);
    const next = Int32Array.from(symbols, (_, at) => (at + 1 < symbols.length ? at + 1 : -1));
    const previous = Int32Array.from(symbols, (_, at) => at - 1);
    const gone = new Uint8Array(symbols.length);
    const heap = [];
    const offer = (at) => {
        if (at < 0 || next[at] < 0)
            return;
        const merge = merges.get(pairKey(current[at], current[next[at]]));
        if (merge !== undefined)
            push(heap, { rank: merge.rank, at, id: merge.id });
    };
    for (let at = 0; at < symbols.length; at++)
        offer(at);
    for (let top = pop(heap); top !== undefined; top = pop(heap)) {
        const { at, id } = top;
        if (gone[at] === 1 || next[at] < 0)
            continue;
        const right = next[at];
        // The pair may have changed since it was put there; what counts is what it becomes.
        if (merges.get(pairKey(current[at], current[right]))?.id !== id)
            continue;
        current[at] = id;
        gone[right] = 1;
        next[at] = next[right];
        if (next[at] >= 0)
            previous[next[at]] = at;
        offer(previous[at]);
        offer(at);
    }
    for (let at = 0; at >= 0; at = next[at])
        ids.push(current[at]);
}
function push(heap, candidate) {
    let at = heap.length;
    heap.push(candidate);
    while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBefore(candidate, heap[parent]))
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = candidate;
}
function pop(heap) {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0)
        return top;
    let at = 0;
    for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length)
            break;
        if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child]))
            child++;
        if (!isBefore(heap[child], last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}
