/**
 * @file Where sequences begin and end: windows over the words of a document, by how many pieces each word has.
 *
 * A sentence that is too long for one sequence becomes windows that overlap by at least `stride` pieces, and every
 * word counts in one of them only: the one in which it has the most context on its shorter side. Hugging Face's
 * tokenizers have `stride` too, with `return_overflowing_tokens`. Theirs counts the pieces of every overlap exactly,
 * and so cuts inside words; and what the overlap holds comes out twice, labels included, for the caller to sort
 * out. Here cuts lie between words, an overlap may be a few pieces longer than asked, and nothing counts twice.
 *
 * With `context` a window is filled up with the words around it, from neighbouring sentences of the same document,
 * as in Luoma and Pyysalo 2020 (arXiv 2006.01563, section 3.2) and Schweter and Akbik 2020 (FLERT, arXiv 2011.06993,
 * section 2). FLERT takes 64 pieces on each side; here it is whatever still fits, the same on both sides.
 */
export interface WindowOptions {
    /** The most pieces that a window may have; no word has more. */
    readonly room: number;
    /** Pieces that neighbouring windows of a sentence share at least; 0 for none. */
    readonly stride: number;
    /** Whether what room is left is filled with the words before and after. */
    readonly context: boolean;
}
/** Consecutive words, counted in their document; every `end` is exclusive. */
export interface Window {
    /** The words whose pieces it holds. */
    readonly begin: number;
    readonly end: number;
    /** The words that count in it, always words of the sentence; none where both are equal. */
    readonly ownBegin: number;
    readonly ownEnd: number;
}
type Range = Pick<Window, 'begin' | 'end'>;
/** How many pieces stand before each word: [words + 1], the last of them being all. */
export declare function countBefore(sizes: readonly number[]): number[];
/**
 * Cuts a sentence, the words from `begin` to `end` of a document, into as few windows as overlap by the stride.
 *
 * A window takes as many words as fit; the next begins with the last word from which at least `stride` pieces
 * overlap, or, where the word after the overlap would not fit then, with the first word from which it does. A
 * sentence without words has no window.
 * @param before see `countBefore`
 */
export declare function cutWindows(before: readonly number[], { begin, end }: Range, { room, stride, context }: WindowOptions): Window[];
export {};
