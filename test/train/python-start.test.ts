/** @file How Python is started, wherever that is: not among the files of whoever has made the folder in which we stand. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hasLibraries, readInterpreter } from '../../src/cluster/bundle/python-libraries.ts'
import { joinTraining } from '../../src/train/engine/accelerate/join-training.ts'
import { startWorker } from '../../src/train/engine/accelerate/worker.ts'
import {
  formatAccelerateConfig,
  pythonProgram,
  workerFolder,
} from '../../src/train/engine/accelerate/worker-launch.ts'

const before = process.cwd()
let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'medspan-python-')))
  process.chdir(folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  process.chdir(before)
  await rm(folder, { recursive: true, force: true })
})

const yaml = formatAccelerateConfig({ processes: 1, mixedPrecision: 'no' })
const machines = { count: 2, address: '127.0.0.1', port: 1 }
/** Everything that starts a Python. */
const starts: Readonly<Record<string, (python: string) => Promise<unknown>>> = {
  worker: python => startWorker({ python, yaml, processes: 1, device: 'cpu' }),
  'worker on another machine': python => {
    const invitation = { id: '1', python, yaml, processes: 2, device: 'cpu', machines }
    const input = Readable.from([`${JSON.stringify(invitation)}\n`])
    return joinTraining({ input, rank: 1, environment: process.env, write: () => undefined })
  },
  'question what it is': python => readInterpreter(python),
  'question what it has': python => hasLibraries(python, ['torch']),
}

test.each(Object.entries(starts))('a %s stands in our own folder, without our keys', async (_, start) => {
  const program = join(folder, 'python')
  await writeFile(program, `#!/bin/sh\n{ pwd -P; env; } > '${folder}/seen'\nexit 1\n`)
  await chmod(program, 0o755)
  vi.stubEnv('UMLS_API_KEY', 'k-1')
  vi.stubEnv('HF_TOKEN', 't-1')
  vi.stubEnv('MEDSPAN_WEBHOOK', 'w-1')
  vi.stubEnv('PYTHONPATH', '/of/the/user')
  // A path from where we stand, although it is started elsewhere.
  await start(pythonProgram('./python')).catch(() => undefined)
  const [cwd, ...env] = (await readFile(join(folder, 'seen'), 'utf8')).split('\n')
  expect(cwd).toBe(await realpath(workerFolder))
  expect(env).toContain('PYTHONSAFEPATH=1')
  expect(env.find(line => line.startsWith('PYTHONPATH='))).toMatch(/\/of\/the\/user$/)
  expect(env.filter(line => /^(UMLS|HF_TOKEN|MEDSPAN_WEBHOOK)/.test(line))).toEqual([])
})

const python = pythonProgram()
const isThere = spawnSync(python, ['--version']).status === 0
if (!isThere) console.warn(`skipped: no ${python}`)

test.skipIf(!isThere).each(Object.entries(starts))(
  'a %s runs no file of the folder in which we stand',
  async (_, start) => {
    for (const name of ['signal', 'runpy', 'json', 'sysconfig', 'importlib', 'accelerate', 'sitecustomize'])
      await writeFile(join(folder, `${name}.py`), `open('${folder}/traces', 'w').close()\n`)
    await mkdir(join(folder, 'medspan_worker'))
    await writeFile(join(folder, 'medspan_worker/launch.py'), `open('${folder}/traces', 'w').close()\n`)
    // As a shell leaves it that adds to a variable which was empty.
    vi.stubEnv('PYTHONPATH', ':')
    await start(python).catch(() => undefined)
    expect(existsSync(join(folder, 'traces'))).toBe(false)
  },
)
