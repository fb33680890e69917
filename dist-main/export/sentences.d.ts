/** Words of each. */
export interface TriedSentences {
    readonly sentences: readonly (readonly string[])[];
    /** Whether they are of the run's test part. */
    readonly isTestPart: boolean;
}
/** Reads the sentences that a folder has. */
export declare function readSentences(folder: string): Promise<TriedSentences>;
