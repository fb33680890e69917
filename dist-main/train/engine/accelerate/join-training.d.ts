export interface JoinOptions {
    /** An invitation in JSON, on one line, from whoever asks; its end says that nobody asks any more. */
    readonly input: NodeJS.ReadableStream;
    /** Which machine this is, from 1. */
    readonly rank: number;
    readonly environment: NodeJS.ProcessEnv;
    /** Takes what processes wrote that have failed. */
    readonly write: (text: string) => void;
}
/**
 * Takes part in a training, and gives the exit code.
 * @throws MedspanError `config` where Python is not there, or for anything but an invitation
 */
export declare function joinTraining({ input, rank, environment, write }: JoinOptions): Promise<number>;
