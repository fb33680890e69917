import { type Cas, type FeatureStructure, type Sofa, type View } from './cas.ts';
/** Formats a CAS, one type or feature structure a line; parsing the result gives the same CAS, arrays by reference. */
export declare function formatCasJson(given: Cas): string;
/** Gives sofas fresh ids where feature structures have theirs: what refers to a sofa says so by its name. */
export declare function deduplicateIds(sofas: readonly Sofa[], views: readonly View[], structures: readonly FeatureStructure[]): {
    sofas: readonly Sofa[];
    views: readonly View[];
    featureStructures: readonly FeatureStructure[];
};
