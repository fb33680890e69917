/**
 * @file How much memory a graph takes when it is run: values live from the node that makes them to the last that
 * reads them, and the most that live at once is what an executor which frees at once needs.
 *
 * Nodes are taken in the order of the list. What an executor sets apart in advance, rounds up or cannot fit into
 * holes comes on top.
 */
import { type Graph } from './ir.ts';
/** The sizes of symbols: `{ B: 16, T: 128 }`. */
export type Sizes = Readonly<Record<string, number>>;
/**
 * The most bytes that intermediate values take at once. Inputs do not count, nor do outputs that are written to memory
 * of the caller's.
 * @param given names of such outputs
 */
export declare function liveBytes(graph: Graph, sizes: Sizes, given?: ReadonlySet<string>): number;
