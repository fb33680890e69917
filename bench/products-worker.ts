/**
 * @file ONNX Runtime's products: reads a list of numbers of rows, makes the products of all maps for each, answers with the
 * seconds. Arguments: the maps as JSON, and the number of threads.
 */
import { createInterface } from 'node:readline'
import { Tensor } from 'onnxruntime-node'
import { float, gemm, matmul, trace } from '../src/graph/trace.ts'
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
// One session: the threads of several would hinder each other.
const session = await openSession(
  trace(inputs, get =>
    Object.fromEntries(
      maps.flatMap((_, i) => [
        [`y${i}`, gemm(get(`x${i}`), get(`w${i}`), get(`b${i}`), { transB: true })],
        [`dx${i}`, matmul(get(`dy${i}`), get(`w${i}`))],
        [`dw${i}`, matmul(get(`dy${i}`), get(`x${i}`), { transA: true })],
      ]),
    ),
  ),
  'cpu',
  Number(process.argv[3]),
)

/** Numbers as in training: a product of zeros could be faster. */
function filled(...shape: number[]): Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  for (let i = 0; i < data.length; i++) data[i] = ((i * 37) % 101) / 101 - 0.5
  return new Tensor('float32', data, shape)
}

const weights = Object.fromEntries(
  maps.flatMap(([outputs, inputs], i) => [
    [`w${i}`, filled(outputs, inputs)],
    [`b${i}`, filled(outputs)],
    [`dw${i}`, filled(outputs, inputs)],
  ]),
)
const madeFor = new Map<number, ReturnType<typeof tensors>>()

/** Operands and the places of results. */
function tensors(rows: number) {
  const feeds: Record<string, Tensor> = {}
  const results: Record<string, Tensor> = {}
  for (const [i, [outputs, inputs]] of maps.entries()) {
    feeds[`x${i}`] = filled(rows, inputs)
    feeds[`dy${i}`] = filled(rows, outputs)
    feeds[`w${i}`] = weights[`w${i}`]!
    feeds[`b${i}`] = weights[`b${i}`]!
    results[`y${i}`] = filled(rows, outputs)
    results[`dx${i}`] = filled(rows, inputs)
    results[`dw${i}`] = weights[`dw${i}`]!
  }
  return { feeds, results }
}

for await (const line of createInterface({ input: process.stdin })) {
  const numbers = JSON.parse(line) as number[]
  for (const rows of new Set(numbers))
    if (!madeFor.has(rows)) {
      const made = tensors(rows)
      madeFor.set(rows, made)
      await session.run(made.feeds, made.results)
    }
  const start = performance.now()
  for (const rows of numbers) {
    const { feeds, results } = madeFor.get(rows)!
    await session.run(feeds, results)
  }
  process.stdout.write(`${(performance.now() - start) / 1000}\n`)
}
await session.release()
