/** @file Runs a graph on ONNX Runtime, for tests: plain numbers in, plain numbers out. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { DType, Graph } from '../../src/graph/ir.ts'
import { lower } from '../../src/graph/lower.ts'

export interface Value {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

export type Precision = 'float32' | 'float64'

function toTensor(value: Value, dtype: DType, float: Precision): Tensor {
  const dims = [...value.shape]
  if (dtype === 'int') return new Tensor('int32', Int32Array.from(value.data), dims)
  if (dtype === 'uint') return new Tensor('uint32', Uint32Array.from(value.data), dims)
  if (dtype === 'bool') return new Tensor('bool', Uint8Array.from(value.data), dims)
  return float === 'float32'
    ? new Tensor('float32', Float32Array.from(value.data), dims)
    : new Tensor('float64', Float64Array.from(value.data), dims)
}

export interface Runner {
  run(inputs: Readonly<Record<string, Value>>): Promise<Record<string, Value>>
  release(): Promise<void>
}

/** Opens a session for a graph, to be run as often as wanted. */
export async function openGraph(graph: Graph, float: Precision = 'float32'): Promise<Runner> {
  const session = await InferenceSession.create(lower(graph, { float }), { intraOpNumThreads: 1 })
  return {
    async run(inputs) {
      const feeds: Record<string, Tensor> = {}
      for (const node of graph.nodes)
        if (node.kind === 'input')
          feeds[node.attrs.name] = toTensor(inputs[node.attrs.name]!, node.type.dtype, float)
      const results = await session.run(feeds)
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          { shape: tensor.dims, data: Array.from(tensor.data as Float32Array, Number) },
        ]),
      )
    },
    release: () => session.release(),
  }
}

export async function runGraph(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  float: Precision = 'float32',
): Promise<Record<string, Value>> {
  const runner = await openGraph(graph, float)
  try {
    return await runner.run(inputs)
  } finally {
    await runner.release()
  }
}
