import type { Optimizer, Trained } from './optimizer.ts';
export interface AdafactorOptions {
    readonly weightDecay: number;
}
/** Changes parameters in place; of a matrix [R,C] it remembers R + C numbers, of a vector all. */
export declare function createAdafactor({ layout, names, parameters, gradients }: Trained, { weightDecay }: AdafactorOptions): Optimizer;
