/** @file Run folders that may come from anybody: what their configurations may say. */
import { existsSync } from 'node:fs'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Follower, planEvaluate, renderPlan } from '../../src/cluster/submit.ts'
import { formatConfig } from '../../src/config/config.ts'
import { disarm } from '../../src/config/trust.ts'
import { silent } from '../../src/progress.ts'
import { readRunConfig } from '../../src/run/run-config.ts'
import { evaluateRun } from '../../src/train/evaluate.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf } from '../train/small-project.ts'

let folder: string
/** A run that this user has made, and the same as a stranger sends it. */
const own = () => join(folder, 'run')
const foreign = () => join(folder, 'foreign')
/** What the stranger would like to run, and what it leaves where it is run. */
const program = () => join(folder, 'program.sh')
const traces = () => join(folder, 'traces')

const slurm = [
  'slurm.partition=long',
  'slurm.setup=["source env.sh"]',
  'slurm.modules=[evil]',
  'slurm.env={ PATH: here }',
  'slurm.container=[./run.sh]',
  'slurm.options={ export: "ALL,LD_PRELOAD=evil.so" }',
  'slurm.mail-user=stranger@example.com',
]
const programs = () => [...slurm, 'training.engine=accelerate', `accelerate.python=${program()}`]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-trust-'))
  await createSmallProject(folder)
  await writeFile(program(), `#!/bin/sh\ntouch ${traces()}\nexit 1\n`)
  await chmod(program(), 0o755)
  await train(smallConfigOf(folder, slurm), { progress: silent })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A run folder of somebody else, whose configuration says what these overrides say. */
async function writeForeign(overrides: readonly string[]): Promise<void> {
  await rm(foreign(), { recursive: true, force: true })
  await cp(own(), foreign(), { recursive: true })
  await writeFile(join(foreign(), 'medspan.yaml'), formatConfig(smallConfigOf(folder, overrides)))
}
beforeEach(() => rm(traces(), { force: true }))
afterEach(() => void vi.unstubAllEnvs())

const listening = () => {
  const lines: string[] = []
  return { lines, progress: { ...silent, info: (line: string) => void lines.push(line) } }
}

test('a program that a run folder names is not started', async () => {
  await writeForeign(programs())
  const path = join(foreign(), 'config.json')
  const model = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...model, model_type: 'of-transformers' }))
  vi.stubEnv('MEDSPAN_PYTHON', join(folder, 'no-python'))
  const { lines, progress } = listening()
  await expect(evaluateRun(foreign(), { progress })).rejects.toThrow(/no-python cannot be started/)
  expect(lines).toContainEqual(expect.stringMatching(/not known to be yours: accelerate\.python in it/))
  expect(existsSync(traces())).toBe(false)
})

test('nor any for the cluster, unless the user says so', async () => {
  await writeForeign(programs())
  const { lines, progress } = listening()
  const plan = (of: string, overrides: readonly string[] = [], then: readonly Follower[] = []) =>
    planEvaluate(of, { overrides, program: ['node', 'main.js'], then, progress })
  const script = renderPlan(await plan(foreign()))
  expect(script).toContain('#SBATCH --partition=long')
  expect(script).not.toMatch(/env\.sh|evil|PATH|run\.sh|mail|stranger|program\.sh/)
  expect(lines.join()).toMatch(/accelerate\.python.*slurm\.setup/)
  const said = renderPlan(await plan(foreign(), ['slurm.setup=["source mine.sh"]']))
  expect(said).toContain('\nsource mine.sh\n')
  expect(said).not.toContain('evil')
  // What this user's training has written counts.
  lines.length = 0
  expect(renderPlan(await plan(own()))).toContain('\nsource env.sh\n')
  expect(lines).toEqual([])
})

test('keys and places to write are the user’s to say', async () => {
  await writeForeign(['corpus.link={ uts: { key_env: HF_TOKEN, key_file: k, cache: c, release: 2026AA } }'])
  const { config, ignored } = await readRunConfig(foreign())
  expect(config.corpus.link?.uts).toEqual({ key_env: 'UMLS_API_KEY', release: '2026AA', offline: false })
  expect(ignored).toEqual(['key_env', 'key_file', 'cache'].map(key => `corpus.link.uts.${key}`))
  expect(config.training.output_dir).toBe(foreign())
  // Which server is asked stands in no configuration at all.
  const path = join(foreign(), 'medspan.yaml')
  const content = await readFile(path, 'utf8')
  await writeFile(path, content.replace('key_env: HF_TOKEN', 'base_url: http://127.0.0.1:9'))
  await expect(readRunConfig(foreign())).rejects.toThrow('unknown key')
})

test('a run is known for the own as long as it is as it was written, where it was written', async () => {
  expect(await readRunConfig(own())).toMatchObject({ ignored: [], config: { slurm: { modules: ['evil'] } } })
  await writeForeign(slurm)
  const { config, ignored } = await readRunConfig(foreign())
  expect(config.slurm).toMatchObject({ partition: 'long', modules: [], setup: [], env: {}, options: {} })
  expect(ignored).toHaveLength(6)
})

test('keys that say nothing are not told of, and what is no mapping is left to the schema', () => {
  expect(disarm({ slurm: { setup: [], install: 'none', 'mem-per-cpu': 1 } })).toEqual({
    value: { slurm: { 'mem-per-cpu': 1 } },
    ignored: [],
  })
  for (const value of [null, 'text', [], { slurm: [], accelerate: null, corpus: { link: 3 } }])
    expect(disarm(value)).toEqual({ value, ignored: [] })
})
