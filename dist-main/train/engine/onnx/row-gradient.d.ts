/**
 * @file The dense gradient of a table of which a batch touches few rows.
 */
/** Zeros but for the rows that were touched. */
export interface RowGradient {
    /** Adds the gradients of rows [N,D], times `factor`, to the rows `ids` [N], in order. */
    add(ids: Int32Array, gradients: Float32Array, factor?: number): void;
    /** Multiplies what was touched. */
    scale(factor: number): void;
    squaredNorm(): number;
    /** Sets what was touched to zero again. */
    clear(): void;
}
/** @param table [V,D], row-major; it is written to, and zero at first */
export declare function createRowGradient(table: Float32Array, columns: number): RowGradient;
