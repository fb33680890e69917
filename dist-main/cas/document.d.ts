import { type Notices } from '../errors.ts';
import { type Span } from '../text/document.ts';
import { type Segmenter } from '../text/words.ts';
import { type Cas, type TextView } from './cas.ts';
import { type TypeSystem } from './typesystem.ts';
/**
 * An annotation with the values of its string features, and by paths (`ontologyConceptArr.cui`) of those of structures that it
 * refers to; several values where a feature is an array or a list.
 */
export interface TextAnnotation extends Span {
    readonly type: string;
    readonly values: ReadonlyMap<string, readonly string[]>;
}
/** What is kept of a CAS until it is known, over all documents of an import, which feature holds concepts. */
export interface Reading {
    readonly id: string;
    readonly text: string;
    readonly sentences: readonly Span[];
    readonly tokens: readonly Span[];
    readonly source: string;
    readonly typeSystem: TypeSystem;
    /** Those with string features, and those of layers that are not linguistic, with or without features. */
    readonly annotations: readonly TextAnnotation[];
    /** How many annotations of each type describe language, but words and sentences; where it was asked for. */
    readonly linguistic?: ReadonlyMap<string, number> | undefined;
    /** What it must not be parted from when a corpus is split. */
    readonly group?: string | undefined;
}
export interface CasReading {
    /** The document's id; without one, DocumentMetaData's `documentId` or else the file's name. */
    readonly id?: string | undefined;
    /** Finds sentences and words where the CAS has none. */
    readonly segment?: Segmenter | undefined;
    /** A layer that is read though it describes language, by full name or by its last part. */
    readonly layer?: string | undefined;
    readonly countsLinguistic?: boolean | undefined;
}
/** The view that a document is read from, with the annotations that are read. */
export declare function documentView(cas: Cas, layer?: string): TextView | undefined;
/**
 * Reads a document out of a CAS.
 *
 * @throws MedspanError `input` where no view has a text
 */
export declare function readCas(cas: Cas, source: string, notices: Notices, options?: CasReading): Reading;
/**
 * The name of a file, or of an entry `archive.zip!name`, without its extension; where that only says who
 * annotated, the name of the folder or archive around it.
 */
export declare function fileId(source: string): string;
