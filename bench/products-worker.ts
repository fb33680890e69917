/**
 * @file ONNX Runtime's products: reads a list of numbers of rows, makes the products of all maps for each, answers with the
 * seconds. Arguments: the maps as JSON, and the number of threads.
 */
import { createInterface } from 'node:readline'
import { Tensor as Feed } from 'onnxruntime-node'
import { float, gemm, matmul, slice, type Tensor, trace } from '../src/graph/trace.ts'
import { openSession } from '../src/train/engine/onnx/session.ts'
import type { LinearMap } from './flops.ts'

const maps = JSON.parse(process.argv[2]!) as LinearMap[]
const inputs = new Map(
  maps.flatMap(([outputs, inputs], i) => [
    [`x${i}`, float('N', inputs)],
    [`dy${i}`, float('N', outputs)],
    [`w${i}`, float(outputs, inputs)],
    [`b${i}`, float(outputs)],
  ]),
)
/**
 * A column of a result. Whole results that leave the graph would be memory that is asked for and given back in each run, page by
 * page, which a training step does not do with its activations, nor PyTorch here.
 */
const column = (y: Tensor): Tensor => slice(y, 1, 0, 1)
// One session: the threads of several would hinder each other.
const session = await openSession(
  trace(inputs, get =>
    Object.fromEntries(
      maps.flatMap((_, i) => [
        [`y${i}`, column(gemm(get(`x${i}`), get(`w${i}`), get(`b${i}`), { transB: true }))],
        [`dx${i}`, column(matmul(get(`dy${i}`), get(`w${i}`)))],
        [`dw${i}`, column(matmul(get(`dy${i}`), get(`x${i}`), { transA: true }))],
      ]),
    ),
  ),
  'cpu',
  Number(process.argv[3]),
)

/** Numbers as in training: a product of zeros could be faster. */
function filled(...shape: number[]): Feed {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  for (let i = 0; i < data.length; i++) data[i] = ((i * 37) % 101) / 101 - 0.5
  return new Feed('float32', data, shape)
}

const weights = maps.map(([outputs, inputs]) => ({ w: filled(outputs, inputs), b: filled(outputs) }))
const madeFor = new Map<number, Record<string, Feed>>()

function operands(rows: number): Record<string, Feed> {
  const feeds: Record<string, Feed> = {}
  for (const [i, [outputs, inputs]] of maps.entries()) {
    feeds[`x${i}`] = filled(rows, inputs)
    feeds[`dy${i}`] = filled(rows, outputs)
    feeds[`w${i}`] = weights[i]!.w
    feeds[`b${i}`] = weights[i]!.b
  }
  return feeds
}

for await (const line of createInterface({ input: process.stdin })) {
  const numbers = JSON.parse(line) as number[]
  for (const rows of new Set(numbers))
    if (!madeFor.has(rows)) {
      const feeds = operands(rows)
      madeFor.set(rows, feeds)
      await session.run(feeds)
    }
  const start = performance.now()
  for (const rows of numbers) await session.run(madeFor.get(rows)!)
  process.stdout.write(`${(performance.now() - start) / 1000}\n`)
}
await session.release()
