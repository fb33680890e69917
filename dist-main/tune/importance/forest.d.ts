/**
 * @file Random forests of regression trees, to learn how parameters and values go together.
 *
 * Breiman 2001 ("Random Forests"), with the defaults of scikit-learn's `RandomForestRegressor`: each tree learns a sample
 * drawn with replacement, every split looks at all columns, takes the one after which squares of errors are least, halfway
 * between two values, and goes on until a leaf has one value.
 */
import type { RandomStream } from '../../random.ts';
/** A leaf has no column; its value is the mean of its rows. */
export interface Node {
    readonly value: number;
    readonly split?: {
        readonly column: number;
        /** What is at most this goes to the left. */
        readonly threshold: number;
        readonly left: Node;
        readonly right: Node;
    };
}
/**
 * Grows one tree on a sample with replacement.
 *
 * @param columns each of them [rows], finite
 * @param y [rows], finite
 */
export declare function growTree(columns: readonly Float64Array[], y: Float64Array, maxDepth: number, random: RandomStream): Node;
