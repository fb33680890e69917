/**
 * @file The memory that a training takes: reckoned from the shapes of the model and of the largest batches where the graphs
 * are our own, and measured in the processes that compute.
 */
import { gradientName } from "../../graph/grad.js";
import { liveBytes } from "../../graph/memory.js";
import { maxOf } from "../../lists.js";
import { evaluationGraph, trainingGraph } from "../../nn/classifier.js";
import { sizeOf } from "../../nn/tensors.js";
import { OUTSIDE } from "../../text/tags.js";
/** How many numbers there are, and how many of them are trained. */
export function countParameters({ model, isTrained }) {
    let [all, trained] = [0, 0];
    for (const [name, { shape }] of model.parameters) {
        all += sizeOf(shape);
        if (isTrained(name))
            trained += sizeOf(shape);
    }
    return { all, trained };
}
/** The most that this process has held, in bytes. */
const peak = () => 1024 * process.resourceUsage().maxRSS;
/** Of the engine on ONNX Runtime. */
export function localMemory({ model, isTrained, loss }, { engine, base, training, evaluation, accumulation }) {
    const { encoder, adapters, labels, parameters, settings } = model;
    const trained = [...parameters.keys()].filter(isTrained);
    const classifier = {
        encoder,
        adapters,
        head: settings.head,
        labels: labels.length,
        outside: labels.indexOf(OUTSIDE),
        loss,
    };
    const counted = countParameters({ model, isTrained });
    const weights = 4 * counted.trained;
    const moments = momentBytes(engine, counted, adapters !== undefined);
    const reckoned = {
        base,
        weights,
        gradients: weights * (accumulation > 1 ? 2 : 1),
        moments,
        activations: mostBytes(trainingGraph(classifier, trained), training, new Set(trained.map(gradientName))) +
            mostBytes(evaluationGraph(classifier), evaluation),
        checkpoint: weights + moments,
    };
    const tried = peak();
    const sum = Object.values(reckoned).reduce((a, b) => a + b, 0);
    return { ...reckoned, tried, total: Math.max(sum, tried + reckoned.checkpoint) };
}
/** Of the engine on PyTorch. */
export async function workerMemory(trained, { strategy, optimizer, hasAverage, hasAdapters }, { engine }) {
    const peaks = (await engine.peakMemory?.()) ?? [];
    const counted = countParameters(trained);
    const parts = strategy === 'fsdp' ? peaks.length : 1;
    const average = hasAverage ? 4 * counted.trained : 0;
    const moments = momentBytes(engine, counted, hasAdapters) - average;
    const trainer = peak();
    const best = 4 * (hasAdapters ? counted.trained : counted.all);
    const devices = peaks.flatMap(({ device }) => device ?? []);
    return {
        processes: peaks.length,
        weights: (4 * counted.all) / parts,
        gradients: (4 * counted.trained) / parts,
        // The means that Adafactor keeps are whole on each process.
        moments: average / parts + moments / (optimizer === 'adamw' ? parts : 1),
        tried: maxOf(peaks.map(({ host }) => host), 0),
        ...(devices.length > 0 && { device: maxOf(devices) }),
        trainer,
        best,
        total: trainer + best + peaks.reduce((sum, { host }) => sum + host, 0),
    };
}
/** What a checkpoint has beside weights, averages among it: beside adapters, those of the others are not in it. */
function momentBytes(engine, { all, trained }, hasAdapters) {
    return engine.savedBytes() - 4 * (hasAdapters ? trained : all);
}
/** The most bytes that a graph needs for one of some batches: the one of most cells, or with the longest rows. */
function mostBytes(graph, batches, given) {
    const largest = (size) => batches.length === 0 ? [] : [batches.reduce((a, b) => (size(b) > size(a) ? b : a))];
    const candidates = [
        ...largest(({ rows, length }) => rows * length),
        ...largest(({ rows, length }) => rows * length * length),
    ];
    return candidates.reduce((most, { rows, length }) => Math.max(most, liveBytes(graph, { B: rows, T: length }, given)), 0);
}
