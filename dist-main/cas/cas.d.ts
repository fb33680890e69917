/**
 * @file A Common Analysis Structure (CAS) in memory: feature structures over one or more texts.
 *
 * The words are UIMA's (UIMA References, sections 4 and 5): a sofa is a subject of analysis, here a text; a view
 * is a sofa with the feature structures that are indexed over it; an annotation is a feature structure with
 * `begin` and `end`, in UTF-16 code units. References between feature structures are kept as ids.
 */
import { type Where } from '../errors.ts';
import { type Span } from '../text/document.ts';
import { type CasValue, type FeatureStructure, type Reference, StructureTable } from './structure-table.ts';
import { type TypeSystem } from './typesystem.ts';
export type { CasValue, FeatureStructure, Reference } from './structure-table.ts';
export interface Sofa {
    readonly id: number;
    readonly num: number;
    /** Its name, which is also its view's name; UIMA's default is `_InitialView`. */
    readonly name: string;
    readonly mimeType?: string | undefined;
    /** The text, where the sofa holds it; never fetched from `uri`. */
    readonly text?: string | undefined;
    readonly uri?: string | undefined;
    /** The id of an array with the sofa's data. */
    readonly array?: number | undefined;
    readonly where?: Where | undefined;
}
export interface View {
    /** The id of its sofa; undefined for the initial view of a CAS that has none. */
    readonly sofa?: number | undefined;
    /** The ids of the feature structures that are indexed. */
    readonly members: readonly number[];
    readonly where?: Where | undefined;
}
export interface Cas {
    readonly typeSystem: TypeSystem;
    readonly sofas: readonly Sofa[];
    readonly views: readonly View[];
    readonly featureStructures: ReadonlyMap<number, FeatureStructure>;
}
/** A feature structure that is an annotation, with its place in the text. */
export interface Annotation extends Span {
    /** The full name of its type. */
    readonly type: string;
    /** Made when it is asked for. */
    readonly structure: FeatureStructure;
}
export declare const INITIAL_VIEW = "_InitialView";
/** True for a reference, as against the other values that a feature may have. */
export declare function isReference(value: CasValue | undefined): value is Reference;
/**
 * Puts a CAS together and checks what no single element can tell: that ids are unique, that everything that is
 * referred to exists, and that annotations lie inside their text.
 *
 * @throws MedspanError `input` that names the feature structure and its place
 */
export declare function createCas(parts: {
    readonly typeSystem: TypeSystem;
    readonly sofas: readonly Sofa[];
    readonly views: readonly View[];
    readonly featureStructures: readonly FeatureStructure[] | StructureTable;
}, path: string): Cas;
/** An annotation's span; what is not written is 0, as in UIMA. */
export declare function spanOf(structure: FeatureStructure): Span;
/** The sofa of a view. */
export declare function sofaOf(cas: Cas, view: View): Sofa | undefined;
/**
 * The annotations that are indexed in a view, ordered by begin, then end, then id.
 *
 * @param isWanted which types are asked for; by default all. Of the others nothing is made.
 */
export declare function viewAnnotations(cas: Cas, view: View, isWanted?: (type: string) => boolean): Annotation[];
/** How many annotations of each type a view has, by types in the order in which they come. */
export declare function countTypes(cas: Cas, view: View): Map<string, number>;
/** A view over a text, with its annotations in order. */
export interface TextView {
    readonly view: View;
    readonly sofa: Sofa;
    readonly annotations: readonly Annotation[];
}
/**
 * The view that a document is made from: the initial view where it has a text and annotations, else the view
 * with a text that has the most annotations; undefined where no view has a text.
 *
 * @param isWanted which types of annotations count and are given; by default all
 */
export declare function mainView(cas: Cas, isWanted?: (type: string) => boolean): TextView | undefined;
