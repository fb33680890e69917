import { type AdamWOptions } from '../../../nn/optimizer.ts';
import type { NamedTensors } from '../../../nn/tensors.ts';
import { type Layout } from '../flat-parameters.ts';
/** By their names in Trainer's `optim`, where AdamW is `adamw_torch`. */
export declare const OPTIMIZERS: readonly ["adamw", "adafactor"];
export type OptimizerName = (typeof OPTIMIZERS)[number];
/** What changes from one update to the next. */
export interface UpdateScalars {
    /** What gradients are multiplied with, for clipping. */
    readonly gradientScale: number;
    readonly learningRate: number;
    /** t, from 1. */
    readonly update: number;
}
export interface Optimizer {
    update(scalars: UpdateScalars): void;
    /** Live views of what it remembers, by moment and parameter. */
    readonly moments: Readonly<Record<string, NamedTensors>>;
}
/** Parameters and gradients in arrays of one layout. */
export interface Trained {
    readonly layout: Layout;
    /** In the order in which states are saved. */
    readonly names: readonly string[];
    readonly parameters: Float32Array;
    readonly gradients: Float32Array;
}
/** AdamW (Loshchilov and Hutter 2019), one pass over memory as WebAssembly. */
export declare function createAdamW({ layout, names, parameters, gradients }: Trained, options: AdamWOptions): Optimizer;
