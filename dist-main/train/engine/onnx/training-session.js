/**
 * @file Loss and gradients on ONNX Runtime: the training graph of a model, and sums over the batches of a step.
 */
import { internal } from "../../../errors.js";
import { gradientName } from "../../../graph/grad.js";
import { ROW_GRADIENTS, trainingGraph } from "../../../nn/classifier.js";
import { streamKey } from "../../../random.js";
import { viewsOf } from "../flat-parameters.js";
import { createAccumulation } from "./accumulation.js";
import { emptyScalar, feedsOfTensors, scalarValue } from "./feeds.js";
import { createRowGradient } from "./row-gradient.js";
export async function createTrainingSession(options) {
    const { classifier, names, layout, gradients, parameters, feedsOf, seed, backend } = options;
    const { Tensor } = backend;
    if (names.length === 0)
        throw internal('no parameter is to be trained');
    const graph = trainingGraph(classifier, names);
    const views = [...viewsOf(gradients, layout, names)].map(([name, tensor]) => [gradientName(name), tensor]);
    const places = feedsOfTensors(Tensor, views.filter(([name]) => graph.outputs.has(name)));
    const words = layout.slots.get(classifier.encoder.wordEmbeddings);
    const rows = words === undefined || !graph.outputs.has(ROW_GRADIENTS)
        ? undefined
        : createRowGradient(gradients.subarray(words.begin, words.end), words.shape[1]);
    // The spans of gradients that the graph writes: all but the word embeddings' rows.
    const gap = rows === undefined ? { begin: layout.size, end: layout.size } : words;
    const accumulation = createAccumulation([gradients.subarray(0, gap.begin), gradients.subarray(gap.end)]);
    const session = await backend.open(graph);
    /** Runs the training graph: gradients are written to where they belong, those of words come back as rows. */
    async function run(batch, key) {
        const feeds = {
            ...parameters,
            ...feedsOf(batch),
            dropout_key: new Tensor('uint32', Uint32Array.of(key), []),
        };
        const scalars = {
            loss: emptyScalar(Tensor),
            counted: emptyScalar(Tensor),
            squared_norm: emptyScalar(Tensor),
        };
        const wanted = { ...scalars, ...places, ...(rows && { [ROW_GRADIENTS]: null }) };
        const results = await session.run(feeds, wanted);
        return {
            loss: scalarValue(scalars.loss),
            counted: scalarValue(scalars.counted),
            squaredNorm: scalarValue(scalars.squared_norm),
            rowGradients: results[ROW_GRADIENTS]?.data,
        };
    }
    async function runOne(batch, step) {
        const result = await run(batch, streamKey(seed, 'dropout', step));
        if (result.rowGradients !== undefined)
            rows?.add(batch.inputIds, result.rowGradients);
        return { loss: result.loss, squaredNorm: result.squaredNorm + (rows?.squaredNorm() ?? 0) };
    }
    async function runSeveral(batches, step) {
        let loss = 0;
        let counted = 0;
        accumulation.begin();
        for (const [i, batch] of batches.entries()) {
            const result = await run(batch, streamKey(seed, 'dropout', step, i));
            accumulation.add(result.counted);
            if (result.rowGradients !== undefined)
                rows?.add(batch.inputIds, result.rowGradients, result.counted);
            loss += result.loss * result.counted;
            counted += result.counted;
        }
        const scale = counted === 0 ? 0 : 1 / counted;
        rows?.scale(scale);
        return { loss: loss * scale, squaredNorm: accumulation.finish(scale) + (rows?.squaredNorm() ?? 0) };
    }
    return {
        async differentiate(batches, step) {
            const [only] = batches;
            if (only === undefined)
                throw internal('a step needs a batch');
            return batches.length === 1 ? runOne(only, step) : runSeveral(batches, step);
        },
        clear: () => rows?.clear(),
        release: () => session.release(),
    };
}
