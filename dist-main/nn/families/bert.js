/**
 * @file BERT (Devlin et al. 2019, arXiv 1810.04805), top to bottom, and the layers that its derived models share with it.
 *
 * The post-norm encoder with learned positions and token types, as Hugging Face's `BertForTokenClassification`
 * computes it, with its names of parameters. Hidden states are kept as [N,D], N = B·T; only attention unfolds
 * them. Left out: the pooler, relative positions and cross-attention, which token classification does not use.
 */
import { z } from 'zod';
import { product } from "../../graph/ir.js";
import { add, gather, iota, reshape } from "../../graph/trace.js";
import { checkHeads, numbers, parseConfig, refuseCausal, setDense, setNorm, sizesOf, } from "../encoder.js";
import { ACTIVATIONS, activate, attend, attentionBias, normalise } from "../layers.js";
/** The settings of `config.json` that BERT and its derived models have in common. */
export const bertSettings = {
    vocab_size: numbers.rows.default(30522),
    hidden_size: numbers.width.default(768),
    num_hidden_layers: numbers.layers.default(12),
    num_attention_heads: numbers.heads.default(12),
    intermediate_size: numbers.inner.default(3072),
    hidden_act: z.enum(ACTIVATIONS).default('gelu'),
    hidden_dropout_prob: numbers.probability.default(0.1),
    attention_probs_dropout_prob: numbers.probability.default(0.1),
    classifier_dropout: numbers.probability.nullish(),
    max_position_embeddings: numbers.rows.default(512),
    type_vocab_size: numbers.rows.default(2),
    layer_norm_eps: numbers.epsilon.default(1e-12),
    initializer_range: numbers.deviation.default(0.02),
    pad_token_id: numbers.piece.nullable().default(0),
    position_embedding_type: z.literal('absolute').nullish(),
};
const bertSchema = z.looseObject({ model_type: z.literal('bert'), ...bertSettings });
/** `Bert(For…)`. */
export function openBert(source, path, options) {
    refuseCausal(options, 'bert');
    const raw = parseConfig(bertSchema, source, path);
    const { hidden_size: hiddenSize, num_hidden_layers: layers, initializer_range: deviation } = raw;
    checkHeads(hiddenSize, raw.num_attention_heads, path);
    const parameters = new Map();
    const table = (name, rows, zeroRow) => {
        const initial = { deviation, zeroRow };
        parameters.set(`bert.embeddings.${name}.weight`, { shape: [rows, hiddenSize], initial });
    };
    table('word_embeddings', raw.vocab_size, raw.pad_token_id ?? undefined);
    table('position_embeddings', raw.max_position_embeddings);
    table('token_type_embeddings', raw.type_vocab_size);
    setNorm(parameters, 'bert.embeddings.LayerNorm', hiddenSize);
    const layer = bertLayerOf(raw);
    for (let i = 0; i < layers; i++)
        setBertLayer(parameters, `bert.encoder.layer.${i}`, layer);
    return {
        modelType: 'bert',
        architecture: 'BertForTokenClassification',
        vocabSize: raw.vocab_size,
        hiddenSize,
        layers,
        maxLength: raw.max_position_embeddings,
        prefix: 'bert.',
        wordEmbeddings: 'bert.embeddings.word_embeddings.weight',
        classifier: bertClassifier(raw),
        hasTokenTypes: raw.type_vocab_size > 1,
        parameters,
        depthOf: name => bertDepth(name, layers),
        encode(scope, inputs) {
            const bias = attentionBias(inputs.attentionMask);
            const { length } = sizesOf(inputs);
            const positions = gather(scope.weight('bert.embeddings.position_embeddings.weight'), iota(inputs.inputIds, length)); // [T,D]
            let x = bertEmbeddings(scope, 'bert.embeddings', inputs, positions, layer); // [N,D]
            for (let i = 0; i < layers; i++)
                x = bertLayer(scope, `bert.encoder.layer.${i}`, x, bias, layer);
            return x; // [N,D]
        },
    };
}
export function bertLayerOf(raw) {
    return {
        hiddenSize: raw.hidden_size,
        heads: raw.num_attention_heads,
        intermediateSize: raw.intermediate_size,
        activation: raw.hidden_act,
        hiddenDropout: raw.hidden_dropout_prob,
        attentionDropout: raw.attention_probs_dropout_prob,
        epsilon: raw.layer_norm_eps,
        deviation: raw.initializer_range,
    };
}
export function bertClassifier(raw) {
    const dropout = raw.classifier_dropout ?? raw.hidden_dropout_prob;
    return { name: 'classifier', dropout, deviation: raw.initializer_range };
}
/** The parameters of a layer. */
export function setBertLayer(parameters, name, { hiddenSize: d, intermediateSize: inner, deviation }) {
    for (const part of ['query', 'key', 'value'])
        setDense(parameters, `${name}.attention.self.${part}`, [d, d], { deviation });
    setDense(parameters, `${name}.attention.output.dense`, [d, d], { deviation });
    setNorm(parameters, `${name}.attention.output.LayerNorm`, d);
    setDense(parameters, `${name}.intermediate.dense`, [inner, d], { deviation });
    setDense(parameters, `${name}.output.dense`, [d, inner], { deviation });
    setNorm(parameters, `${name}.output.LayerNorm`, d);
}
/** `bert.encoder.layer.3.…` is at depth 4. */
export function bertDepth(name, layers) {
    const match = /\.layer\.(\d+)\./.exec(name);
    if (match !== null)
        return Number(match[1]) + 1;
    return name.includes('.embeddings') ? 0 : layers + 1;
}
/** Words, positions and token types, added and normalised. positions [T,*] or [B,T,*] -> [N,*] */
export function bertEmbeddings(scope, name, inputs, positions, { epsilon, hiddenDropout }) {
    const { batch, length } = sizesOf(inputs);
    const words = gather(scope.weight(`${name}.word_embeddings.weight`), inputs.inputIds); // [B,T,*]
    const types = gather(scope.weight(`${name}.token_type_embeddings.weight`), inputs.tokenTypeIds); // [B,T,*]
    const sum = add(add(words, types), positions);
    const flat = reshape(sum, [product([batch, length]), words.shape.at(-1)]); // [N,*]
    return scope.dropout(normalise(scope, `${name}.LayerNorm`, flat, epsilon), hiddenDropout);
}
/** Attention and a feed-forward network, each added and normalised. [N,D] -> [N,D] */
export function bertLayer(scope, name, x, bias, layer) {
    return bertFeedForward(scope, name, attention(scope, `${name}.attention`, x, bias, layer), layer);
}
function attention(scope, name, x, bias, layer) {
    const { heads, attentionDropout: dropout } = layer;
    const [query, key, value] = ['query', 'key', 'value'].map(part => scope.linear(x, `${name}.self.${part}`));
    const context = attend(scope, [query, key, value], { heads, bias, dropout }); // [N,D]
    return bertOutput(scope, `${name}.output`, context, x, layer);
}
/** The feed-forward network of a layer, added and normalised. [N,D] -> [N,D] */
export function bertFeedForward(scope, name, x, layer) {
    const inner = activate(layer.activation, scope.linear(x, `${name}.intermediate.dense`)); // [N,inner]
    return bertOutput(scope, `${name}.output`, inner, x, layer);
}
/** Projects a branch back to D and adds it to the residual stream. [N,*] -> [N,D] */
export function bertOutput(scope, name, branch, x, layer) {
    const projected = scope.dropout(scope.linear(branch, `${name}.dense`), layer.hiddenDropout);
    return normalise(scope, `${name}.LayerNorm`, add(projected, x), layer.epsilon);
}
