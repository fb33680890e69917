/**
 * @file The texts that annotations have: the values of their string features, and by paths such as `ontologyConceptArr.cui` those
 * of structures that they refer to, where tools like cTAKES keep what they know of a concept, and of several. One reference is
 * followed, through arrays and lists; annotations that are referred to say themselves what they are.
 */
import { type Where } from '../errors.ts';
import { type Cas, type FeatureStructure } from './cas.ts';
import { type TypeSystem } from './typesystem.ts';
type Texts = ReadonlyMap<string, readonly string[]>;
/** Whether a feature is one of structures that are referred to. */
export declare const isPath: (feature: string) => boolean;
/** The string features of a type that may hold a concept; empty for words, sentences and document data. */
export declare function textFeatures(typeSystem: TypeSystem, type: string): string[];
/** The paths that a type system declares for a type, but those through arrays of anything. */
export declare function textPaths(typeSystem: TypeSystem, type: string): string[];
/** Names of features. */
interface Features {
    readonly texts: readonly string[];
    readonly references: readonly string[];
}
/** Reads the texts of a CAS' annotations. What several refer to is read once. */
export declare class TextReader {
    #private;
    constructor(cas: Cas, where: Where);
    /**
     * The texts of an annotation, without empty ones.
     * @throws MedspanError `unsafe-input` where annotations refer to the same texts too often
     */
    read(annotation: FeatureStructure): Texts;
    /** The features of a type that hold texts, and those that refer to structures. */
    featuresOf(type: string): Features;
}
export {};
