/**
 * @file kill -9 at a random moment, then the same command again. MEDSPAN_KILL_RUNS says how many runs are killed;
 * each one
 * at least once.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { builtFolder } from '../built.ts'
import { createSmallProject } from './small-project.ts'

const runs = Number(process.env.MEDSPAN_KILL_RUNS ?? 2)
const killsOfRun = 2
const overrides = ['training.num_train_epochs=10', 'training.save_total_limit=1']

let folder: string
let configPath: string
let packageRoot: string
beforeAll(async () => {
  packageRoot = await builtFolder()
  folder = await mkdtemp(join(tmpdir(), 'medspan-kill-'))
  configPath = await createSmallProject(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly killed: boolean
  /** Milliseconds from the beginning of training to the end. */
  readonly trainingMs: number
}

/** Trains in a child; with `killAfterMs` kills it so long after training has begun. */
function trainInChild(output: string, killAfterMs?: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'train-child.mjs')
    const args = [script, packageRoot, configPath, `training.output_dir=${output}`, ...overrides]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let begun = performance.now()
    let timer: NodeJS.Timeout | undefined
    let errors = ''
    child.stderr.on('data', (data: Buffer) => {
      errors += String(data)
    })
    child.stdout.on('data', (data: Buffer) => {
      if (timer !== undefined || !String(data).includes('Training')) return
      begun = performance.now()
      timer = setTimeout(() => killAfterMs !== undefined && child.kill('SIGKILL'), killAfterMs ?? 0)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0 || signal === 'SIGKILL')
        resolve({ killed: signal === 'SIGKILL', trainingMs: performance.now() - begun })
      else reject(new Error(`training ended with ${code ?? signal}\n${errors}`))
    })
  })
}

const equalFiles = [
  'model.safetensors',
  'config.json',
  'log.jsonl',
  'predictions.txt',
  'splits.json',
  'labels.json',
]

test(`${runs} runs, each killed once or more, end with the bits of an undisturbed one`, async () => {
  const whole = join(folder, 'whole')
  const { trainingMs } = await trainInChild(whole)
  const random = createRandom(Date.now(), 'kill')
  for (let index = 0; index < runs; index++) {
    const output = join(folder, `run-${index}`)
    const kill = async () => (await trainInChild(output, random.uniform() * trainingMs)).killed
    // A run that was faster than its first kill begins anew.
    while (!(await kill())) await rm(output, { recursive: true })
    for (let more = 1; more < killsOfRun; more++) await kill()
    await trainInChild(output)
    for (const name of equalFiles) {
      const [ours, theirs] = [await readFile(join(output, name)), await readFile(join(whole, name))]
      expect(ours.equals(theirs), `${name} of run ${index}`).toBe(true)
    }
    expect((await readdir(output)).sort()).toEqual((await readdir(whole)).sort())
    await rm(output, { recursive: true })
  }
}, 600_000)
