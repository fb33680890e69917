/** The ways to say when something is due. */
export declare const INTERVAL_STRATEGIES: readonly ["no", "steps", "epoch"];
export type IntervalStrategy = (typeof INTERVAL_STRATEGIES)[number];
/** `best` also saves at each evaluation that is the best so far, and at no other. */
export declare const SAVE_STRATEGIES: readonly ["no", "steps", "epoch", "best"];
export type SaveStrategy = (typeof SAVE_STRATEGIES)[number];
/** How a training is divided. */
export interface Course {
    readonly stepsPerEpoch: number;
    readonly maxSteps: number;
}
/**
 * A number of steps from 1 on, or a share of all steps below 1, rounded up.
 * @param key the configuration's, such as `eval_steps`
 * @throws MedspanError `config` for 0, less, or a fraction above 1
 */
export declare function resolveSteps(steps: number, maxSteps: number, key: string): number;
/** Whether an epoch, or the training, ends with the step of this number, from 1. */
export declare function endsEpoch(step: number, { stepsPerEpoch, maxSteps }: Course): boolean;
/** Whether something that comes every `steps` steps, or after every epoch, is due after a step. */
export declare function isDue(strategy: SaveStrategy, steps: number, step: number, course: Course): boolean;
