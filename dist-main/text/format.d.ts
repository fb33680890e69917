/**
 * @file The contract of a document format: what the importer asks of each reader.
 */
import type { Notices } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Corpus, Document } from './document.ts';
import type { TagOptions } from './tags.ts';
import type { Segmenter } from './words.ts';
/** Where concept identifiers stand in a CAS; what is left out is found by looking, and reported. */
export interface ConceptSetting {
    /** The annotation type, by full name or by its last part. */
    readonly layer?: string | undefined;
    /**
     * The feature that holds the identifier, such as `IDUMLS`, `CUI` or `identifier`, or that of structures to which annotations
     * refer, such as `ontologyConceptArr.cui`; without a layer all are read that have such a path.
     */
    readonly feature?: string | undefined;
    /** The feature that holds classes of the project's own, such as `kind` or `value`: they are the mentions' types. */
    readonly typeFeature?: string | undefined;
}
/** Where the types of mentions stand in a CAS: a feature of a layer, which has its full name. */
export interface TypeFeature {
    readonly layer: string;
    readonly feature: string;
}
/** A string feature of a layer that may hold mentions. */
export interface FoundFeature {
    /** Undefined for a path through references, which layers share. */
    readonly layer: string | undefined;
    readonly feature: string;
    /** Annotations that have a value. */
    readonly values: number;
    /** How many different values there are. */
    readonly distinct: number;
    /** What most of its values are: identifiers of concepts, semantic types such as `T047`, or other texts. */
    readonly holds: 'concepts' | 'types' | 'texts';
}
/** What was found in the CAS of one file or project. */
export interface FoundConcepts {
    /** Where mentions were read; undefined where nothing looks like concepts or types. */
    readonly chosen: ConceptSetting | undefined;
    readonly features: readonly FoundFeature[];
}
/** What stands for a file in `typeSystem`: types are inferred from XMI files that have no type system. */
export declare const INFER = "infer";
export interface ReadOptions {
    readonly concept?: ConceptSetting | undefined;
    /** Is told which layer and features of a CAS were read, and which others there are. */
    readonly onConcepts?: ((found: FoundConcepts) => void) | undefined;
    /** Whether annotations of a CAS that describe language are counted too where they are left out; default false. */
    readonly countsLinguistic?: boolean | undefined;
    /** The type system of XMI files, or `infer`. */
    readonly typeSystem?: string | undefined;
    /** Whose version of a document to read where an export holds several: a user's name, or `all`. Default: curated. */
    readonly annotator?: string | undefined;
    /** Which columns of a table, from 1 or by name, hold words and tags; what is left out is found by looking. */
    readonly columns?: ColumnSetting | undefined;
    /** The names of numbered tags, in order, where the file does not say them. */
    readonly tagNames?: readonly string[] | undefined;
    /** Finds sentences and words where the file has none; by default `segment`. */
    readonly segment?: Segmenter | undefined;
    /** Bytes that a ZIP file may unpack to, with all inside it; 1 GiB by default. */
    readonly unpackedBytes?: number | undefined;
    readonly progress: Progress;
}
/** Where words and tags stand in tables: columns of CoNLL (from 1), keys of records. */
export interface ColumnSetting {
    readonly tokens?: string | undefined;
    readonly tags?: string | undefined;
    readonly document?: string | undefined;
}
export interface WriteOptions {
    /** How mentions become tags, for formats that hold tags. */
    readonly tags: TagOptions;
    /** Where mentions go in XMI and JSON CAS, with their scores; by default DKPro's NamedEntity, which has no place for scores. */
    readonly mentions?: TypeFeature | undefined;
    /** Counts what the format cannot hold. */
    readonly notices: Notices;
}
/** A file to be written; the name is relative, with `/`, and safe on every system. */
export interface WrittenFile {
    readonly name: string;
    readonly content: string | Uint8Array;
}
/** Writes documents one after the other, each as it comes; `end` is what comes last. */
export interface PieceWriter {
    add(document: Document): string;
    end(): string;
}
/** Documents that come one after the other as a corpus. */
export declare function collectDocuments(documents: Iterable<Document> | AsyncIterable<Document>): Promise<Document[]>;
/** What is written of a corpus, document by document. */
export declare function piecesOf(corpus: Corpus, writer: PieceWriter): Generator<string>;
/** A writer of one file that needs to see but one document at a time. */
export declare function documentWriter(extension: string, open: (options: WriteOptions) => PieceWriter): DocumentWriter & {
    readonly holds: 'corpus';
};
/** How a format is written. Pure: the caller puts the files on the disk, whole or not at all. */
export type DocumentWriter = 
/** One file holds the corpus, in pieces that are never joined in memory. */
{
    readonly holds: 'corpus';
    /** With its dot, such as `.conll`. */
    readonly extension: string;
    format(corpus: Corpus, options: WriteOptions): Iterable<string | Uint8Array> | AsyncIterable<Uint8Array>;
    /** The same document by document, where that can be. */
    readonly open?: (options: WriteOptions) => PieceWriter;
}
/** A folder with one file or more for each document. */
 | {
    readonly holds: 'document';
    format(corpus: Corpus, options: WriteOptions): Iterable<WrittenFile>;
};
/** A file or folder, as far as a format needs to know it to say whether it is its own. */
export interface Candidate {
    readonly path: string;
    readonly isFolder: boolean;
    /** The first 4,096 bytes of a file; empty for a folder. */
    readonly head: Uint8Array;
}
export interface DocumentFormat {
    /** The name by which a configuration asks for it, such as `xmi`. */
    readonly name: string;
    /** One line for help texts. */
    readonly description: string;
    accepts(candidate: Candidate): boolean;
    /** The paths of files that are read together with a document's, or that say how to show it: no documents. */
    companions?(path: string): readonly string[];
    /**
     * Reads every document. What could not be kept is told to `options.progress.notice`.
     * @throws MedspanError with file, position and reason when the file is against its format.
     */
    read(path: string, options: ReadOptions): Promise<Document[]>;
    /** The same, each document as it is read, where a file may hold more of them than memory does. */
    stream?(path: string, options: ReadOptions): AsyncIterable<Document>;
    /** Left out where the format is only read. What it cannot hold is counted in `options.notices`. */
    readonly writer?: DocumentWriter;
}
/**
 * Names for documents' files, without an extension, each another one also where case or the way in which accents are written
 * do not count.
 */
export declare function createFileNames(): (id: string) => string;
/** A name for a document's file: its id without what a file system forbids, and no longer than one takes. Not unique by itself. */
export declare function fileNameOf(id: string): string;
