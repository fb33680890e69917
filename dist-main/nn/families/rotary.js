/**
 * @file Rotary positions (Su et al. 2021, arXiv 2104.09864, section 3.2): queries and keys are turned by angles that
 * grow with their place, so that their products depend on distances alone.
 *
 * As in Hugging Face's models, element k of a head's first half and element k of its second half make a pair. Left
 * out: frequencies that depend on the length of a batch (`dynamic`, `longrope`), and `yarn`.
 */
import { z } from 'zod';
import { add, cast, concat, cos, iota, mul, reshape, sin, slice, sub, vector, } from "../../graph/trace.js";
const positive = z.number().min(1e-6).max(1e12);
const common = {
    rope_theta: positive.nullish(),
    /** The share of each head that is turned. */
    partial_rotary_factor: z.literal(1).nullish(),
};
/** How frequencies are stretched for sequences longer than those of the first training. */
const ropeSchema = z.preprocess(
// Older files say `type`, or nothing where nothing is stretched.
value => typeof value === 'object' && value !== null && !('rope_type' in value)
    ? { ...value, rope_type: 'type' in value ? value.type : 'default' }
    : value, z.discriminatedUnion('rope_type', [
    z.looseObject({ ...common, rope_type: z.literal('default') }),
    z.looseObject({ ...common, rope_type: z.literal('linear'), factor: positive }),
    z.looseObject({
        ...common,
        rope_type: z.literal('llama3'),
        factor: positive,
        low_freq_factor: positive,
        high_freq_factor: positive,
        original_max_position_embeddings: positive.nullish(),
    }),
]));
/** How `config.json` says it: in `rope_parameters`, or as `rope_theta` and `rope_scaling`. */
export const rotarySettings = {
    ...common,
    rope_parameters: ropeSchema.nullish(),
    rope_scaling: ropeSchema.nullish(),
    max_position_embeddings: z.int().positive(),
};
const settingsSchema = z.object(rotarySettings);
/**
 * The angle by which each pair of a head turns from one place to the next, in single precision as PyTorch computes
 * it: base^(-2k/K), stretched as `rope_type` says. `linear`: Chen et al. 2023, arXiv 2306.15595, section 2.3.
 * `llama3`: only waves longer than the first training's sequences are, as in the code of Llama 3.1.
 * @returns [K/2]
 */
export function rotaryFrequencies(settings, headSize) {
    const rope = settings.rope_scaling ?? settings.rope_parameters ?? { rope_type: 'default' };
    const base = rope.rope_theta ?? settings.rope_theta ?? 10_000;
    const { fround } = Math;
    const plain = Array.from({ length: headSize / 2 }, (_, k) => fround(1 / fround(base ** fround((2 * k) / headSize))));
    switch (rope.rope_type) {
        case 'default':
            return plain;
        case 'linear':
            return plain.map(frequency => fround(frequency / rope.factor));
        case 'llama3': {
            const { factor, low_freq_factor: low, high_freq_factor: high } = rope;
            const length = rope.original_max_position_embeddings ?? settings.max_position_embeddings;
            return plain.map(frequency => {
                const waves = (length * frequency) / (2 * Math.PI);
                if (waves > high)
                    return frequency;
                if (waves < low)
                    return fround(frequency / factor);
                const share = (waves - low) / (high - low);
                return fround(((1 - share) * frequency) / factor + share * frequency);
            });
        }
    }
}
/** The angles of `length` places, in the graph of `like`. */
export function rotation(like, length, frequencies) {
    const places = reshape(cast(iota(like, length), 'float'), [length, 1]); // [T,1]
    const angles = mul(places, vector(like, frequencies)); // [T,K/2]
    return { cosine: cos(angles), sine: sin(angles) };
}
/** (a, b) becomes (a cos - b sin, b cos + a sin): [..,T,K] -> [..,T,K] */
export function rotate(x, { cosine, sine }) {
    const size = Number(x.shape.at(-1));
    const a = slice(x, -1, 0, size / 2); // [..,T,K/2]
    const b = slice(x, -1, size / 2, size);
    return concat([sub(mul(a, cosine), mul(b, sine)), add(mul(b, cosine), mul(a, sine))], -1);
}
