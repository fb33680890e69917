/** @file Jobs without a network: a real Slurm and a real pip find all that they need in a offline bundle. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeEnvironment } from '../../src/cluster/bundle/python-libraries.ts'
import { readJobs } from '../../src/run/jobs-file.ts'
import { type HubFile, startHub } from '../hub/server.ts'
import { type Cluster, missing, startProject } from './cluster.ts'

const python = process.env.MEDSPAN_PYTHON ?? 'python3'
const hasPip = spawnSync(python, ['-c', 'import ensurepip, pip, venv']).status === 0
if (!hasPip) console.warn(`skipped: ${python} has no pip or no venv`)

/** A wheel as pip builds them. */
const writeWheel = `
import base64, hashlib, sys, zipfile
name = 'stand_in-1.0'
files = {
  'stand_in.py': 'value = 42\\n',
  name + '.dist-info/METADATA': 'Metadata-Version: 2.1\\nName: stand-in\\nVersion: 1.0\\n',
  name + '.dist-info/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()
record = ''.join(f'{path},sha256={digest(text)},{len(text)}\\n' for path, text in files.items())
files[name + '.dist-info/RECORD'] = record + name + '.dist-info/RECORD,,\\n'
with zipfile.ZipFile(f'{sys.argv[1]}/{name}-py3-none-any.whl', 'w') as wheel:
  for path, text in files.items(): wheel.writestr(path, text)
`

describe.skipIf(!hasPip)('pip', () => {
  test('makes an environment of wheels alone, whatever index it is set up to ask', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medspan-wheels-'))
    const before = process.env.PIP_INDEX_URL
    process.env.PIP_INDEX_URL = 'http://127.0.0.1:1/simple'
    try {
      const wheels = join(folder, 'wheels')
      await mkdir(wheels)
      execFileSync(python, ['-c', writeWheel, wheels])
      const path = join(folder, 'python/venv')
      const options = { python, wheels, requirements: ['stand-in==1.0'], tell: () => undefined }
      const [program] = await Promise.all([makeEnvironment(path, options), makeEnvironment(path, options)])
      const code = 'import stand_in, sys; print(stand_in.value, sys.prefix)'
      expect(execFileSync(program, ['-c', code], { encoding: 'utf8' })).toBe(`42 ${path}\n`)
      const absent = makeEnvironment(join(folder, 'other/venv'), { ...options, requirements: ['numpy'] })
      await expect(absent).rejects.toThrow('No matching distribution found for numpy')
      expect(await readdir(folder)).not.toContain('other')
    } finally {
      if (before === undefined) delete process.env.PIP_INDEX_URL
      else process.env.PIP_INDEX_URL = before
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe.skipIf(missing !== undefined)('on nodes without a network', () => {
  let cluster: Cluster
  let project: string
  beforeAll(async () => {
    ;({ cluster, project } = await startProject())
  }, 600_000)
  afterAll(() => cluster?.stop(), 120_000)

  test('a model of the hub is trained, evaluated and reported from a offline bundle', async () => {
    const medspan = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
      cluster.medspan(args, { cwd: project, ...(env && { env }) })
    expect(
      (await medspan(['train', '-o', 'base', '--set', 'training.max_steps=1', '--no-report'])).code,
    ).toBe(0)
    const files: Record<string, HubFile> = {}
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'])
      files[name] = {
        content: await readFile(join(project, 'base', name)),
        isLarge: name.includes('safetensors'),
      }
    const hub = await startHub('owner/mini', { main: files }, 'models')
    const cache = { HF_HOME: join(cluster.folder, 'cache'), HF_HUB_CACHE: undefined }
    const model = ['--set', 'model.name_or_path=owner/mini']
    const made = await medspan(['submit', 'prepare', ...model], { ...cache, HF_ENDPOINT: hub.endpoint })
    await hub.close()
    expect(made.err).not.toContain('error')
    expect(made.code).toBe(0)
    await rm(cache.HF_HOME, { recursive: true })

    // The command has no network at all, and no other place to look.
    const { code, err } = await medspan(
      [
        ...['submit', 'train', '-o', 'run', '--follow', '--then', 'evaluate,report', ...model],
        ...['--set', 'slurm.prepared=prepared', '--set', 'slurm.container=[unshare, -n]'],
      ],
      { ...cache, HF_ENDPOINT: 'http://127.0.0.1:1' },
    )
    expect(err).toBe('')
    expect(code).toBe(0)
    const run = join(project, 'run')
    const { attempts } = await readJobs(run)
    expect(attempts.map(({ started, ended }) => [started.kind, ended?.outcome])).toEqual(
      ['train', 'evaluate', 'report'].map(kind => [kind, 'finished']),
    )
    expect(await readdir(run)).toContain('report.html')

    await rm(join(project, 'prepared/huggingface'), { recursive: true })
    const damaged = await medspan([
      'submit',
      'train',
      '-o',
      'other',
      ...model,
      '--set',
      'slurm.prepared=prepared',
    ])
    expect(damaged.code).toBe(1)
    expect(damaged.err).toMatch(/the offline bundle does not fit\n {2}5 of its files are missing or cut off/)
    expect(await readdir(project)).not.toContain('other')
  }, 1_800_000)
})
