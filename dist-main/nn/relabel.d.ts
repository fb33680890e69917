import type { TokenClassifier } from './model.ts';
/**
 * The model with adapters merged into it, whose head has these labels, in this order.
 * @param seed of the rows that are new
 */
export declare function relabelModel(model: TokenClassifier, labels: readonly string[], seed: number): TokenClassifier;
