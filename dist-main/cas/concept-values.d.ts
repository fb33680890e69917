import type { Reading } from './document.ts';
/** How the values of one feature look. */
export interface ValueCount {
    /** Those that have it: one, but for a path. */
    readonly layers: readonly string[];
    readonly feature: string;
    /** Annotations that have one. */
    readonly values: number;
    /** Those whose value begins with a CUI. */
    readonly concepts: number;
    /** Those whose value is semantic types, such as `T047`, and nothing else. */
    readonly types: number;
    /** Those whose value is identifiers of other vocabularies, IRIs among them. */
    readonly codes: number;
}
/** The types in a value: TUIs, however they are separated, else what stands between bars. */
export declare function parseTypes(value: string): string[];
/** What stands between bars. */
export declare function splitBars(value: string): string[];
/**
 * The identifiers of other vocabularies than UMLS in a value of a concept feature: those that say their vocabulary, and
 * where there is nothing else in the value, those that do not. Types are none.
 */
export declare function otherCodes(value: string, hasCuis: boolean): string[];
/** Features of one type are told apart from those of others; a path is the same wherever it begins. */
export declare const featureKey: (type: string, feature: string) => string;
/**
 * Counts values by annotation type and feature, those of a path together, most CUIs first, then most semantic types, then
 * most values, then by name.
 *
 * @param layers count their values alone, and together
 */
export declare function count(readings: readonly Reading[], layers: readonly string[] | undefined, feature: string | undefined): ValueCount[];
/** `custom.Concept / CUI`. */
export declare function renderFeature({ layers, feature }: Pick<ValueCount, 'layers' | 'feature'>): string;
