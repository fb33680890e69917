/**
 * @file What differs between languages where sentences and words are found: abbreviations, words that open a sentence,
 * quotation marks, ordinals, decimal commas and elision.
 *
 * Own rules, and not `Intl.Segmenter`: its come from ICU, whose version is another one in each Node, and the same text must
 * give the same words wherever a run is trained, evaluated and used. The German and French lists are of clinical letters.
 */
/** The languages that have rules. */
export declare const LANGUAGES: readonly ["en", "de", "fr"];
export type Language = (typeof LANGUAGES)[number];
/** What may follow an abbreviation: `never` a new sentence, one unless a `number` comes, or only a clear opener. */
export type AbbreviationRule = 'never' | 'number' | 'opener';
export interface LanguageRules {
    /** In lower case, without the last full stop and without blanks: `z.b`. */
    readonly abbreviations: ReadonlyMap<string, AbbreviationRule>;
    /** How compounds end that are abbreviated, behind which only a clear opener begins a sentence: `Hauptstr.` */
    readonly abbreviatedEnding: RegExp | undefined;
    /** How a text ends in a unit, behind which a full stop is one, though it looks like an abbreviation: `24 h.`, `1,75 m.` */
    readonly units: RegExp | undefined;
    /** Words that open a sentence with near certainty when they are capitalised after a full stop; elided ones end in `'`. */
    readonly openers: ReadonlySet<string>;
    /** Quotation marks and brackets that stand between the end of a sentence and the next one. */
    readonly closing: string;
    readonly opening: string;
    /** Whether a quotation mark may stand apart from what it closes: `bien. »`. */
    readonly spacedQuotes: boolean;
    /** Whether abbreviations are written in parts (`z. B.`), so that a letter and a full stop may be one. */
    readonly spacedAbbreviations: boolean;
    /** Whether a number with a full stop may be an ordinal: `3. Tag`, `12. März`, `II. Quartal`. */
    readonly ordinals: boolean;
    readonly decimalComma: boolean;
    /** Words that keep an apostrophe before the next one, in lower case: `l'`. */
    readonly elided: ReadonlySet<string>;
}
/** The rules of each language. */
export declare const languageRules: Readonly<Record<Language, LanguageRules>>;
/**
 * The language that a document or a configuration names, such as `de` or `de-AT` (BCP 47); undefined for one without rules
 * of its own, and for UIMA's `x-unspecified`.
 */
export declare function languageOf(code: string | undefined): Language | undefined;
