import type { Progress } from '../progress.ts';
import type { Search } from './search.ts';
export interface BudgetOptions {
    /** The time that there is. */
    readonly seconds: number;
    readonly workers: number;
    /** How many epochs trials are trained; where left out as many as the configuration says, or fewer for more trials. */
    readonly epochs?: number | undefined;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/** What was measured of a trial. */
export interface TrialCost {
    /** Of an epoch with its evaluation. */
    readonly epochSeconds: number;
    /** What a trial takes besides: opening the model, the scores at its end. */
    readonly fixedSeconds: number;
}
export interface BudgetPlan extends TrialCost {
    readonly trials: number;
    /** The most that a trial is trained. */
    readonly epochs: number;
    /** Epochs after which trials may end. */
    readonly rungs: readonly number[];
    /** What all trials are expected to take, on so many workers. */
    readonly seconds: number;
}
/** The rungs of successive halving below the last epoch. */
export declare function rungsOf(epochs: number): number[];
/** The epochs that a trial is trained on average, where of those that reach a rung the best third goes on. */
export declare function meanEpochs(epochs: number): number;
/**
 * Plans trials for a time.
 *
 * @param mostEpochs what a trial is trained where time does not matter
 * @param shorten whether trials may be trained less, so that there are enough of them
 * @throws MedspanError `config` where not even two short trials fit
 */
export declare function planTrials(cost: TrialCost, options: {
    readonly seconds: number;
    readonly workers: number;
    readonly mostEpochs: number;
    readonly shorten: boolean;
}): BudgetPlan;
/** @throws MedspanError `config` for trainings that are not counted in epochs */
export declare function checkPlannable({ config: { training } }: Search): void;
/** Measures a trial and plans the search. */
export declare function planBudget(search: Search, options: BudgetOptions): Promise<BudgetPlan>;
/** The plan as overrides of the configuration; how many trials is not among them, because others may be there already. */
export declare function planOverrides({ config, space }: Search, { epochs, rungs }: BudgetPlan, seconds: number): string[];
/** What is planned, in a few lines. */
export declare function renderPlan({ trials, epochs, rungs, seconds, epochSeconds }: BudgetPlan, given: number): string;
