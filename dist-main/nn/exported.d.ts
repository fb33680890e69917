/**
 * @file A trained model as others run it: one graph from word pieces to logits. A chain over labels, which no graph has, is in
 * the metadata.
 */
import type { Graph } from '../graph/ir.ts';
import type { LowerOptions } from '../graph/lower.ts';
import type { TokenClassifier } from './model.ts';
import type { NamedTensors } from './tensors.ts';
export interface ExportedGraph {
    readonly graph: Graph;
    /** The weights of the graph. */
    readonly parameters: NamedTensors;
    /** How it is lowered, but for its weights. */
    readonly options: LowerOptions;
}
export declare function exportGraph({ encoder, labels, settings, parameters }: TokenClassifier): ExportedGraph;
