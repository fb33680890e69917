import type { Progress } from '../progress.ts';
export interface Candidate {
    readonly id: string;
    readonly text: string;
    readonly uncertainty: number;
}
export interface SelectionOptions {
    readonly count: number;
    /** The texts of documents that are annotated already, to which a chosen one shall be unlike too. */
    readonly known?: readonly string[] | undefined;
    /** How much being unlike counts beside uncertainty, from 0, not at all, to 1, alone; 0.5 by default. */
    readonly diversity?: number | undefined;
    readonly progress?: Progress | undefined;
}
export interface Selection<C extends Candidate> {
    /** In the order in which they were chosen. */
    readonly chosen: readonly {
        readonly candidate: C;
        /** The cosine of the angle to the nearest of those that were there before, in [0, 1]. */
        readonly similarity: number;
    }[];
    /** How many were passed over since nearly the same text is annotated or chosen. */
    readonly doubles: number;
}
/**
 * Chooses the document for which `(1 - d) u / U - d s` is the greatest, again and again, where d is the diversity, u the document's
 * uncertainty, U the greatest of all, and s its greatest similarity to what is annotated or chosen: the cosine of vectors of words. Of
 * equal ones the more unsure one is chosen, then the one whose id comes first. Of documents with nearly the same text
 * (`findDuplicates`) one is chosen at most, and none where one is annotated.
 */
export declare function selectDocuments<C extends Candidate>(candidates: readonly C[], { count, known, diversity, progress }: SelectionOptions): Selection<C>;
