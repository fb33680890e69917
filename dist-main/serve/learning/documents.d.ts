import { MedspanError } from '../../errors.ts';
import type { Document } from '../../text/document.ts';
import type { TrainingDocument } from '../contract.ts';
/** What is kept of a scope: the bytes of each document's file by its name. */
export type KeptDocuments = ReadonlyMap<string, number>;
export interface Limits {
    /** Documents of a scope. */
    readonly documents: number;
    /** Bytes of all documents of a scope, on disk. */
    readonly bytes: number;
    /** Scopes of all models together. */
    readonly scopes: number;
}
/** What documents are to be on disk, by the names of their files. */
export type DocumentFiles = ReadonlyMap<string, string>;
/**
 * Makes files of documents, in turns with what else the process does.
 * @throws MedspanError for a document that no training could read, `data` for a type that cannot be learnt
 */
export declare function formatDocuments(documents: readonly TrainingDocument[]): Promise<Map<string, string>>;
/** @throws MedspanError `data` where more would be kept than may be */
export declare function checkLimits(kept: KeptDocuments, files: DocumentFiles, limits: Limits): void;
export declare function tooMuch(allowed: string, got: string): MedspanError;
/** Which of the files are not on disk as they are. */
export declare function findChanged(scope: string, files: DocumentFiles): Promise<Map<string, string>>;
/** Writes files, which are on disk when this ends, and the folders that are new as well. */
export declare function writeDocuments(scope: string, files: DocumentFiles): Promise<void>;
/** What is on disk. */
export declare function listDocuments(scope: string): Promise<Map<string, number>>;
/**
 * The documents themselves, by the names of their files.
 * @throws MedspanError that names a file which is damaged
 */
export declare function readKept(scope: string): Promise<Map<string, Document>>;
