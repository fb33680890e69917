/**
 * @file The arithmetic of an engine on ONNX Runtime, whichever package of it computes.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then the optimizer over it, in place: there
 * is no second copy of anything. The update does not go through ONNX Runtime, which needs a pass over memory for
 * each of its operators, and which hands every result back as a buffer that the garbage collector has to follow.
 */
import { evaluationGraph, quantizeClassifier } from "../../../nn/classifier.js";
import { plainCrossEntropy } from "../../../nn/losses.js";
import { isDecayed } from "../../../nn/optimizer.js";
import { OUTSIDE } from "../../../text/tags.js";
import { createLayout, viewsOf } from "../flat-parameters.js";
import { restoreState } from "../state.js";
import { createAdafactor } from "./adafactor.js";
import { createFeedsOf, feedsOfTensors, scalarValue } from "./feeds.js";
import { AVERAGE, createAverage } from "./moving-average.js";
import { createAdamW } from "./optimizer.js";
import { createTrainingSession } from "./training-session.js";
/**
 * Owns a copy of the model's trained parameters; the others it uses where they are. Sessions are built when first
 * needed.
 */
export function createArithmetic(model, backend, options = {}) {
    const { seed = 0, optimizer: optimizerName = 'adamw', weightDecay = 0, betas = [0.9, 0.999], epsilon = 1e-8, layerDecay = 1, emaDecay, isTrained = () => true, maxGradNorm = 1, loss = plainCrossEntropy, int8 = false, } = options;
    const { encoder, adapters } = model;
    const labels = model.labels.length;
    const classifier = {
        encoder,
        adapters,
        head: model.settings.head,
        labels,
        outside: model.labels.indexOf(OUTSIDE),
        loss,
    };
    const { names, layout, flat, views, frozen } = copyParameters(model, isTrained, layerDecay);
    const average = emaDecay === undefined ? undefined : createAverage(flat, emaDecay);
    const averageViews = average && viewsOf(average.weights, layout, names);
    const { Tensor } = backend;
    const feedsOf = createFeedsOf(Tensor, { maxLength: encoder.maxLength, labels, loss });
    const parameterFeeds = feedsOfTensors(Tensor, [...frozen, ...views]);
    const evaluationFeeds = averageViews ? feedsOfTensors(Tensor, [...frozen, ...averageViews]) : parameterFeeds;
    let training;
    let evaluation;
    let updates = 0;
    const gradients = once(() => new Float32Array(layout.size));
    const optimizer = once(() => {
        const own = { layout, names, parameters: flat, gradients: gradients() };
        return optimizerName === 'adamw'
            ? createAdamW(own, { betas, epsilon, weightDecay })
            : createAdafactor(own, { weightDecay });
    });
    /** All that is remembered beside the parameters. */
    const moments = () => ({
        ...optimizer().moments,
        ...(averageViews && { [AVERAGE]: averageViews }),
    });
    const openEvaluation = () => {
        const graph = evaluationGraph(classifier);
        return backend.open(graph, int8 ? quantizeClassifier(graph, model) : undefined);
    };
    return {
        labels,
        maxLength: encoder.maxLength,
        async step(batches, { learningRate, step }) {
            training ??= await createTrainingSession({
                classifier,
                names,
                layout,
                gradients: gradients(),
                parameters: parameterFeeds,
                feedsOf,
                seed,
                backend,
            });
            const { loss, squaredNorm } = await training.differentiate(batches, step);
            const gradNorm = Math.sqrt(squaredNorm);
            if (Number.isFinite(loss) && Number.isFinite(gradNorm)) {
                updates++;
                // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
                const clip = maxGradNorm > 0 ? Math.min(1, maxGradNorm / (gradNorm + 1e-6)) : 1;
                optimizer().update({ gradientScale: clip, learningRate, update: updates });
                average?.add(updates);
            }
            training.clear();
            return { loss, gradNorm };
        },
        async evaluate(batch) {
            evaluation ??= openEvaluation();
            const held = int8 ? {} : evaluationFeeds;
            const results = await (await evaluation).run({ ...held, ...feedsOf(batch) });
            return {
                loss: scalarValue(results.loss),
                counted: scalarValue(results.counted),
                logits: results.logits.data,
            };
        },
        state: () => ({ parameters: views, moments: moments(), updates }),
        frozen: () => frozen,
        restore(state) {
            const parameters = new Map([...state.parameters].filter(([name]) => !frozen.has(name)));
            restoreState({ parameters: views, moments: moments() }, { ...state, parameters });
            updates = state.updates;
        },
        async dispose() {
            // One that could not be opened has been said to whoever asked for it.
            const released = evaluation?.then(session => session.release(), () => { });
            await Promise.all([released, training?.release()]);
            training = undefined;
            evaluation = undefined;
        },
    };
}
/** Works the first time only. */
function once(make) {
    let made;
    return () => {
        made ??= { value: make() };
        return made.value;
    };
}
/**
 * Copies what is trained into one flat array, in groups that the optimizer treats alike. The model's own copy of it must be
 * free to go: nothing that is returned holds it.
 */
function copyParameters({ parameters, encoder }, isTrained, layerDecay) {
    const trained = new Map([...parameters].filter(([name]) => isTrained(name)));
    const names = [...trained.keys()];
    const layout = createLayout(trained, (name, { shape }) => ({
        isDecayed: isDecayed(shape),
        lrMultiplier: layerDecay ** (encoder.layers + 1 - encoder.depthOf(name)),
    }));
    const flat = new Float32Array(layout.size);
    const views = viewsOf(flat, layout, names);
    for (const [name, { data }] of views)
        data.set(trained.get(name).data);
    const frozen = new Map([...parameters].filter(([name]) => !isTrained(name)));
    return { names, layout, flat, views, frozen };
}
