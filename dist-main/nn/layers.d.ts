/**
 * @file Layers that more than one model family uses: linear maps with adapters, activations, attention's mask, dropout.
 */
import type { Dim } from '../graph/ir.ts';
import { type Tensor } from '../graph/trace.ts';
/** What a model is computed with, inside a graph. */
export interface Scope {
    /** A parameter. */
    weight(name: string): Tensor;
    /** x Wᵀ + b with `<name>.weight` [out,in] and, where there is one, `<name>.bias` [out]: [N,in] -> [N,out] */
    linear(x: Tensor, name: string): Tensor;
    /** Drops elements with a probability; the identity when a model is not in training. */
    dropout(x: Tensor, probability: number): Tensor;
}
/** Low-rank adapters beside linear maps (Hu et al. 2021, arXiv 2106.09685, section 4.1): x Wᵀ + b + (x Aᵀ) Bᵀ α / r. */
export interface Adapters {
    /** r */
    readonly rank: number;
    /** α */
    readonly alpha: number;
    /** Of x, before A. */
    readonly dropout: number;
    /** The names of the linear maps that have one: A is `<name>.lora_A.weight` [r,in], B `<name>.lora_B.weight` [out,r]. */
    readonly modules: readonly string[];
    /** Those of them whose weights stand as [in,out]: transformers' Conv1D, which no family here has. */
    readonly transposed?: readonly string[] | undefined;
}
/** @param parameters the names of all parameters, which say what has a bias */
export declare function createScope(get: (name: string) => Tensor, options: {
    readonly parameters: {
        has(name: string): boolean;
    };
    readonly dropout: Dropout;
    readonly adapters?: Adapters | undefined;
}): Scope;
/** Layer normalisation with the parameters `<name>.weight` and `<name>.bias`. */
export declare function normalise(scope: Scope, name: string, x: Tensor, epsilon: number): Tensor;
export interface AttentionOptions {
    /** H, which divides D. */
    readonly heads: number;
    /** Added to the scores: [B,1,1,T] or [B,1,T,T], see `attentionBias`. */
    readonly bias: Tensor;
    /** Of the shares of attention. */
    readonly dropout: number;
    /** What scores are multiplied with; 1 / sqrt(D / H) by default. */
    readonly scale?: number | undefined;
}
/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2) without its linear maps.
 * @param projected query, key and value, [N,D] each
 * @returns [N,D]
 */
export declare function attend(scope: Scope, projected: readonly [query: Tensor, key: Tensor, value: Tensor], options: AttentionOptions): Tensor;
/** The same over heads that are apart already: [B,H,T,K] each -> [B,H,T,K] */
export declare function attendHeads(scope: Scope, [query, key, value]: readonly [query: Tensor, key: Tensor, value: Tensor], { bias, dropout, scale }: Omit<AttentionOptions, 'heads'>): Tensor;
/** [N,H·K] -> [B,H,T,K]; B and T are those of the mask. */
export declare function splitHeads(x: Tensor, { heads, bias }: {
    readonly heads: number;
    readonly bias: Tensor;
}): Tensor;
/** [B,H,T,K] -> [N,H·K] */
export declare function joinHeads(x: Tensor): Tensor;
/** Activations by the names of `hidden_act` in `config.json`. */
export declare const ACTIVATIONS: readonly ["gelu", "gelu_new", "relu"];
export declare function activate(kind: (typeof ACTIVATIONS)[number], x: Tensor): Tensor;
/** Drops elements of a tensor with a probability; the identity when a model is not in training. */
export type Dropout = (x: Tensor, probability: number) => Tensor;
export declare const noDropout: Dropout;
/**
 * Inverted dropout (Srivastava et al. 2014, section 10) whose mask is a function of `key`, of which dropout in
 * the model it is, and of the element's position. The mask is made inside the graph from a counter, so that
 * no state has to be saved: the same key gives the same mask.
 *
 * Each row and each column of the mask draws a uint32 from `lowbias32`, and each column an odd multiplier; an
 * element's bits are (row ^ column) · multiplier, and it is dropped when they are below probability · 2³².
 *
 * @param key uint scalar, a new one for each optimizer step
 */
export declare function createDropout(key: Tensor): Dropout;
/** 0 where an element is dropped, 1 / (1 - probability) elsewhere. [..shape] */
export declare function dropoutMask(key: Tensor, shape: readonly Dim[], probability: number, site: number): Tensor;
/** `lowbias32` of each element, as in `random.ts`. */
export declare function mix(x: Tensor): Tensor;
/**
 * What is added to attention scores so that padding is never attended to.
 * @param mask int [B,T], 1 where there is a token
 * @returns float [B,1,1,T]: 0 or the lowest float32
 */
export declare function attentionBias(mask: Tensor): Tensor;
