/**
 * @file Words and their pieces: sentences cut into chunks that a model can take, labels laid on pieces, padding.
 * The way back, from logits to one label a word, is `decode.ts`.
 *
 * Labelling follows Hugging Face's `run_ner`: a word's first piece carries its label, the others are ignored or,
 * with `labelAllTokens`, continue it. Unlike `run_ner`, nothing is truncated: a sentence that is too long becomes
 * several chunks; and later pieces count in the loss alone, where `run_ner` then scores each piece as if it were a
 * word. Training, evaluation and prediction all go through here, so that a tag comes back by the same road that took
 * it there.
 */
import { internal, MedspanError } from "../errors.js";
import { IGNORE_INDEX } from "../text/tags.js";
import { countBefore, cutWindows } from "./windows.js";
/** What a sentence sees besides itself: nothing, or its neighbours in the document. */
export const CONTEXTS = ['none', 'sentences'];
/**
 * Encodes a sentence's words, as few chunks as fit, cut between words only. A sentence without words gives none.
 * See `encodeSentences`.
 */
export function encodeSentence(words, tokenizer, options) {
    return encodeSentences([words], tokenizer, options)[0];
}
/**
 * Encodes the consecutive sentences of one document: the chunks of each, in order. Every word counts in exactly one
 * of its sentence's chunks (`windows.ts` says in which); with `context` their neighbours are seen, and do not count.
 *
 * A word that the tokenizer drops (control characters only) belongs to a chunk but has no piece in it, as in
 * Python with `is_split_into_words=True`. A word with more pieces than `maxLength` leaves room for keeps the
 * first of them, and `notices` counts it.
 * @throws MedspanError `config` when `maxLength` leaves no room for a piece, or the stride no room for a new one.
 */
export function encodeSentences(sentences, tokenizer, options) {
    const room = roomOf(tokenizer, options);
    const words = sentences.flat().map(word => {
        const pieces = tokenizer.encodeWord(word);
        if (pieces.length <= room)
            return pieces;
        options.notices?.add('word-too-long', `a word has more pieces than a sequence of ${options.maxLength} holds: its last pieces are left out`, { at: word.length > 40 ? `${word.slice(0, 40)}...` : word });
        return pieces.slice(0, room);
    });
    const before = countBefore(words.map(pieces => pieces.length));
    const settings = { room, stride: options.stride ?? 0, context: options.context === 'sentences' };
    let end = 0;
    return sentences.map(({ length }) => {
        const begin = end;
        end += length;
        return cutWindows(before, { begin, end }, settings)
            .filter(window => window.ownBegin < window.ownEnd)
            .map(window => createChunk(words, window, begin, tokenizer));
    });
}
/** How many pieces of words fit into a sequence. */
function roomOf({ prefix, suffix }, { maxLength, stride = 0 }) {
    const special = prefix.length + suffix.length;
    const room = maxLength - special;
    const hint = `This tokenizer puts ${special} special pieces around a sequence.`;
    if (!(room >= 1))
        throw new MedspanError('config', `expected a longest sequence of at least ${special + 1}, got ${maxLength}`, { hint });
    if (!(stride >= 0 && stride < room))
        throw new MedspanError('config', `expected a stride from 0 to ${room - 1} with sequences of ${maxLength}, got ${stride}`, { where: { at: 'model.stride' }, hint });
    return room;
}
/** A window as a chunk of the sentence that begins with a document's word `sentenceBegin`. */
function createChunk(words, { begin, end, ownBegin, ownEnd }, sentenceBegin, { prefix, suffix }) {
    const ids = [...prefix];
    const wordOf = prefix.map(() => -1);
    for (let word = begin; word < end; word++) {
        const place = word >= ownBegin && word < ownEnd ? word - sentenceBegin : -1;
        for (const id of words[word]) {
            ids.push(id);
            wordOf.push(place);
        }
    }
    for (const id of suffix) {
        ids.push(id);
        wordOf.push(-1);
    }
    return {
        ids: Int32Array.from(ids),
        wordOf: Int32Array.from(wordOf),
        firstWord: ownBegin - sentenceBegin,
        lastWord: ownEnd - 1 - sentenceBegin,
    };
}
/**
 * Lays a sentence's labels on a chunk's pieces.
 * @param labelIds one a word of the whole sentence; `IGNORE_INDEX` stays what it is on every piece.
 * @returns [T] a label a piece, `IGNORE_INDEX` on special pieces and on context.
 */
export function alignLabels(chunk, labelIds, options) {
    const aligned = new Int32Array(chunk.ids.length).fill(IGNORE_INDEX);
    let previous = -1;
    for (let t = 0; t < aligned.length; t++) {
        const word = chunk.wordOf[t];
        if (word >= 0) {
            const label = labelIds[word];
            if (label === undefined)
                throw internal(`expected a label for word ${word}, got ${labelIds.length} labels`);
            if (word !== previous)
                aligned[t] = label;
            else if (options.labelAllTokens && label !== IGNORE_INDEX)
                aligned[t] = continuation(label, options);
        }
        previous = word;
    }
    return aligned;
}
/** The label of a word's later pieces: `I-X` for `B-X` where the label set has it, else the same label. */
function continuation(label, options) {
    if (options.labels === undefined)
        throw internal('labelling all pieces needs the label set');
    const name = options.labels[label];
    if (name === undefined || !name.startsWith('B-'))
        return label;
    const inside = options.labels.indexOf(`I-${name.slice(2)}`);
    return inside < 0 ? label : inside;
}
/** Pads chunks on the right to the longest of them. */
export function padChunks(chunks, padId) {
    const length = chunks.reduce((longest, chunk) => Math.max(longest, chunk.ids.length), 0);
    const attentionMask = new Int32Array(chunks.length * length);
    for (const [row, chunk] of chunks.entries())
        attentionMask.fill(1, row * length, row * length + chunk.ids.length);
    return {
        rows: chunks.length,
        length,
        inputIds: padRows(chunks.map(chunk => chunk.ids), length, padId),
        attentionMask,
        tokenTypeIds: new Int32Array(chunks.length * length),
    };
}
/** Lays rows of different lengths into [B,T], filled up on the right; for labels with `IGNORE_INDEX`. */
export function padRows(rows, length, filler) {
    const padded = new Int32Array(rows.length * length).fill(filler);
    for (const [row, values] of rows.entries()) {
        if (values.length > length)
            throw internal(`expected rows of at most ${length}, got one of ${values.length}`);
        padded.set(values, row * length);
    }
    return padded;
}
