/**
 * @file Our side of the training benchmark: reads a line, makes that many steps, answers with the seconds.
 * Arguments: the name of a shape, and the number of threads.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openEncoder } from '../src/nn/families/families.ts'
import type { Adapters } from '../src/nn/layers.ts'
import { defaultSettings } from '../src/nn/model.ts'
import { classifierParameters } from '../src/nn/parameters.ts'
import { type FloatTensor, sizeOf } from '../src/nn/tensors.ts'
import { createRandom } from '../src/random.ts'
import type { Batch } from '../src/train/engine/engine.ts'
import { createOnnxEngine } from '../src/train/engine/onnx/onnx-engine.ts'
import { benchBatches, labelCount, shapes } from './shapes.ts'

const shape = shapes.find(item => item.name === process.argv[2])!
const { config: source, adapted } = shape
// The peer's decoders are causal.
const isDecoder = source.model_type === 'gpt_neo'
const settings = { ...defaultSettings, attention: isDecoder ? ('causal' as const) : ('auto' as const) }
const encoder = openEncoder(source, 'config.json', settings)
const adapters: Adapters | undefined = adapted && {
  rank: 8,
  alpha: 16,
  dropout: 0.05,
  modules: [...encoder.parameters.keys()].flatMap(name => {
    const module = name.replace(/\.weight$/, '')
    return adapted.some(end => module.endsWith(end)) ? [module] : []
  }),
}
const random = createRandom(1, 'weights')
const parameters = new Map<string, FloatTensor>()
for (const [name, { shape: dims, initial }] of classifierParameters({
  encoder,
  adapters,
  labels: labelCount,
})) {
  const data = new Float32Array(sizeOf(dims))
  if (typeof initial === 'number') data.fill(initial)
  else for (let i = 0; i < data.length; i++) data[i] = (random.uniform() - 0.5) * 0.07
  parameters.set(name, { shape: dims, data })
}
const labels = Array.from({ length: labelCount }, (_, i) => `L${i}`)
const engine = await createOnnxEngine(
  { encoder, adapters, labels, parameters, source, settings },
  {
    seed: 1,
    weightDecay: 0.01,
    betas: [0.9, 0.999],
    epsilon: 1e-8,
    maxGradNorm: 1,
    threads: Number(process.argv[3]),
    isTrained: adapted && (name => name.includes('.lora_') || name.startsWith(encoder.classifier.name)),
  },
)
parameters.clear()
const batches: Batch[] = benchBatches(shape).map(batch => ({
  rows: batch.rows,
  length: batch.length,
  inputIds: Int32Array.from(batch.inputIds),
  attentionMask: Int32Array.from(batch.attentionMask),
  tokenTypeIds: new Int32Array(batch.rows * batch.length),
  labels: Int32Array.from(batch.labels),
}))

let step = 0
for await (const line of createInterface({ input: process.stdin })) {
  const steps = Number(line)
  const cpu = process.cpuUsage()
  const start = performance.now()
  let loss = 0
  for (let i = 0; i < steps; i++, step++)
    loss = (await engine.step([batches[step % batches.length]!], { learningRate: 5e-5, step })).loss
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0)
  process.stdout.write(
    `${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, loss, peakKiB: peak })}\n`,
  )
}
