/** @file What a job makes sure of: an environment of Python's libraries, made once, by whoever comes first. */
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { preparedEnvironment } from '../../src/cluster/bundle/bundle-file.ts'
import { setUpJob } from '../../src/cluster/bundle/job-setup.ts'
import { runCommand } from '../cli/command-line.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-setup-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A Python that notes how it was called, and whose environments are itself; `install` is its `pip install`. */
async function createPython(install = '', libraries = 'exit 1'): Promise<string> {
  const path = join(folder, 'python')
  await writeFile(
    path,
    `#!/bin/bash
echo "$* $PIP_CONFIG_FILE $PIP_INDEX_URL" >> '${folder}/calls'
case "$*" in
  *importlib*) ${libraries};;
  -c*) echo '{"version": "3.12", "platform": "linux-x86_64"}';;
  '-m venv'*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";;
  '-m pip install'*) ${install || 'true'};;
esac
`,
  )
  await chmod(path, 0o755)
  return path
}

const requirements = ['torch==2.13.0', 'numpy']
async function writePrepared(python = '3.12'): Promise<string> {
  const prepared = join(folder, 'prepared')
  await mkdir(prepared)
  await writeFile(
    join(prepared, 'prepared.json'),
    JSON.stringify({
      medspan: { version: '1', sha256: '' },
      node: { version: process.version, platform: process.platform, arch: process.arch },
      models: [],
      datasets: [],
      python: { version: python, platform: 'linux-x86_64', requirements },
      files: {},
    }),
  )
  return prepared
}

const setUp = (options: { python: string; prepared?: string; signal?: AbortSignal; env?: object }) =>
  setUpJob({ tell: () => undefined, ...options, env: { HOME: folder, ...options.env } })
const calls = async (): Promise<string> => readFile(join(folder, 'calls'), 'utf8')

test('of several jobs one makes the environment, from the wheels alone', async () => {
  const python = await createPython('sleep 0.3')
  const prepared = await writePrepared()
  process.env.PIP_INDEX_URL = 'https://elsewhere.example'
  try {
    const found = await Promise.all([1, 2, 3].map(() => setUp({ python, prepared })))
    const path = preparedEnvironment(prepared)
    expect(found).toEqual(Array(3).fill(join(path, 'bin/python')))
    const installs = (await calls()).split('\n').filter(line => line.startsWith('-m pip install'))
    expect(installs).toEqual([
      `-m pip install --no-input --no-index --find-links ${prepared}/wheels ${requirements.join(' ')} /dev/null `,
    ])
    expect(await readdir(join(prepared, 'python'))).toEqual(['venv'])
    expect(await setUp({ python, prepared })).toBe(found[0])
  } finally {
    delete process.env.PIP_INDEX_URL
  }
})

test('a job that fails or is ended leaves none, and the next one makes it', async () => {
  const prepared = await writePrepared()
  const failing = await createPython('echo "No matching distribution found for torch" >&2; exit 1')
  await expect(setUp({ python: failing, prepared })).rejects.toThrow('No matching distribution')
  expect(existsSync(join(prepared, 'python'))).toBe(false)

  const slow = await createPython(`: > '${folder}/begun'; while :; do sleep 0.1; done`)
  const controller = new AbortController()
  const work = expect(setUp({ python: slow, prepared, signal: controller.signal })).rejects.toThrow()
  while (!(await readdir(folder)).includes('begun')) await new Promise(done => setTimeout(done, 20))
  controller.abort()
  await work
  expect(existsSync(join(prepared, 'python'))).toBe(false)

  // What a killed one has left is in nobody's way.
  await mkdir(join(prepared, 'python/.venv.1-0.partial/bin'), { recursive: true })
  await setUp({ python: await createPython(), prepared })
  expect(await readdir(join(prepared, 'python'))).toEqual(['venv'])
})

test('wheels for another Python are refused by the job', async () => {
  const prepared = await writePrepared('3.10')
  const refused = expect(setUp({ python: await createPython(), prepared })).rejects
  await refused.toThrow('its wheels are for Python 3.10 on linux-x86_64, the job has 3.12')
})

test('without a offline bundle pip installs what Python lacks, as it is set up', async () => {
  const python = await createPython()
  const found = await setUp({ python })
  expect(found).toMatch(/\.cache\/medspan\/python\/[0-9a-f]{12}\/venv\/bin\/python$/)
  expect(await calls()).toMatch(/-m pip install --no-input torch==\S+ transformers==/)
  expect(await calls()).not.toContain('/dev/null')
})

test('a Python that has the libraries is taken as it is', async () => {
  const versions = { torch: '2.13.0+cpu', transformers: '5.24.0', accelerate: '1.15.0', peft: '0.21.2' }
  const python = await createPython('', `echo '${JSON.stringify(versions)}'`)
  expect(await setUp({ python })).toBe(python)
  expect(await calls()).not.toContain('install')
})

test('a Python that cannot be started is said to be none', async () => {
  await expect(setUp({ python: join(folder, 'none') })).rejects.toThrow('cannot be started')
})

test('a command follows in the same process, with the Python that was found', async () => {
  const python = await createPython()
  const prepared = await writePrepared()
  const before = process.env.MEDSPAN_PYTHON
  try {
    const { code, out } = await runCommand(folder, [
      'job-setup',
      '--prepared',
      prepared,
      '--python',
      python,
      '--',
      '--version',
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(process.env.MEDSPAN_PYTHON).toBe(join(preparedEnvironment(prepared), 'bin/python'))
    const missing = await runCommand(folder, [
      'job-setup',
      '--prepared',
      join(folder, 'none'),
      '--',
      '--version',
    ])
    expect(missing.code).toBe(1)
    expect(missing.err).toContain('the offline bundle does not fit')
    expect(missing.out).toBe('')
  } finally {
    if (before === undefined) delete process.env.MEDSPAN_PYTHON
    else process.env.MEDSPAN_PYTHON = before
  }
})
