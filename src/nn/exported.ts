/**
 * @file A trained model as others run it: one graph from word pieces to logits. A chain over labels, which no graph has, is in
 * the metadata.
 */
import type { Graph } from '../graph/ir.ts'
import type { LowerOptions } from '../graph/lower.ts'
import { inferenceGraph } from './classifier.ts'
import { crfParameters } from './crf.ts'
import type { TokenClassifier } from './model.ts'
import type { NamedTensors } from './tensors.ts'
import { formatMetadata } from './weights/onnx-model.ts'

export interface ExportedGraph {
  readonly graph: Graph
  /** The weights of the graph. */
  readonly parameters: NamedTensors
  /** How it is lowered, but for its weights. */
  readonly options: LowerOptions
}

export function exportGraph({ encoder, labels, settings, parameters }: TokenClassifier): ExportedGraph {
  const chain = settings.head === 'crf' ? [...crfParameters(labels.length).keys()] : []
  return {
    graph: inferenceGraph({ encoder, labels: labels.length }),
    parameters: new Map([...parameters].filter(([name]) => !chain.includes(name))),
    options: {
      name: encoder.modelType,
      int: 'int64',
      metadata: formatMetadata(new Map(chain.map(name => [name, parameters.get(name)!]))),
    },
  }
}
