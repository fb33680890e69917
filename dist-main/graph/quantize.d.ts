/**
 * @file Weights in int8: which of a graph's can be, and their numbers with a scale for each row or column.
 *
 * Symmetric, without a zero point: w ≈ scale · q (Jacob et al. 2018, arXiv 1712.05877, section 2.1, with Z = 0). What is
 * quantised is the weight alone; how a node computes with it is said in `lower-quantized.ts`.
 */
import type { Graph } from './ir.ts';
/** A weight that a model holds itself. */
export type Weight = FloatWeight | QuantizedWeight;
export interface FloatWeight {
    readonly shape: readonly number[];
    readonly data: Float32Array;
}
/** [rows,columns]: data · scales, along `axis`. */
export interface QuantizedWeight {
    readonly shape: readonly [number, number];
    readonly data: Int8Array;
    /** 0: a table of which rows are gathered, each with its scale. 1: a linear map [in,out], each output with its scale. */
    readonly axis: 0 | 1;
    readonly scales: Float32Array;
}
/** The names that the numbers and the scales of a quantised weight have in a model. */
export declare const quantizedNames: (name: string) => {
    readonly numbers: string;
    readonly scales: string;
};
/**
 * Quantises the weights of which every use in a graph can be computed in int8; others stay as they are.
 * @param isKept those that stay as they are in any case
 */
export declare function quantizeWeights(graph: Graph, weights: ReadonlyMap<string, FloatWeight>, isKept: (name: string) => boolean): Map<string, Weight>;
/** The numbers that a quantised weight stands for, as the weight was: a linear map as [out,in]. */
export declare function dequantize({ shape, data, axis, scales }: QuantizedWeight): FloatWeight;
