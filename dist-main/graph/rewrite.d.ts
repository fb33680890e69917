/**
 * @file Making a graph smaller without changing what it computes.
 *
 * One walk in order: identities (`x·1`, a reshape of a reshape), sums of slices, constants computed now, equal nodes shared;
 * then whatever no output needs is dropped. Inputs always stay: they are the graph's signature.
 */
import { type Graph } from './ir.ts';
export declare function rewrite(graph: Graph): Graph;
