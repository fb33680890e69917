/**
 * @file Our side of `bench scaling`: a line of sizes makes a model and warms it up, a turn answers with the seconds of a step and
 * of an evaluation. Argument: the number of threads.
 */
import { createInterface } from 'node:readline'
import { createRandom } from '../src/random.ts'
import type { Batch, Engine } from '../src/train/engine/engine.ts'
import { createBenchEngine } from './engine.ts'

interface Job {
  readonly rows: number
  readonly length: number
  readonly labels: number
  readonly config: { readonly vocab_size: number }
}

/** Steps and evaluations of a turn. */
const COUNT = 2
const threads = Number(process.argv[2])
let engine: Pick<Engine, 'step' | 'evaluate' | 'dispose'> | undefined
let batch: Batch | undefined
let step = 0

function makeBatch({ rows, length, labels, config }: Job): Batch {
  const random = createRandom(1, 'scaling')
  const cells = rows * length
  return {
    rows,
    length,
    inputIds: Int32Array.from({ length: cells }, () => 1 + random.below(config.vocab_size - 1)),
    attentionMask: new Int32Array(cells).fill(1),
    tokenTypeIds: new Int32Array(cells),
    labels: Int32Array.from({ length: cells }, () => random.below(labels)),
  }
}

async function turn() {
  const start = performance.now()
  for (let i = 0; i < COUNT; i++) await engine!.step([batch!], { learningRate: 5e-5, step: step++ })
  const middle = performance.now()
  for (let i = 0; i < COUNT; i++) await engine!.evaluate(batch!)
  const end = performance.now()
  return { train: (middle - start) / 1000 / COUNT, evaluate: (end - middle) / 1000 / COUNT }
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line) as Job | 'turn'
  if (job !== 'turn') {
    await engine?.dispose()
    engine = await createBenchEngine({ config: job.config, labels: job.labels, threads })
    batch = makeBatch(job)
  }
  process.stdout.write(`${JSON.stringify(await turn())}\n`)
}
await engine?.dispose()
