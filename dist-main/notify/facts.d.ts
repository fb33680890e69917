import { Notices } from '../errors.ts';
import { type LenientRunFile } from '../run/run-file.ts';
/** An image in the run's folder of figures. */
export interface Figure {
    /** The file's name within `figures/`. */
    readonly file: string;
    readonly bytes: number;
}
/** Numbers by name, as `run_ner` names them; what is no finite number is left out. */
export type Metrics = Readonly<Record<string, number>>;
export interface RunFacts {
    /** `run.json`; undefined where there is none that can be read. */
    readonly run: LenientRunFile | undefined;
    /** `train_results.json`, with the keys `epoch`, `train_loss`, `train_runtime`, ... */
    readonly training: Metrics;
    /** `eval_results.json`, with the keys `eval_f1`, `eval_T038_f1`, `eval_f1_strict`, ... */
    readonly validation: Metrics;
    /** `predict_results.json`, with `predict_` before. */
    readonly test: Metrics;
    /** `baseline_results.json`, with the keys of both. */
    readonly baseline: Metrics;
    /** By name. */
    readonly figures: readonly Figure[];
}
/** Reads what a folder says. Throws only for what is no trouble of files. */
export declare function readRunFacts(runFolder: string): Promise<{
    facts: RunFacts;
    notices: Notices;
}>;
