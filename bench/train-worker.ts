/**
 * @file Our side of the training benchmark: reads a line, makes that many steps, answers with the seconds.
 * Arguments: the name of a shape, and the number of threads.
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Batch } from '../src/train/engine/engine.ts'
import { createBenchEngine } from './engine.ts'
import { benchBatches, labelCount, shapes } from './shapes.ts'

const shape = shapes.find(item => item.name === process.argv[2])!
const { config, adapted } = shape
const engine = await createBenchEngine({
  config,
  labels: labelCount,
  threads: Number(process.argv[3]),
  adaptersOf:
    adapted &&
    (({ parameters }) => ({
      rank: 8,
      alpha: 16,
      dropout: 0.05,
      modules: [...parameters.keys()].flatMap(name => {
        const module = name.replace(/\.weight$/, '')
        return adapted.some(end => module.endsWith(end)) ? [module] : []
      }),
    })),
})
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
