/**
 * @file What a search is, from the `tuning` of a configuration: its parameters, what draws them, what ends trials, and the
 * configuration of each trial.
 *
 * A parameter is named by the path of a setting, so that a trial is the same configuration with other values; it is
 * checked like any other. All ends of ranges and all choices are tried on the configuration before anything starts.
 */
import { type Config } from '../config/config.ts';
import { type ParamValue } from '../tune/distributions.ts';
import type { Direction } from '../tune/frozen-trial.ts';
import type { Pruner } from '../tune/pruners/pruner.ts';
import type { Sampler } from '../tune/samplers/sampler.ts';
import { type Space } from '../tune/space.ts';
export type TuningConfig = NonNullable<Config['tuning']>;
export type Params = Readonly<Record<string, ParamValue>>;
export interface Search {
    /** The configuration as it is written. */
    readonly config: Config;
    readonly tuning: TuningConfig;
    readonly space: Space;
    readonly sampler: Sampler;
    readonly pruner: Pruner;
    /** What trials are compared by: a key of an evaluation without `eval_`. */
    readonly metric: string;
    readonly direction: Direction;
    /** How many trials there is anything to draw for: the combinations of a grid. */
    readonly most: number;
    /** The values that the configuration itself has; undefined where they lie outside of the search space. */
    readonly initial: Params | undefined;
    /** The configuration of a trial, in this folder and with so many threads. */
    configOf(params: Params, options: {
        readonly folder: string;
        readonly threads?: number | undefined;
    }): Config;
}
/**
 * Reads the configuration of a search and checks all of it.
 *
 * @param overrides as `readConfig` takes them
 * @throws MedspanError `config` for what is wrong with it, also with values that trials would have
 */
export declare function openSearch(path: string, overrides?: readonly string[]): Promise<Search>;
