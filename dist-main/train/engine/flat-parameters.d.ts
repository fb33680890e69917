/**
 * @file The trained parameters in one flat array, and arrays of the same layout beside it.
 *
 * Parameters that an optimizer treats alike lie together, so that each group is one stretch of memory.
 */
import { type FloatTensor, type NamedTensors } from '../../nn/tensors.ts';
/** How an optimizer treats a parameter. */
export interface Treatment {
    readonly isDecayed: boolean;
    /** What the learning rate is multiplied with. */
    readonly lrMultiplier: number;
}
/** Where a parameter lies. */
export interface Slot extends Treatment {
    readonly shape: readonly number[];
    readonly begin: number;
    readonly end: number;
}
/** A stretch of parameters that are treated alike. */
export interface Group extends Treatment {
    readonly begin: number;
    readonly end: number;
}
export interface Layout {
    readonly slots: ReadonlyMap<string, Slot>;
    readonly groups: readonly Group[];
    readonly size: number;
}
/** Lays parameters out: those that are decayed first, then by falling rate, then in their own order. */
export declare function createLayout(parameters: NamedTensors, treatmentOf: (name: string, tensor: FloatTensor) => Treatment): Layout;
/** An array of a layout as tensors by name, in the order of `names`; they share its memory. */
export declare function viewsOf(array: Float32Array, { slots }: Layout, names?: Iterable<string>): Map<string, FloatTensor>;
