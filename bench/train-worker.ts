/**
 * @file Our side of the training benchmark: reads a line, makes that many steps, answers with the seconds.
 * Arguments: the name of a shape, and the number of threads.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openBert } from '../src/nn/bert.ts'
import { defaultSettings } from '../src/nn/model.ts'
import { classifierParameters } from '../src/nn/parameters.ts'
import { type FloatTensor, sizeOf } from '../src/nn/tensors.ts'
import { createRandom } from '../src/random.ts'
import type { Batch } from '../src/train/engine.ts'
import { createOnnxEngine } from '../src/train/onnx-engine.ts'
import { benchBatches, labelCount, shapes, vocabulary } from './shapes.ts'

const shape = shapes.find(item => item.name === process.argv[2])!
const source = {
  model_type: 'bert',
  vocab_size: vocabulary,
  hidden_size: shape.hidden,
  num_hidden_layers: shape.layers,
  num_attention_heads: shape.heads,
  intermediate_size: shape.inner,
}
const encoder = openBert(source, 'config.json', { attention: 'auto' })
const random = createRandom(1, 'weights')
const parameters = new Map<string, FloatTensor>()
for (const [name, { shape: dims }] of classifierParameters({ encoder, labels: labelCount })) {
  const data = new Float32Array(sizeOf(dims))
  if (name.includes('LayerNorm.weight')) data.fill(1)
  else if (!name.endsWith('.bias'))
    for (let i = 0; i < data.length; i++) data[i] = (random.uniform() - 0.5) * 0.07
  parameters.set(name, { shape: dims, data })
}
const labels = Array.from({ length: labelCount }, (_, i) => `L${i}`)
const engine = await createOnnxEngine(
  { encoder, labels, parameters, source, settings: defaultSettings },
  {
    seed: 1,
    weightDecay: 0.01,
    betas: [0.9, 0.999],
    epsilon: 1e-8,
    maxGradNorm: 1,
    threads: Number(process.argv[3]),
  },
)
parameters.clear()
const batches: Batch[] = benchBatches().map(batch => ({
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
