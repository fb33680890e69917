/** A concept identifier taken apart. */
export interface ConceptName {
    /** `SNOMED CT`; undefined where nothing says it. */
    readonly vocabulary: string | undefined;
    /** The identifier within the vocabulary; of an IRI of no known form, the IRI. */
    readonly id: string;
}
/** The name of a vocabulary as people know it, or a prefix in upper case. */
export declare function vocabularyNamed(prefix: string): string;
/** Takes a concept identifier apart; see above for what says its vocabulary. */
export declare function readConceptName(value: string): ConceptName;
/** Whether a value is a concept identifier of one of the vocabularies above, or an IRI. */
export declare function isOfKnownVocabulary(value: string): boolean;
/** Whether a value may be a concept identifier, of whatever vocabulary, rather than words: one with a digit, or an IRI. */
export declare function isIdentifier(value: string): boolean;
/** Takes away the terms that SNOMED CT's expressions have behind identifiers: `22298006 |Myocardial infarction|`. */
export declare function withoutTerms(value: string): string;
/** How many of some concepts are of each vocabulary, the most frequent first, then by name; `unknown` of no known one. */
export declare function countVocabularies(concepts: Iterable<string>): Record<string, number>;
/** What people call a vocabulary among others. */
export declare function vocabularyLabel(name: string): string;
/** Whether all concepts that were counted are UMLS', or none was. */
export declare function isOnlyUmls(counts: Readonly<Record<string, number>>): boolean;
/** `120 UMLS, 44 SNOMED CT, 3 of an unknown vocabulary and 5 of 2 others`. */
export declare function renderVocabularies(counts: Readonly<Record<string, number>>): string;
/** A concept identifier as messages name it: the beginning of a very long one. */
export declare function shortConcept(concept: string): string;
