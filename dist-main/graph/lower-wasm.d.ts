import type { Graph } from './ir.ts';
/** The module's bytes, and the order of what it takes and gives. */
export interface ElementwiseModule {
    readonly bytes: Uint8Array;
    /** Input vectors, in the order of their slices in memory. */
    readonly vectors: readonly string[];
    /** Input scalars, in the order of the function's arguments after the length. */
    readonly scalars: readonly string[];
    /** Output vectors, whose slices follow those of the inputs. */
    readonly outputs: readonly string[];
}
/** An elementwise graph, ready to run. */
export interface Elementwise {
    /**
     * Computes every element of the outputs. An output may be the same array as an input.
     * @param vectors the inputs by name, all of one length
     * @param outputs where the results go, by name, of the same length
     */
    run(vectors: Readonly<Record<string, Float32Array>>, scalars: Readonly<Record<string, number>>, outputs: Readonly<Record<string, Float32Array>>): void;
}
/** Serialises an elementwise graph as a module that exports `memory` and `run(length, ...scalars)`. */
export declare function lowerToWasm(graph: Graph): ElementwiseModule;
/** Compiles an elementwise graph. */
export declare function openElementwise(graph: Graph): Elementwise;
