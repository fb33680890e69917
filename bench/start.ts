/**
 * @file How long one waits: for the help, and from `medspan train` to the first step.
 *
 * `help` is `medspan --help` from a process' start to its end, beside Node's own with nothing to do. `step` trains a model
 * of BERT-base's shape, with random weights (438 MB, made once in `build/start`), from a local folder on NCBI-disease. Its
 * first step, of 16 sentences, begins when ONNX Runtime is first called to run the graph, of which the process itself tells,
 * and has ended when `log.jsonl` has its record; then the process is killed. TURNS (7) may be set, and MEDSPAN_MODEL to
 * another folder.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readModel } from '../src/nn/stored-model.ts'
import { MODEL_WEIGHTS, safetensorsPieces } from '../src/nn/weights/safetensors.ts'
import { writeFileWhole } from '../src/system/output.ts'
import { type Measurement, median } from './results.ts'

const TURNS = Number(process.env.TURNS ?? 7)
const checkout = resolve(import.meta.dirname, '../..')
const folder = resolve(import.meta.dirname, '../start')
const program = join(import.meta.dirname, '../src/cli/main.js')
const versions = { node: process.version }

/** The shape of bert-base-uncased, but for its vocabulary, which is that of the tokenizer. */
const shape = {
  model_type: 'bert',
  vocab_size: 30_522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
  type_vocab_size: 2,
}

/** Makes the model's folder, unless it is there; the tokenizer is that of the encoder that ships. */
async function makeModel(): Promise<string> {
  if (process.env.MEDSPAN_MODEL !== undefined) return process.env.MEDSPAN_MODEL
  const model = join(folder, 'bert-base')
  if (existsSync(join(model, MODEL_WEIGHTS))) return model
  mkdirSync(model, { recursive: true })
  writeFileSync(join(model, 'config.json'), JSON.stringify(shape))
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(checkout, 'assets/mini', name), join(model, name))
  const { parameters } = await readModel(model, { labels: ['O'], seed: 1 })
  const encoder = [...parameters].filter(([name]) => !name.startsWith('classifier.'))
  await writeFileWhole(join(model, MODEL_WEIGHTS), safetensorsPieces(new Map(encoder), { format: 'pt' }))
  return model
}

function configuration(model: string) {
  const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')
  if (!existsSync(data)) throw new Error('expected NCBI-disease in MEDSPAN_SHARED_DATA/ner')
  return {
    corpus: {
      sources: [
        { path: join(data, 'NCBIdisease_TrainDev.PubTator') },
        { path: join(data, 'NCBIdisease_Test.PubTator'), split: 'test' },
      ],
      split: { ratios: [0.9, 0.1, 0], seed: 42 },
    },
    model: { name_or_path: model, max_seq_length: 256 },
    training: { recipe: 'trainer', per_device_train_batch_size: 16, logging_steps: 1 },
  }
}

const recordsOf = (path: string): number =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0

/** CPU time of a process so far, on all its threads: seconds, of Linux's hundredths; NaN elsewhere. */
function cpuSeconds(pid: number): number {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return Number.NaN
  // After the name in brackets, utime and stime are the 12th and 13th.
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Prints when a session first runs; `--import` loads it before the program. */
function writeWatch(): string {
  const path = join(folder, 'watch.mjs')
  writeFileSync(
    path,
    `import { createRequire } from 'node:module'
const require = createRequire(${JSON.stringify(join(checkout, 'package.json'))})
const { InferenceSession } = createRequire(require.resolve('onnxruntime-node'))('onnxruntime-common')
const { run } = InferenceSession.prototype
InferenceSession.prototype.run = function (...args) {
  InferenceSession.prototype.run = run
  console.error('first run at ' + (performance.timeOrigin + performance.now()))
  return run.apply(this, args)
}
`,
  )
  return path
}

interface Times {
  /** Seconds from the command to the begin of its first step. */
  readonly begin: number
  /** The same to its end. */
  readonly end: number
  /** CPU time to the end of the first. */
  readonly cpu: number
}

async function timeStep(config: string, watch: string): Promise<Times> {
  const run = join(folder, 'run')
  rmSync(run, { recursive: true, force: true })
  const started = performance.timeOrigin + performance.now()
  const args = ['--import', watch, program, 'train', '-c', config, '-o', run, '--no-report']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', piece => {
    said += String(piece)
  })
  const ended = new Promise(resolveEnd => child.on('close', resolveEnd))
  const log = join(run, 'log.jsonl')
  while (recordsOf(log) === 0) {
    if (child.exitCode !== null) throw new Error(`the training ended before its first step:\n${said}`)
    await new Promise(resolveWait => setTimeout(resolveWait, 2))
  }
  const now = performance.timeOrigin + performance.now()
  const begin = Number(/^first run at (.*)$/m.exec(said)?.[1])
  const times = { begin: (begin - started) / 1000, end: (now - started) / 1000, cpu: cpuSeconds(child.pid!) }
  child.kill('SIGKILL')
  await ended
  rmSync(run, { recursive: true, force: true })
  return times
}

/** Seconds that a process of Node takes. */
function timeProcess(args: readonly string[]): number {
  const started = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return (performance.now() - started) / 1000
}

function measureHelp(): Measurement[] {
  const bare: number[] = []
  const help: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    bare.push(timeProcess(['-e', '0']))
    help.push(timeProcess([program, '--help']))
  }
  return [
    { claim: 'node -e 0, seconds', ours: median(bare), versions },
    { claim: 'medspan --help, seconds', ours: median(help), bar: 'at most 0.2 s', versions },
  ]
}

async function measureStep(): Promise<Measurement[]> {
  const model = await makeModel()
  const config = join(folder, 'medspan.yaml')
  writeFileSync(config, JSON.stringify(configuration(model)))
  const watch = writeWatch()
  const turns: Times[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const times = await timeStep(config, watch)
    turns.push(times)
    const { begin, end, cpu } = times
    process.stderr.write(
      `the first step began after ${begin.toFixed(2)} s and ended after ${end.toFixed(2)} s (${cpu} s of CPU time)\n`,
    )
  }
  const of = (name: keyof Times): number => median(turns.map(times => times[name]))
  return [
    { claim: 'train to the begin of its first step, s', ours: of('begin'), bar: 'at most 3 s', versions },
    { claim: 'train to the end of its first step, s', ours: of('end'), versions },
    { claim: 'CPU time to the end of the first step, s', ours: of('cpu'), versions },
  ]
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  mkdirSync(folder, { recursive: true })
  return [
    ...(part === undefined || part === 'help' ? measureHelp() : []),
    ...(part === undefined || part === 'step' ? await measureStep() : []),
  ]
}
