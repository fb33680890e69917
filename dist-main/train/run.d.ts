import { type Config, type SettledConfig } from '../config/config.ts';
import { type Progress } from '../progress.ts';
import { type RunSummary } from '../run/results.ts';
import { type StoredTokenizer } from '../tokenizer/stored-tokenizer.ts';
import { type OpenCorpus, type OpenedCorpus } from './encoded-corpus.ts';
import { type OnEvaluation } from './loop/trainer.ts';
export interface TrainOptions {
    readonly progress: Progress;
    /** Ends training in order: a checkpoint is written, and the same call continues from it. */
    readonly signal?: AbortSignal | undefined;
    /** Is called when training goes on from a checkpoint, and awaited. */
    readonly onResume?: (() => Promise<void>) | undefined;
    /** Whether a run of another configuration in the same folder is replaced. */
    readonly overwrite?: boolean | undefined;
    /** Where the corpus comes from: runs that take the same may share it (`shareCorpora`). */
    readonly corpora?: OpenCorpus | undefined;
    /** Is told of each evaluation in training, and may end the run by it; what it throws, the run throws. */
    readonly onEvaluation?: OnEvaluation | undefined;
    /** Whether to wait for another process that trains in the same folder; otherwise that is an error. */
    readonly waitsForLock?: boolean | undefined;
}
/**
 * Trains what a configuration describes, and evaluates it.
 *
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue; TrainingPruned where
 *     `onEvaluation` has ended it, and `run.json` says so
 */
export declare function train(config: Config, options: TrainOptions): Promise<RunSummary>;
/** Reads the corpus of a configuration, decides every setting, and says all that decides what its run comes to. */
export declare function identifyRun(written: Config, base: {
    readonly folder: string;
    readonly tokenizer: Pick<StoredTokenizer, 'files'>;
}, { progress, signal, corpora }: Pick<TrainOptions, 'progress' | 'signal' | 'corpora'>): Promise<{
    corpus: OpenedCorpus;
    config: SettledConfig;
    identity: Readonly<{
        config: Record<string, unknown>;
        sources: readonly {
            name: string;
            documents: number;
            sha256: string;
        }[];
        model: Record<string, string>;
    }>;
}>;
