import { type Chunk } from '../../tokenizer/align.ts';
import type { Batch } from '../engine/engine.ts';
/** A chunk with a label for each of its pieces. */
export interface Example {
    readonly chunk: Chunk;
    /** [T] */
    readonly labels: Int32Array;
    /** [L]: 1 for each label that was annotated in its document; left out, all were. */
    readonly labelMask?: Int32Array | undefined;
}
/** Examples as one batch, padded on the right to the longest; padding is not attended to and has no label. */
export declare function createBatch(examples: readonly Example[], padId: number): Batch;
/** How many steps an epoch over `count` examples has. */
export declare function stepsOfEpoch(count: number, batchSize: number): number;
/** The indices of all examples in the order of an epoch (from 0). */
export declare function orderOfEpoch(count: number, seed: number, epoch: number): number[];
/**
 * The order of an epoch in which batches hold sequences of like length, so that little is padded: the shuffled
 * examples are sorted within groups of batches, and the batches shuffled again, so that lengths do not come in
 * waves. An incomplete batch stays the last.
 */
export declare function orderByLength(lengths: readonly number[], seed: number, epoch: number, batchSize: number): number[];
/** The examples of the batch with number `index` (from 0) in an epoch's order. */
export declare function batchOfEpoch<T>(items: readonly T[], order: readonly number[], index: number, batchSize: number): T[];
