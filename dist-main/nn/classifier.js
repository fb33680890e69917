/**
 * @file The two graphs of a token classifier: one to train with, one to evaluate and predict with.
 *
 * Weights are inputs, so that both graphs, and the optimizer, work on the same memory. B and T are symbols: one
 * session serves batches of every shape.
 */
import { gradientName, withGradients } from "../graph/grad.js";
import { product } from "../graph/ir.js";
import { quantizeWeights } from "../graph/quantize.js";
import { rewrite } from "../graph/rewrite.js";
import { add, Builder, float, int, mul, reshape, sumSquares, trace, uint, } from "../graph/trace.js";
import { CRF_END, CRF_START, CRF_TRANSITIONS, crfLoss } from "./crf.js";
import { createDropout, createScope, noDropout } from "./layers.js";
import { lossVectors, maskUnannotated, tokenLoss } from "./losses.js";
import { classifierParameters } from "./parameters.js";
/** The inputs besides the parameters, int [B,T]; one more is `label_mask`, int [B,L], see `maskUnannotated`. */
const batchInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'labels'];
/**
 * What the training graph gives instead of the gradient of the word embeddings: the gradient of each token's row
 * [N,*], to be added to the row of its input id. The dense gradient would be mostly zeros, and for a small model
 * half of all that is written.
 */
export const ROW_GRADIENTS = 'gradients of word rows';
/**
 * Outputs `loss` and `counted` (see `tokenLoss`); the gradient of each parameter in `trained` by `gradientName`, but
 * for the word embeddings, see `ROW_GRADIENTS`; and `squared_norm` of all those that have a name. The input
 * `dropout_key` (uint scalar) selects the masks.
 */
export function trainingGraph(options, trained) {
    const inputs = classifierInputs(options).set('dropout_key', uint());
    const forward = trace(inputs, get => {
        const { loss, counted } = classify(options, get, createDropout(get('dropout_key')));
        return { loss, counted };
    });
    const graph = withGradients(forward, 'loss', trained);
    return rewrite(withSquaredNorm(withRowGradients(graph, options.encoder.wordEmbeddings)));
}
/** Outputs `loss`, `counted` and `logits` [B,T,L], without dropout. */
export function evaluationGraph(options) {
    return rewrite(trace(classifierInputs(options), get => classify(options, get, noDropout)));
}
/**
 * What computes logits alone, as Hugging Face's libraries export it: from `input_ids`, `attention_mask` and, where the
 * model tells types of pieces apart, `token_type_ids`, [batch,sequence] each, to `logits` [batch,sequence,L].
 */
export function inferenceGraph({ encoder, labels }) {
    const parameters = classifierParameters({ encoder, labels });
    const inputs = new Map();
    for (const [name, { shape }] of parameters)
        inputs.set(name, float(...shape));
    const { hasTokenTypes = false } = encoder;
    for (const name of ['input_ids', 'attention_mask', ...(hasTokenTypes ? ['token_type_ids'] : [])])
        inputs.set(name, int('batch', 'sequence'));
    return rewrite(trace(inputs, get => {
        const [inputIds, attentionMask] = [get('input_ids'), get('attention_mask')];
        const tokenTypeIds = hasTokenTypes ? get('token_type_ids') : mul(inputIds, 0);
        const scope = createScope(get, { parameters, dropout: noDropout });
        const hidden = encoder.encode(scope, { inputIds, attentionMask, tokenTypeIds }); // [N,D]
        return { logits: unfold(scope.linear(hidden, encoder.classifier.name), inputIds) };
    }));
}
/**
 * The weights of a classifier, in int8 where every use of them in a graph allows it. The last layer stays as it is: it is
 * small, and what it gets wrong nothing puts right.
 */
export function quantizeClassifier(graph, { encoder, parameters }) {
    const last = `${encoder.classifier.name}.weight`;
    return quantizeWeights(graph, parameters, name => name === last);
}
function classifierInputs({ labels, loss, ...model }) {
    const inputs = new Map();
    for (const [name, { shape }] of classifierParameters({ ...model, labels }))
        inputs.set(name, float(...shape));
    for (const name of batchInputs)
        inputs.set(name, int('B', 'T'));
    for (const name of lossVectors(loss).keys())
        inputs.set(name, float(labels));
    return inputs.set('label_mask', int('B', labels));
}
function classify(options, get, dropout) {
    const { encoder, adapters, outside } = options;
    const [inputIds, attentionMask, tokenTypeIds, labels] = batchInputs.map(get);
    const scope = createScope(get, { parameters: classifierParameters(options), dropout, adapters });
    const hidden = encoder.encode(scope, { inputIds, attentionMask, tokenTypeIds }); // [N,D]
    const { classifier } = encoder;
    const logits = scope.linear(scope.dropout(hidden, classifier.dropout), classifier.name); // [N,L]
    const competing = maskUnannotated(logits, labels, get('label_mask'), outside);
    const { loss, counted } = lossOf(options, competing, labels, get);
    return { loss, counted, logits: unfold(logits, labels) };
}
/** [N,L] -> [B,T,L], of which B and T are those of another tensor. */
function unfold(logits, like) {
    const shape = [...like.shape, logits.shape[1]];
    return reshape(logits, shape);
}
function lossOf({ head, loss }, logits, labels, get) {
    if (head !== 'crf')
        return tokenLoss(loss, logits, reshape(labels, [product(labels.shape)]), get);
    const weights = { transitions: get(CRF_TRANSITIONS), start: get(CRF_START), end: get(CRF_END) };
    return crfLoss(unfold(logits, labels), labels, weights);
}
/** Leaves adding up the rows of the word embeddings' gradient to the engine, where there is one. */
function withRowGradients(graph, wordEmbeddings) {
    const outputs = new Map(graph.outputs);
    const dense = gradientName(wordEmbeddings);
    const place = outputs.get(dense);
    if (place === undefined)
        return graph;
    const node = graph.nodes[place];
    // Embeddings that are used twice have a gradient that is a sum.
    if (node.kind !== 'scatterAdd')
        return graph;
    outputs.delete(dense);
    outputs.set(ROW_GRADIENTS, node.inputs[0]);
    return { nodes: graph.nodes, outputs };
}
/** Adds the output `squared_norm`. */
function withSquaredNorm(graph) {
    const builder = new Builder(graph.nodes);
    const gradients = [...graph.outputs].filter(([name]) => name.startsWith(gradientName('')));
    const squares = gradients.map(([, place]) => sumSquares(builder.tensor(place)));
    const outputs = new Map([...graph.outputs].map(([name, place]) => [name, builder.tensor(place)]));
    outputs.set('squared_norm', squares.reduce(add));
    return builder.finish(Object.fromEntries(outputs));
}
