export interface Dictionary {
    /** How many surface forms it knows. */
    readonly size: number;
    /** Tags a sentence's words in BIO2. */
    tag(words: readonly string[]): string[];
}
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
export declare function createDictionary(sentences: Iterable<{
    readonly words: readonly string[];
    readonly tags: readonly string[];
}>): Dictionary;
