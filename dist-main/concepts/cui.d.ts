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
/** The CUIs of a feature value. */
export interface ConceptReading {
    /** In order, each once, `C` and seven digits. */
    readonly concepts: readonly string[];
    /** Bare identifiers that were too short and got zeros, as written. */
    readonly padded: readonly string[];
}
/**
 * Every CUI in a value, in order and without repetition, as `C` and seven digits. Several may stand in one value,
 * whatever is between them; an IRI holds one. Parts that are no CUI are passed over, and so are short ones that
 * nothing says to be CUIs.
 */
export declare function parseConcepts(value: string): string[];
/**
 * As `parseConcepts`, for a feature that is known to hold CUIs: `C10674` is `C0010674` with its zeros lost, where it
 * stands alone or among identifiers.
 */
export declare function parseConceptFeature(value: string): ConceptReading;
/** True where a feature value begins with a whole or a prefixed CUI, as a concept feature's value does. */
export declare function looksLikeConcept(value: string): boolean;
