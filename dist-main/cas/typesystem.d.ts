/**
 * @file UIMA type systems: which types of feature structures there are, and which features they have.
 *
 * After the Apache UIMA SDK's "Type System Descriptor" (UIMA References, section 2.3) and its built-in types
 * (section 4). A descriptor alone makes us open no other one: imports are refused here, and followed in `descriptors.ts`.
 */
import { type Where } from '../errors.ts';
/** A named slot of a type. */
export interface Feature {
    readonly name: string;
    readonly description?: string | undefined;
    /** The full name of the type of its values. */
    readonly range: string;
    /** For arrays and lists of feature structures: the type of the elements. */
    readonly elementType?: string | undefined;
    /** An array or list that stands for itself in a file; otherwise it is written inside its only owner. */
    readonly multipleReferencesAllowed: boolean;
}
/** A type as a descriptor declares it. */
export interface TypeDefinition {
    readonly name: string;
    readonly description?: string | undefined;
    readonly supertype: string;
    /** Its own features, without inherited ones. */
    readonly features: readonly Feature[];
    /** For subtypes of `uima.cas.String`: the only values it has. */
    readonly allowedValues?: readonly string[] | undefined;
    readonly where?: Where | undefined;
}
export interface TypeSystem {
    /** What was declared beyond the built-in types, in the order of declaration. */
    readonly definitions: readonly TypeDefinition[];
    /** Every type's name, built-in ones included. */
    readonly names: ReadonlySet<string>;
    has(name: string): boolean;
    /** The features of a type, its own and inherited, by name. */
    features(name: string): ReadonlyMap<string, Feature>;
    /** True where `name` is `ancestor` or inherits from it. */
    isSubtype(name: string, ancestor: string): boolean;
}
export declare const TOP = "uima.cas.TOP";
export declare const SOFA = "uima.cas.Sofa";
export declare const STRING = "uima.cas.String";
export declare const STRING_ARRAY = "uima.cas.StringArray";
export declare const FS_ARRAY = "uima.cas.FSArray";
export declare const ANNOTATION_BASE = "uima.cas.AnnotationBase";
export declare const ANNOTATION = "uima.tcas.Annotation";
export declare const DOCUMENT_ANNOTATION = "uima.tcas.DocumentAnnotation";
/** The primitive types. */
export declare const PRIMITIVES: ReadonlySet<string>;
/** Array types and the type of their elements. */
export declare const ARRAYS: ReadonlyMap<string, string>;
/** List types and the type of their elements. */
export declare const LISTS: ReadonlyMap<string, string>;
/** The annotation types that a name may mean: the one of that full name, else those of which it is the last part. */
export declare function findLayers(typeSystems: Iterable<TypeSystem>, name: string): string[];
/** @throws MedspanError `unsafe-input` for more features than a type system may have */
export declare function checkFeatureCount(count: number, where: Where): void;
/**
 * Puts declarations and the built-in types together. A type may be declared again with further features.
 *
 * @throws MedspanError `input` for an unknown supertype or range, inheritance in a circle, or two declarations
 *   that contradict each other
 */
export declare function createTypeSystem(definitions: readonly TypeDefinition[], path?: string): TypeSystem;
/**
 * Makes one type system of several, such as one descriptor of a library's types and one of a project's own.
 *
 * @throws MedspanError `input`, with the place of the later declaration, where two contradict each other
 */
export declare function mergeTypeSystems(typeSystems: readonly TypeSystem[]): TypeSystem;
/** That a descriptor needs another one: at a relative URL, or by a name with dots. */
export interface TypeImport {
    readonly location?: string | undefined;
    readonly name?: string | undefined;
    readonly where: Where;
}
/** What stands in a descriptor. */
export interface DescriptorContent {
    readonly definitions: readonly TypeDefinition[];
    readonly imports: readonly TypeImport[];
}
/** @throws MedspanError `unsafe-input` for more imports than descriptors have */
export declare function checkImportCount(count: number, where: Where): void;
/**
 * Parses a type system descriptor.
 *
 * @throws MedspanError with file, line and column: `input` where it is against the format or contradicts itself,
 *   `unsafe-input` where it imports another file
 */
export declare function parseTypeSystem(text: string, path: string): TypeSystem;
/** Parses a type system descriptor from its bytes; the rest is as with `parseTypeSystem`. */
export declare function readTypeSystem(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, path: string): Promise<TypeSystem>;
/** What stands in a descriptor, of which nothing is followed; the rest is as with `parseTypeSystem`. */
export declare function readDescriptor(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, path: string): Promise<DescriptorContent>;
/** Writes the declared types as a descriptor that UIMA and dkpro-cassis read. */
export declare function formatTypeSystem(typeSystem: TypeSystem): string;
