/**
 * @file Finished trials as TPE needs them: ranked, and as sorted columns of numbers.
 *
 * Kept beside a view of a study. A trial is taken in once, when it is known to be finished: its place in the ranking and in
 * the order of each column is found by bisection. An ask then walks over sorted columns and sorts nothing.
 */
import { type Distribution } from '../distributions.ts';
import type { StudyView } from '../history.ts';
import { type Observations } from './parzen.ts';
/** Values of a parameter in one trial that still runs. */
export interface RunningRow {
    readonly number: number;
    /** As inside, by parameter. */
    readonly values: ReadonlyMap<string, number>;
}
/** The better and the worse trials, as observations of parameters; good until the next split. */
export interface Split {
    readonly below: Observations[];
    readonly above: Observations[];
}
export declare class TpeHistory {
    #private;
    constructor(view: StudyView);
    /** How many complete and pruned trials there are. */
    get size(): number;
    /** Takes in the trials that are new. */
    update(): void;
    /** The numbers of the best trials, by rank. */
    best(count: number): number[];
    /**
     * Splits the trials that have all of some parameters into the best and the rest, to which running ones belong.
     *
     * @param count how many of all trials, whatever their parameters, are the best
     * @param space the parameters, with their present ranges
     */
    split(count: number, space: readonly (readonly [string, Distribution])[], running: readonly RunningRow[]): Split;
}
