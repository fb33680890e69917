/**
 * @file DistilBERT (Sanh et al. 2019, arXiv 1910.01108), top to bottom: BERT without token types, with fewer layers.
 *
 * As Hugging Face's `DistilBertForTokenClassification` computes it, with its names of parameters and settings.
 */
import { z } from 'zod';
import { product } from "../../graph/ir.js";
import { add, gather, iota, reshape } from "../../graph/trace.js";
import { checkHeads, numbers, parseConfig, refuseCausal, setDense, setNorm, sizesOf, } from "../encoder.js";
import { ACTIVATIONS, activate, attend, attentionBias, normalise } from "../layers.js";
import { bertDepth } from "./bert.js";
const distilbertSchema = z.looseObject({
    model_type: z.literal('distilbert'),
    vocab_size: numbers.rows.default(30522),
    max_position_embeddings: numbers.rows.default(512),
    dim: numbers.width.default(768),
    n_layers: numbers.layers.default(6),
    n_heads: numbers.heads.default(12),
    hidden_dim: numbers.inner.default(3072),
    dropout: numbers.probability.default(0.1),
    attention_dropout: numbers.probability.default(0.1),
    activation: z.enum(ACTIVATIONS).default('gelu'),
    initializer_range: numbers.deviation.default(0.02),
    pad_token_id: numbers.piece.nullable().default(0),
    /** Would be another way to draw new positions. */
    sinusoidal_pos_embds: z.literal(false).default(false),
});
/** Of every layer normalisation; the configuration does not have it. */
const EPSILON = 1e-12;
/** `DistilBert(For…)`. */
export function openDistilbert(source, path, options) {
    refuseCausal(options, 'distilbert');
    const raw = parseConfig(distilbertSchema, source, path);
    const { dim, n_layers: layers, initializer_range: deviation } = raw;
    checkHeads(dim, raw.n_heads, path, 'n_heads');
    const words = 'distilbert.embeddings.word_embeddings.weight';
    const places = 'distilbert.embeddings.position_embeddings.weight';
    const parameters = new Map();
    parameters.set(words, {
        shape: [raw.vocab_size, dim],
        initial: { deviation, zeroRow: raw.pad_token_id ?? undefined },
    });
    parameters.set(places, { shape: [raw.max_position_embeddings, dim], initial: { deviation } });
    setNorm(parameters, 'distilbert.embeddings.LayerNorm', dim);
    for (let i = 0; i < layers; i++)
        setLayer(parameters, `distilbert.transformer.layer.${i}`, raw);
    return {
        modelType: 'distilbert',
        architecture: 'DistilBertForTokenClassification',
        vocabSize: raw.vocab_size,
        hiddenSize: dim,
        layers,
        maxLength: raw.max_position_embeddings,
        prefix: 'distilbert.',
        wordEmbeddings: words,
        classifier: { name: 'classifier', dropout: raw.dropout, deviation },
        parameters,
        depthOf: name => bertDepth(name, layers),
        encode(scope, inputs) {
            const { batch, length } = sizesOf(inputs);
            const bias = attentionBias(inputs.attentionMask);
            const positions = gather(scope.weight(places), iota(inputs.inputIds, length)); // [T,D]
            const sum = add(gather(scope.weight(words), inputs.inputIds), positions); // [B,T,D]
            const flat = reshape(sum, [product([batch, length]), dim]); // [N,D]
            let x = scope.dropout(normalise(scope, 'distilbert.embeddings.LayerNorm', flat, EPSILON), raw.dropout);
            for (let i = 0; i < layers; i++)
                x = block(scope, `distilbert.transformer.layer.${i}`, x, bias, raw);
            return x; // [N,D]
        },
    };
}
function setLayer(parameters, name, { dim, hidden_dim: inner, initializer_range: deviation }) {
    for (const part of ['q_lin', 'k_lin', 'v_lin', 'out_lin'])
        setDense(parameters, `${name}.attention.${part}`, [dim, dim], { deviation });
    setNorm(parameters, `${name}.sa_layer_norm`, dim);
    setDense(parameters, `${name}.ffn.lin1`, [inner, dim], { deviation });
    setDense(parameters, `${name}.ffn.lin2`, [dim, inner], { deviation });
    setNorm(parameters, `${name}.output_layer_norm`, dim);
}
/** Attention, whose output is not dropped, and a feed-forward network, each added and normalised. [N,D] -> [N,D] */
function block(scope, name, x, bias, raw) {
    const [query, key, value] = ['q_lin', 'k_lin', 'v_lin'].map(part => scope.linear(x, `${name}.attention.${part}`));
    const heads = { heads: raw.n_heads, bias, dropout: raw.attention_dropout };
    const context = attend(scope, [query, key, value], heads); // [N,D]
    const projected = scope.linear(context, `${name}.attention.out_lin`);
    const attended = normalise(scope, `${name}.sa_layer_norm`, add(projected, x), EPSILON);
    const inner = activate(raw.activation, scope.linear(attended, `${name}.ffn.lin1`)); // [N,inner]
    const output = scope.dropout(scope.linear(inner, `${name}.ffn.lin2`), raw.dropout);
    return normalise(scope, `${name}.output_layer_norm`, add(output, attended), EPSILON);
}
