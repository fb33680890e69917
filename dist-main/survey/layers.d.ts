import type { CorpusStats } from '../corpus/stats.ts';
import type { ConceptSetting, FoundConcepts } from '../text/format.ts';
/** A layer with the features that say what its mentions are. */
export interface Layer {
    readonly setting: ConceptSetting;
    /** How many annotations say so, and in how many ways. */
    readonly values: number;
    readonly distinct: number;
    /** Whether the importer reads it by itself. */
    readonly isRead: boolean;
}
/**
 * The layers that may be meant, the likeliest first: what the importer has read in most files, unless nothing of it was a
 * concept or a class, then features that look like classes. Where the types of concepts cannot be looked up, classes of
 * the same layer come before them. None where the documents are no CAS, or have nothing of the kind.
 */
export declare function listLayers(found: readonly FoundConcepts[], { mentions, untyped, concepts }: Pick<CorpusStats, 'mentions' | 'untyped' | 'concepts'>, hasUmls: boolean): Layer[];
/** `custom.Finding / kind (120 annotations, 4 different values)`; only features where they are of several layers. */
export declare function renderLayer({ setting: { layer, feature, typeFeature }, values, distinct }: Layer): string;
