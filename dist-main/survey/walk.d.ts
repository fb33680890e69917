import { type Version } from '../cas/inception-project.ts';
import type { DocumentFormat } from '../text/format.ts';
/** A file or folder that a format claims. */
export interface FoundEntry {
    /** Relative to the folder that was walked, with `/`; `.` is that folder. */
    readonly path: string;
    readonly format: DocumentFormat;
    readonly isFolder: boolean;
    readonly bytes: number;
    /**
     * A project of INCEpTION; a corpus; or a document, one of many files or a folder of them. `nothing`: a format claims it
     * and finds nothing in it.
     */
    readonly holds: 'project' | 'corpus' | 'document' | 'nothing';
    /** Of a project, each annotator's version of each document. */
    readonly versions: readonly Version[];
}
export interface Walked {
    readonly entries: readonly FoundEntry[];
    /** MRSTY.RRF files, those nearest to the folder first. */
    readonly mrsty: readonly string[];
    /** What `medspan umls build` made, likewise. */
    readonly metathesauri: readonly string[];
    /** How many files are nothing of all this. */
    readonly others: number;
}
export interface WalkLimits {
    /** Files and folders. */
    readonly entries: number;
    /** Folders in folders; what lies deeper is not looked at. */
    readonly depth: number;
}
/**
 * Walks a folder in sorted order. Links that lead out of it are not followed.
 * @throws MedspanError `input` where it holds more files than the limits say
 */
export declare function walkFolder(folder: string, limits: WalkLimits): Promise<Walked>;
