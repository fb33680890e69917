/**
 * @file Rotary positions (Su et al. 2021, arXiv 2104.09864, section 3.2): queries and keys are turned by angles that
 * grow with their place, so that their products depend on distances alone.
 *
 * As in Hugging Face's models, element k of a head's first half and element k of its second half make a pair. Left
 * out: frequencies that depend on the length of a batch (`dynamic`, `longrope`), and `yarn`.
 */
import { z } from 'zod';
import type { Dim } from '../../graph/ir.ts';
import { type Tensor } from '../../graph/trace.ts';
/** How `config.json` says it: in `rope_parameters`, or as `rope_theta` and `rope_scaling`. */
export declare const rotarySettings: {
    rope_parameters: z.ZodOptional<z.ZodNullable<z.ZodPreprocess<z.ZodDiscriminatedUnion<[z.ZodObject<{
        rope_type: z.ZodLiteral<"default">;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"linear">;
        factor: z.ZodNumber;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"llama3">;
        factor: z.ZodNumber;
        low_freq_factor: z.ZodNumber;
        high_freq_factor: z.ZodNumber;
        original_max_position_embeddings: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>], "rope_type">, unknown>>>;
    rope_scaling: z.ZodOptional<z.ZodNullable<z.ZodPreprocess<z.ZodDiscriminatedUnion<[z.ZodObject<{
        rope_type: z.ZodLiteral<"default">;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"linear">;
        factor: z.ZodNumber;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"llama3">;
        factor: z.ZodNumber;
        low_freq_factor: z.ZodNumber;
        high_freq_factor: z.ZodNumber;
        original_max_position_embeddings: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>], "rope_type">, unknown>>>;
    max_position_embeddings: z.ZodInt;
    rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    /** The share of each head that is turned. */
    partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
};
declare const settingsSchema: z.ZodObject<{
    rope_parameters: z.ZodOptional<z.ZodNullable<z.ZodPreprocess<z.ZodDiscriminatedUnion<[z.ZodObject<{
        rope_type: z.ZodLiteral<"default">;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"linear">;
        factor: z.ZodNumber;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"llama3">;
        factor: z.ZodNumber;
        low_freq_factor: z.ZodNumber;
        high_freq_factor: z.ZodNumber;
        original_max_position_embeddings: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>], "rope_type">, unknown>>>;
    rope_scaling: z.ZodOptional<z.ZodNullable<z.ZodPreprocess<z.ZodDiscriminatedUnion<[z.ZodObject<{
        rope_type: z.ZodLiteral<"default">;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"linear">;
        factor: z.ZodNumber;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>, z.ZodObject<{
        rope_type: z.ZodLiteral<"llama3">;
        factor: z.ZodNumber;
        low_freq_factor: z.ZodNumber;
        high_freq_factor: z.ZodNumber;
        original_max_position_embeddings: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
        partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
    }, z.core.$loose>], "rope_type">, unknown>>>;
    max_position_embeddings: z.ZodInt;
    rope_theta: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    partial_rotary_factor: z.ZodOptional<z.ZodNullable<z.ZodLiteral<1>>>;
}, z.core.$strip>;
/**
 * The angle by which each pair of a head turns from one place to the next, in single precision as PyTorch computes
 * it: base^(-2k/K), stretched as `rope_type` says. `linear`: Chen et al. 2023, arXiv 2306.15595, section 2.3.
 * `llama3`: only waves longer than the first training's sequences are, as in the code of Llama 3.1.
 * @returns [K/2]
 */
export declare function rotaryFrequencies(settings: z.output<typeof settingsSchema>, headSize: number): number[];
/** Cosine and sine of each place's angles. [T,K/2] */
export interface Rotation {
    readonly cosine: Tensor;
    readonly sine: Tensor;
}
/** The angles of `length` places, in the graph of `like`. */
export declare function rotation(like: Tensor, length: Dim, frequencies: readonly number[]): Rotation;
/** (a, b) becomes (a cos - b sin, b cos + a sin): [..,T,K] -> [..,T,K] */
export declare function rotate(x: Tensor, { cosine, sine }: Rotation): Tensor;
export {};
