/**
 * @file When a training logs, evaluates and saves: `logging_strategy`, `eval_strategy`, `save_strategy`.
 *
 * Source: transformers' `DefaultFlowCallback` and `TrainerState.compute_steps`.
 */
import { MedspanError } from "../errors.js";
/** The ways to say when something is due. */
export const INTERVAL_STRATEGIES = ['no', 'steps', 'epoch'];
/** `best` also saves at each evaluation that is the best so far, and at no other. */
export const SAVE_STRATEGIES = [...INTERVAL_STRATEGIES, 'best'];
/**
 * A number of steps from 1 on, or a share of all steps below 1, rounded up.
 * @param key the configuration's, such as `eval_steps`
 * @throws MedspanError `config` for 0, less, or a fraction above 1
 */
export function resolveSteps(steps, maxSteps, key) {
    if (!(steps > 0) || (steps > 1 && !Number.isInteger(steps)))
        throw new MedspanError('config', `expected a whole number of steps, or a share below 1, got ${steps}`, {
            where: { at: `training.${key}` },
        });
    return steps < 1 ? Math.ceil(maxSteps * steps) : steps;
}
/** Whether an epoch, or the training, ends with the step of this number, from 1. */
export function endsEpoch(step, { stepsPerEpoch, maxSteps }) {
    return step > 0 && (step % stepsPerEpoch === 0 || step === maxSteps);
}
/** Whether something that comes every `steps` steps, or after every epoch, is due after a step. */
export function isDue(strategy, steps, step, course) {
    if (strategy === 'epoch')
        return endsEpoch(step, course);
    return strategy === 'steps' && step > 0 && step % steps === 0;
}
