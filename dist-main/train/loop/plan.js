/**
 * @file A training in steps: how many there are, which batches each of them takes, and when something is due.
 *
 * Counted as Hugging Face's Trainer does (`set_initial_training_values`): an optimizer step takes
 * `gradient_accumulation_steps` batches of one epoch, and the last step of an epoch those that are left.
 */
import { resolveSteps, } from "../../config/intervals.js";
import { internal } from "../../errors.js";
import { batchOfEpoch, createBatch, orderByLength, orderOfEpoch, stepsOfEpoch, } from "../data/batches.js";
/**
 * A training over `count` examples.
 * @throws MedspanError `config` for intervals that are no steps
 */
export function planTraining(count, options) {
    if (count === 0)
        throw internal('training needs examples');
    const { batchSize, accumulation = 1 } = options;
    const batchesPerEpoch = stepsOfEpoch(count, batchSize);
    const stepsPerEpoch = Math.ceil(batchesPerEpoch / accumulation);
    const maxSteps = options.maxSteps ?? Math.max(1, Math.ceil(options.epochs * stepsPerEpoch));
    const loggingSteps = resolveSteps(options.loggingSteps ?? 10, maxSteps, 'logging_steps');
    return {
        batchSize,
        accumulation,
        batchesPerEpoch,
        stepsPerEpoch,
        maxSteps,
        loggingSteps,
        evalSteps: resolveSteps(options.evalSteps ?? loggingSteps, maxSteps, 'eval_steps'),
        saveSteps: resolveSteps(options.saveSteps ?? 500, maxSteps, 'save_steps'),
    };
}
/** Where a training stands after a step: whole epochs, and the share of the batches of the one under way. */
export function epochAfter(step, { stepsPerEpoch, batchesPerEpoch, accumulation }) {
    const inEpoch = (step - 1) % stepsPerEpoch;
    return (Math.floor((step - 1) / stepsPerEpoch) +
        Math.min((inEpoch + 1) * accumulation, batchesPerEpoch) / batchesPerEpoch);
}
/** Gives the batches of any step; the order of an epoch is kept while its steps are asked for. */
export function createLoader(examples, plan, { sampling, seed, padId }) {
    const { batchSize, accumulation, stepsPerEpoch, batchesPerEpoch } = plan;
    const lengths = examples.map(({ chunk }) => chunk.ids.length);
    let order = [];
    let orderedEpoch = -1;
    return step => {
        const epoch = Math.floor(step / stepsPerEpoch);
        if (epoch !== orderedEpoch) {
            if (sampling === 'sequential')
                order = lengths.map((_, index) => index);
            else if (sampling === 'group_by_length')
                order = orderByLength(lengths, seed, epoch, batchSize);
            else
                order = orderOfEpoch(lengths.length, seed, epoch);
            orderedEpoch = epoch;
        }
        const first = (step % stepsPerEpoch) * accumulation;
        const batches = [];
        for (let index = first; index < Math.min(first + accumulation, batchesPerEpoch); index++)
            batches.push(createBatch(batchOfEpoch(examples, order, index, batchSize), padId));
        return batches;
    };
}
