/**
 * @file What memory a GPT-Neo of 1.3 billion parameters takes, of which two processes of the accelerate engine hold a half
 * each: `memory lora`, `memory full`, and with `-bf16` in half precision.
 *
 * The model has the shape of EleutherAI's and random weights, which are made once in `build/memory-<LAYERS>` (24 layers are
 * 5.3 GB). PYTHON is one with the engine's libraries. Peaks are what Linux calls VmHWM: in loading, and in STEPS (3)
 * steps of 2 × 64 pieces, each process by itself, and this process with them.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isAdapterTrained, prepareAdapters } from '../src/nn/adapters.ts'
import { openEncoder } from '../src/nn/families/families.ts'
import { outlineModel } from '../src/nn/stored-model.ts'
import { createRandom } from '../src/random.ts'
import { createAccelerateEngine } from '../src/train/engine/accelerate/accelerate-engine.ts'
import { startWorker } from '../src/train/engine/accelerate/worker.ts'
import { formatAccelerateConfig, workerFolder } from '../src/train/engine/accelerate/worker-launch.ts'
import type { Batch } from '../src/train/engine/engine.ts'
import type { Measurement } from './results.ts'

const LAYERS = Number(process.env.LAYERS ?? 24)
const STEPS = Number(process.env.STEPS ?? 3)
const PROCESSES = 2
const [ROWS, LENGTH] = [2 * PROCESSES, 64]
const python = process.env.PYTHON ?? 'python3'
const folder = resolve(process.env.MEDSPAN_MODEL ?? join(import.meta.dirname, `../memory-${LAYERS}`))
const labels = ['O', 'B-Disease', 'I-Disease']

const shape = {
  model_type: 'gpt_neo',
  vocab_size: 50_258,
  hidden_size: 2048,
  num_layers: LAYERS,
  num_heads: 16,
  attention_types: [[['global', 'local'], LAYERS / 2]],
  window_size: 256,
  max_position_embeddings: 2048,
  embed_dropout: 0,
  attention_dropout: 0,
  resid_dropout: 0,
}

/** Tensor by tensor, so that making the folder takes no memory. */
const writer = `
import json, sys, numpy as np
from medspan_worker.files import write_tensors
random = np.random.default_rng(1)
shapes = json.load(sys.stdin)
def draw(name):
    scale = np.float32(0.02)
    drawn = random.standard_normal(shapes[name], dtype=np.float32) * scale
    return drawn + 1 if ".ln_" in name and name.endswith("weight") else drawn
write_tensors(sys.argv[1], shapes, draw, {"format": "pt"}, is_writer=True)
`

function makeModel(): void {
  if (existsSync(join(folder, 'model.safetensors'))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(shape))
  const { parameters } = openEncoder(shape, 'config.json', { attention: 'auto' })
  const shapes = Object.fromEntries([...parameters].map(([name, { shape: own }]) => [name, own]))
  execFileSync(python, ['-c', writer, join(folder, 'model.safetensors')], {
    input: JSON.stringify(shapes),
    env: { ...process.env, PYTHONPATH: workerFolder },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
}

function batchAt(step: number): Batch {
  const random = createRandom(step, 'batch')
  const draw = (below: number) => Int32Array.from({ length: ROWS * LENGTH }, () => random.below(below))
  return {
    rows: ROWS,
    length: LENGTH,
    inputIds: draw(50_000),
    attentionMask: new Int32Array(ROWS * LENGTH).fill(1),
    tokenTypeIds: new Int32Array(ROWS * LENGTH),
    labels: draw(labels.length),
  }
}

/** The worker's processes: below this one, with their rank in the environment. */
function workers(): number[] {
  const own = `MEDSPAN_MEMORY=${process.pid}`
  return readdirSync('/proc').flatMap(name => {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0')
      return variables.includes(own) && variables.some(entry => entry.startsWith('RANK='))
        ? [Number(name)]
        : []
    } catch {
      return [] // No process, or one that is gone.
    }
  })
}

/** The peaks in MiB since the last call, of this process and of the workers. */
function takePeaks(): { trainer: number; worker: number } {
  const peakOf = (pid: number): number => {
    const peak = Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return peak
  }
  return { trainer: peakOf(process.pid), worker: Math.max(...workers().map(peakOf)) }
}

export async function run(part = 'lora'): Promise<Measurement[]> {
  makeModel()
  process.env.MEDSPAN_MEMORY = String(process.pid)
  const [method, precision = 'no'] = part.split('-')
  const plain = await outlineModel(folder, { labels, seed: 1 })
  const model = method === 'lora' ? prepareAdapters(plain, { rank: 8, alpha: 16, dropout: 0 }, 1) : undefined
  const yaml = formatAccelerateConfig({ processes: PROCESSES, mixedPrecision: precision as 'no' | 'bf16' })
  const worker = await startWorker({ python, yaml, processes: PROCESSES, device: 'cpu', threads: 1 })
  const engine = await createAccelerateEngine(worker, model ?? plain, {
    folder,
    seed: 1,
    threads: 1,
    strategy: 'fsdp',
    gradientCheckpointing: process.env.CHECKPOINTING === '1',
    ...(model === undefined ? { optimizer: 'adafactor' } : { isTrained: isAdapterTrained(model) }),
  })
  try {
    const loading = takePeaks()
    process.stderr.write(`loaded: ${JSON.stringify(loading)}\n`)
    const started = performance.now()
    for (let step = 0; step < STEPS; step++) {
      const { loss } = await engine.step([batchAt(step)], { learningRate: 1e-4, step })
      process.stderr.write(`step ${step}: loss ${loss}\n`)
    }
    const seconds = (performance.now() - started) / 1000 / STEPS
    const training = takePeaks()
    const claim = (what: string): string => `${part}, ${LAYERS} layers, ${what}`
    const { versions } = worker
    return [
      { claim: claim('a worker loading, MiB'), ours: loading.worker, versions },
      { claim: claim('a worker training, MiB'), ours: training.worker, versions },
      { claim: claim('Node until loaded, MiB'), ours: loading.trainer, versions },
      { claim: claim('Node training, MiB'), ours: training.trainer, versions },
      { claim: claim('seconds a step'), ours: seconds, versions },
    ]
  } finally {
    await engine.dispose()
  }
}
