/**
 * @file What an evaluation changes in a training: its patience, its learning rate, and its best model.
 */
import { isDue } from "../../config/intervals.js";
import { MedspanError } from "../../errors.js";
import { observeEarlyStopping } from "./early-stopping.js";
import { beginPlateau, observePlateau } from "./plateau.js";
/** What to do where numbers became infinite. */
export const lowerRate = 'Lower training.learning_rate, or raise training.warmup_ratio, and choose another training.output_dir.';
/** Whether the step that was made last, or none, is to be evaluated and has not been. */
export function isEvaluationDue(state, plan, strategy, onStart) {
    const { global_step: step } = state;
    if (state.evaluated_steps.at(-1) === step)
        return false;
    if (step === 0)
        return onStart === true;
    return isDue(strategy, plan.evalSteps, step, plan) || (strategy === 'steps' && step === plan.maxSteps);
}
/** The value that an evaluation is judged by. */
export function metricOf(values, { metricForBestModel }, step, runFolder) {
    const value = values[`eval_${metricForBestModel}`];
    if (value === undefined) {
        const known = Object.keys(values).join(', ');
        throw new MedspanError('config', `expected a metric that an evaluation gives (${known}), got ${metricForBestModel}`, { where: { at: 'training.metric_for_best_model' } });
    }
    const broken = Object.entries(values).find(([, number]) => !Number.isFinite(number));
    if (broken === undefined)
        return value;
    throw new MedspanError('data', `${broken[0]} became ${broken[1]} at step ${step}`, {
        where: { path: runFolder },
        hint: lowerRate,
    });
}
/**
 * Takes note of an evaluation, in Trainer's order: patience, plateau, best value. Returns whether it is the best so
 * far; of equal ones that is the earlier.
 */
export function observe(state, value, options) {
    const { schedule, metricForBestModel } = options;
    const greater = options.greaterIsBetter ?? !metricForBestModel.endsWith('loss');
    const { best_metric: best, stateful_callbacks: callbacks } = state;
    if (callbacks.EarlyStoppingCallback !== undefined)
        state.stateful_callbacks = {
            EarlyStoppingCallback: observeEarlyStopping(callbacks.EarlyStoppingCallback, value, best, greater),
        };
    if (schedule.type === 'reduce_lr_on_plateau')
        state.lr_scheduler = observePlateau(state.lr_scheduler ?? beginPlateau(schedule.learningRate), value, {
            ...schedule.kwargs,
            mode: schedule.kwargs?.mode ?? (greater ? 'max' : 'min'),
        });
    if (best !== null && !(greater ? value > best : value < best))
        return false;
    state.best_metric = value;
    state.best_global_step = state.global_step;
    return true;
}
