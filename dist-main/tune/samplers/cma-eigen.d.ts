/** A square matrix, row by row. */
export type Matrix = Float64Array;
export interface Eigen {
    /** [n], from the smallest on. */
    readonly values: Float64Array;
    /** [n, n]: column k belongs to value k; columns have length 1 and are orthogonal. */
    readonly vectors: Matrix;
}
/** The unit matrix. */
export declare function identity(size: number): Matrix;
/**
 * Takes a symmetric matrix apart: `matrix = vectors diag(values) vectorsᵀ`. What is above the diagonal is what counts.
 *
 * @param matrix [n, n], finite
 */
export declare function decompose(matrix: Matrix, size: number): Eigen;
