export interface Accumulation {
    begin(): void;
    /** Adds what lies in the gradients now, times `factor`. */
    add(factor: number): void;
    /** Puts the sums, times `factor`, where the gradients are, and gives the sum of their squares. */
    finish(factor: number): number;
}
/** @param stretches of memory that hold the gradients of a batch after each run */
export declare function createAccumulation(stretches: readonly Float32Array[]): Accumulation;
