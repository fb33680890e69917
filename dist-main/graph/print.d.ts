/** @file A graph as text, one line a node. */
import { type Graph } from './ir.ts';
/** One line a node: `%3 = matmul %0 %1 {transB=true} : float[B,8]`; then the outputs. */
export declare function printGraph(graph: Graph): string;
