import { type CorpusStats } from '../corpus/stats.ts';
import { type Progress } from '../progress.ts';
import { type ConceptSetting } from '../text/format.ts';
import { type FileGroup } from './grouping.ts';
/** Something that a survey cannot decide; the first answer is what it takes by itself. */
export interface Question {
    readonly text: string;
    readonly answers: readonly string[];
}
export interface SurveyedSource extends FileGroup {
    readonly name: string | undefined;
    /** The version of a project that is read; undefined for the curated one, and where there is but one. */
    readonly annotator: string | undefined;
    readonly concept: ConceptSetting | undefined;
    /** `infer` where XMI files have no type system. */
    readonly typeSystem: string | undefined;
    readonly split: 'validation' | 'test' | undefined;
    /** What was read of it; undefined where it is too large to be looked at. */
    readonly counts: SourceCounts | undefined;
}
export interface SourceCounts extends CorpusStats {
    /** How many of the source's entries this is. */
    readonly entries: number;
    /** Mentions that have a CUI and no type. */
    readonly unlinked: number;
}
/** A file or folder that is left out, and why. */
export interface LeftOut {
    readonly path: string;
    readonly reason: string;
}
export interface Survey {
    readonly sources: readonly SurveyedSource[];
    /** Where the types of concepts are looked up. */
    readonly link: {
        readonly mrsty: string;
    } | {
        readonly metathesaurus: string;
    } | undefined;
    /** Documents that no source names. */
    readonly leftOut: readonly LeftOut[];
    /** How many files are no documents. */
    readonly others: number;
}
export interface SurveyLimits {
    /** Files and folders below the folder. */
    readonly entries: number;
    readonly depth: number;
    /** How much is read to be counted. */
    readonly bytes: number;
    /** After so long nothing more is counted. */
    readonly ms: number;
}
export declare const surveyLimits: SurveyLimits;
export interface SurveyOptions {
    readonly progress: Progress;
    /** Answers a question by the number of an answer. */
    readonly decide?: ((question: Question) => Promise<number>) | undefined;
    readonly limits?: Partial<SurveyLimits> | undefined;
}
/**
 * Looks at a folder. The same folder is always found to hold the same, unless reading it takes longer than the limits say.
 * @throws MedspanError `input` where it holds more files than the limits say
 */
export declare function surveyFolder(folder: string, options: SurveyOptions): Promise<Survey>;
