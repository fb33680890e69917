/**
 * @file What a model family gives: an encoder's parameters, and how it computes hidden states from word pieces.
 *
 * A family is one file that reads its part of `config.json` and returns an `Encoder`. Everything else here works on
 * encoders and knows no family.
 */
import { z } from 'zod';
import { MedspanError } from "../errors.js";
/** Whether a piece sees those after it: `auto` is `bidirectional`. */
export const ATTENTIONS = ['auto', 'bidirectional', 'causal'];
/**
 * Numbers in `config.json`. Their limits lie far above all that was ever published, so that what is absurd is refused
 * by its key, before anything is made from it.
 */
export const numbers = {
    layers: z.int().positive().max(1000),
    heads: z.int().positive().max(4096),
    width: z.int().positive().max(131_072),
    inner: z.int().positive().max(1_048_576),
    /** Word pieces, positions. */
    rows: z.int().positive().max(16_777_216),
    piece: z.int().nonnegative().max(16_777_215),
    probability: z.number().min(0).lt(1),
    epsilon: z.number().positive().max(1),
    deviation: z.number().positive().max(100),
};
/**
 * Checks `config.json` against a family's schema.
 * @throws MedspanError `input` with the key
 */
export function parseConfig(schema, source, path) {
    const parsed = schema.safeParse(source);
    if (parsed.success)
        return parsed.data;
    const problem = parsed.error.issues[0];
    throw badConfig(problem.message, { path, at: problem.path.join('.') });
}
/** What an error about `config.json` says. */
export function badConfig(reason, where) {
    return new MedspanError('input', `expected the configuration of a model that can be trained: ${reason}`, {
        where,
        hint: 'docs/models.md lists the types of models that are supported.',
    });
}
/** @throws MedspanError `input` unless the heads share the hidden size evenly */
export function checkHeads(hiddenSize, heads, path, at = 'num_attention_heads') {
    if (hiddenSize % heads !== 0)
        throw badConfig(`the hidden size ${hiddenSize} is not divisible by ${heads} heads`, { path, at });
}
/** Adds `<name>.weight` [output,input] and, unless told otherwise, `<name>.bias` [output]. */
export function setDense(parameters, name, [output, input], { deviation, bias = true }) {
    parameters.set(`${name}.weight`, { shape: [output, input], initial: { deviation } });
    if (bias)
        parameters.set(`${name}.bias`, { shape: [output], initial: 0 });
}
/** Adds the scale and the shift of a layer normalisation. */
export function setNorm(parameters, name, size) {
    parameters.set(`${name}.weight`, { shape: [size], initial: 1 });
    parameters.set(`${name}.bias`, { shape: [size], initial: 0 });
}
/** B and T of a batch. */
export function sizesOf({ inputIds }) {
    const [batch, length] = inputIds.shape;
    return { batch: batch, length: length };
}
/** An encoder sees both sides of a piece, and was never trained otherwise. */
export function refuseCausal({ attention }, modelType) {
    if (attention === 'causal')
        throw new MedspanError('config', `expected auto or bidirectional for a model of type ${modelType}`, {
            where: { at: 'model.attention' },
            hint: 'Only decoders, such as GPT-Neo, can be causal.',
        });
}
