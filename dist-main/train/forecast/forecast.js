/**
 * @file What a training will take before it is begun: its sequences and what padding wastes, its steps, its parameters,
 * memory and time.
 *
 * Counts are exact. Memory (memory.ts) is estimated, and measured. Time is
 * measured: a few steps and evaluations are really made, with a learning rate of 0 and on an engine that is thrown away.
 */
import { PARTS } from "../../config/config.js";
import { isDue } from "../../config/intervals.js";
import { batchesByLength } from "../../tokenizer/prediction.js";
import { createBatch } from "../data/batches.js";
import { countLabels } from "../loop/loss.js";
import { createLoader, planTraining } from "../loop/plan.js";
import { secondsOf, tryBatches } from "./benchmark.js";
import { countParameters } from "./memory.js";
/**
 * Reckons and measures. Nothing is written, and the model's parameters stay what they are.
 * @throws MedspanError `config` for a plan that cannot be; what the signal was aborted with
 */
export async function forecastTraining(input) {
    const { parts, documents, plan: options } = input;
    const base = process.memoryUsage.rss();
    const examples = chunksOf(parts.train);
    const plan = planTraining(examples.length, options);
    const epoch = batchesOfEpoch(examples, plan, options);
    const evaluated = evaluationBatches(input);
    const engine = await input.createEngine();
    try {
        const evaluations = countEvaluations(plan, options);
        const time = await measureTime(input, engine, { epoch, evaluated, plan, evaluations });
        const memory = await input.memoryOf({
            engine,
            base,
            training: epoch,
            evaluation: [...evaluated.validation, ...evaluated.test],
            accumulation: plan.accumulation,
        });
        return {
            parts: byPart(part => describePart(parts[part], documents[part])),
            labels: describeLabels(input),
            sampling: options.sampling ?? 'random',
            padding: {
                random: paddingOf(batchesOfEpoch(examples, plan, { ...options, sampling: 'random' })),
                group_by_length: paddingOf(batchesOfEpoch(examples, plan, { ...options, sampling: 'group_by_length' })),
            },
            steps: {
                perEpoch: plan.stepsPerEpoch,
                total: plan.maxSteps,
                batches: plan.accumulation,
                evaluations,
            },
            parameters: countParameters(input),
            memory,
            time,
        };
    }
    finally {
        await engine.dispose();
    }
}
const cellsOf = ({ rows, length }) => rows * length;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const byPart = (give) => Object.fromEntries(PARTS.map(part => [part, give(part)]));
const chunksOf = (sentences) => sentences.flatMap(({ chunks }) => chunks);
/** The very batches of the first epoch. */
function batchesOfEpoch(examples, plan, options) {
    const load = createLoader(examples, plan, options);
    return Array.from({ length: plan.stepsPerEpoch }, (_, step) => step).flatMap(step => load(step).map(({ rows, length, attentionMask }, index) => ({
        step,
        rows,
        length,
        pieces: attentionMask.reduce((a, b) => a + b, 0),
        create: () => load(step)[index],
    })));
}
function evaluationBatches({ parts, evalBatchSize, plan }) {
    const shapes = (part) => {
        const examples = chunksOf(parts[part]);
        const lengths = examples.map(({ chunk }) => chunk.ids.length);
        return batchesByLength(lengths, { rows: evalBatchSize }).map(indices => ({
            step: 0,
            rows: indices.length,
            length: lengths[indices[0]],
            pieces: sum(indices.map(index => lengths[index])),
            create: () => createBatch(indices.map(index => examples[index]), plan.padId),
        }));
    };
    return { validation: shapes('validation'), test: shapes('test') };
}
function paddingOf(batches) {
    const cells = sum(batches.map(cellsOf));
    const largest = batches.reduce((a, b) => (cellsOf(b) > cellsOf(a) ? b : a));
    return {
        cells,
        waste: 1 - sum(batches.map(({ pieces }) => pieces)) / cells,
        largest: [largest.rows, largest.length],
    };
}
function describePart(sentences, documents) {
    const lengths = chunksOf(sentences).map(({ chunk }) => chunk.ids.length);
    const counting = chunksOf(sentences).map(({ chunk }) => chunk.wordOf.filter(word => word >= 0).length);
    const pieces = sum(lengths);
    return {
        documents,
        sentences: sentences.length,
        words: sum(sentences.map(({ sentence }) => sentence.words.length)),
        sequences: lengths.length,
        longest: lengths.reduce((a, b) => Math.max(a, b), 0),
        mean: lengths.length === 0 ? 0 : pieces / lengths.length,
        cut: sentences.filter(({ chunks }) => chunks.length > 1).length,
        pieces,
        own: sum(counting),
    };
}
function describeLabels({ labels, parts, loss }) {
    const counts = byPart(part => countLabels(chunksOf(parts[part]), labels));
    const weights = loss.kind === 'cross-entropy' ? loss.weights : undefined;
    return labels.labels.map((label, id) => ({
        label,
        train: counts.train[id],
        validation: counts.validation[id],
        test: counts.test[id],
        ...(weights !== undefined && { weight: weights[id] }),
    }));
}
/** How often the loop evaluates: as it is due, by steps after the last step as well, and perhaps before the first. */
function countEvaluations(plan, { evalStrategy = 'epoch', evalOnStart = false }) {
    let count = Number(evalOnStart);
    for (let step = 1; step <= plan.maxSteps; step++)
        if (isDue(evalStrategy, plan.evalSteps, step, plan) ||
            (evalStrategy === 'steps' && step === plan.maxSteps))
            count++;
    return count;
}
async function measureTime({ progress, signal }, engine, { epoch, evaluated, plan, evaluations }) {
    const task = progress.task('Trying batches', undefined, 'tries');
    const step = async (batches) => {
        await engine.step(batches, { learningRate: 0, step: 0 });
        task.advance();
    };
    try {
        const steps = await tryBatches(epoch.map(cellsOf), index => step([epoch[index].create()]), signal);
        // Of a step with several batches, the update comes once: what two batches take less than twice one.
        let update = 0;
        if (plan.accumulation > 1) {
            const middle = steps[Math.floor(steps.length / 2)];
            const shape = epoch.find(one => cellsOf(one) === middle.cells);
            const [double] = await tryBatches([2 * middle.cells], () => step([shape.create(), shape.create()]), signal);
            update = Math.min(steps[0].seconds, Math.max(0, 2 * middle.seconds - double.seconds));
        }
        // As often as a step of the first epoch comes again: in whole epochs, and perhaps in the beginning of one.
        const times = ({ step: number }) => Math.floor(plan.maxSteps / plan.stepsPerEpoch) + Number(number < plan.maxSteps % plan.stepsPerEpoch);
        const batchSeconds = sum(epoch.map(shape => times(shape) * (secondsOf(cellsOf(shape), steps) - update)));
        const training = batchSeconds + plan.maxSteps * update;
        const shapes = [...evaluated.validation, ...evaluated.test];
        const tried = await tryBatches(shapes.map(cellsOf), async (index) => {
            await engine.evaluate(shapes[index].create());
            task.advance();
        }, signal);
        const secondsOfPart = (part) => sum(evaluated[part].map(shape => secondsOf(cellsOf(shape), tried)));
        const evaluation = (evaluations + 1) * secondsOfPart('validation') + secondsOfPart('test');
        return { training, evaluation, total: training + evaluation, steps, evaluations: tried };
    }
    finally {
        task.end();
    }
}
