/** @file Folders from which jobs run without a network: made whole or not at all, and refused where they do not fit. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareFolder } from '../../src/cluster/bundle/bundle.ts'
import { preparedVariables } from '../../src/cluster/bundle/bundle-file.ts'
import { copyPackage } from '../../src/cluster/bundle/package-copy.ts'
import { type Follower, planTrain, planTune, renderPlan } from '../../src/cluster/submit.ts'
import { parseConfig } from '../../src/config/config.ts'
import { formatError, MedspanError } from '../../src/errors.ts'
import { resolveModel } from '../../src/hub/model.ts'
import { silent } from '../../src/progress.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { type FakeHub, startHub } from '../hub/server.ts'
import { createSmallProject } from '../train/small-project.ts'
import { startUts } from '../umls/uts-server.ts'

const id = 'owner/mini'
const secret = 'hf_secret-of-the-user'
let folder: string
let hub: FakeHub
let env: NodeJS.ProcessEnv
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-prepare-'))
  hub = await startHub(id, { main: modelFiles }, 'models')
  env = {
    PATH: process.env.PATH,
    HOME: folder,
    HF_HOME: join(folder, 'cache'),
    HF_ENDPOINT: hub.endpoint,
    HF_TOKEN: secret,
  }
  await createSmallProject(folder)
  await createPackage(join(folder, 'app'))
})
afterEach(async () => {
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

const modelFiles = {
  'config.json': { content: Buffer.from('{"model_type":"bert"}') },
  'tokenizer.json': { content: Buffer.from('{}') },
  'model.safetensors': { content: Buffer.alloc(100_000, 'w'), isLarge: true },
}

async function writeTree(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), content)
  }
}

/** A package that is laid out like medspan, with dependencies of which one is there in two versions. */
async function createPackage(app: string): Promise<void> {
  const packageOf = (name: string, version: string, dependencies = {}) =>
    JSON.stringify({ name, version, main: 'index.cjs', dependencies })
  await writeTree(app, {
    'package.json': JSON.stringify({
      name: 'medspan',
      version: '1.0.0',
      files: ['dist', 'python/*.toml', 'absent'],
      dependencies: { a: '1', b: '1' },
      optionalDependencies: { missing: '1' },
    }),
    'dist/cli/main.js': "console.log(require('a') + ' ' + require('b'))",
    'python/pyproject.toml': '',
    'python/notes.txt': 'not published',
    'src/main.ts': 'not published',
    'node_modules/a/package.json': packageOf('a', '1.0.0', { b: '2' }),
    'node_modules/a/index.cjs': "module.exports = 'a with ' + require('b')",
    'node_modules/a/bin/napi-v6/other/arm/library.so': 'of another system',
    'node_modules/a/node_modules/b/package.json': packageOf('b', '2.0.0'),
    'node_modules/a/node_modules/b/index.cjs': "module.exports = 'b 2'",
    'node_modules/b/package.json': packageOf('b', '1.0.0', { c: '1' }),
    'node_modules/b/index.cjs': "module.exports = 'b 1 with ' + require('c')",
    'node_modules/c/package.json': packageOf('c', '1.0.0', { a: '1' }),
    'node_modules/c/index.cjs': "module.exports = 'c'",
    'node_modules/unused/package.json': packageOf('unused', '1.0.0'),
  })
}

/** A Python that notes how it was called, and does as if it were one. */
async function createPython(pip: string): Promise<string> {
  const path = join(folder, 'python')
  await writeFile(
    path,
    `#!/bin/bash
echo "$*" >> '${folder}/calls'
if [ "$1" = -c ]; then echo '{"version": "3.12", "platform": "linux-x86_64"}'; exit; fi
while [ $# -gt 0 ]; do [ "$1" = --wheel-dir ] && wheels=$2; shift; done
${pip}
`,
  )
  await chmod(path, 0o755)
  return path
}

const overrides = [`model.name_or_path=${id}`]
const main = () => join(folder, 'app/dist/cli/main.js')
const config = () => join(folder, 'medspan.yaml')
const target = () => join(folder, 'prepared')
const prepare = (more: { set?: readonly string[]; signal?: AbortSignal } = {}) =>
  prepareFolder(config(), target(), {
    overrides: [...overrides, ...(more.set ?? [])],
    packageRoot: join(folder, 'app'),
    progress: silent,
    signal: more.signal,
    env,
  })
const plan = (set: readonly string[] = [], then: readonly Follower[] = ['evaluate', 'report']) =>
  planTrain(config(), {
    overrides: [...overrides, 'slurm.prepared=prepared', ...set],
    program: ['node', main()],
    then,
  })
const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(MedspanError)
  return formatError(error as MedspanError)
}
const filesOf = async (root: string): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()

test('a package is copied with what it resolves, in every version, and without what it does not publish', async () => {
  const modules = join(folder, 'copy/node_modules')
  await copyPackage(join(folder, 'app'), { name: 'medspan', modules })
  await rm(join(folder, 'app'), { recursive: true })
  const printed = execFileSync(process.execPath, [join(modules, 'medspan/dist/cli/main.js')], {
    encoding: 'utf8',
  })
  expect(printed).toBe('a with b 2 b 1 with c\n')
  expect(await filesOf(modules)).toEqual([
    'a/index.cjs',
    'a/node_modules/b/index.cjs',
    'a/node_modules/b/package.json',
    'a/package.json',
    'b/index.cjs',
    'b/package.json',
    'c/index.cjs',
    'c/package.json',
    'medspan/dist/cli/main.js',
    'medspan/package.json',
    'medspan/python/pyproject.toml',
  ])
})

test('a package that lacks a dependency is not copied', async () => {
  await rm(join(folder, 'app/node_modules/c'), { recursive: true })
  const copied = copyPackage(join(folder, 'app'), { name: 'medspan', modules: join(folder, 'copy') })
  expect(await messageOf(copied)).toContain('expected the package c')
})

test('a model of the hub is in the folder, serves without the hub, and no token is with it', async () => {
  const { prepared, isNew } = await prepare()
  expect(isNew).toBe(true)
  expect(prepared.models).toEqual([{ id, commit: expect.stringMatching(/^[0-9a-f]{40}$/) }])
  await hub.close()
  await rm(join(folder, 'cache'), { recursive: true })
  const model = await resolveModel(id, { progress: silent, env: { ...env, ...preparedVariables(target()) } })
  expect(model.folder.startsWith(target())).toBe(true)
  expect((await readFile(join(model.folder, 'model.safetensors'))).length).toBe(100_000)
  for (const file of await filesOf(target()))
    expect((await readFile(join(target(), file))).includes(secret)).toBe(false)
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
})

test('what fits stays as it is; what is damaged, or of another build, is made anew', async () => {
  await prepare()
  const asked = hub.seen.filter(({ method }) => method === 'GET').length
  expect((await prepare()).isNew).toBe(false)
  // What the revision is now, and nothing else.
  expect(hub.seen.filter(({ method }) => method === 'GET').length).toBe(asked + 1)
  await truncate(join(target(), 'node_modules/b/index.cjs'), 3)
  expect((await prepare()).isNew).toBe(true)
  await writeFile(main(), 'another build')
  expect((await prepare()).isNew).toBe(true)
  expect((await prepare()).isNew).toBe(false)
})

test('a folder that holds something else is never replaced', async () => {
  await writeTree(target(), { 'thesis.txt': 'years of work' })
  expect(await messageOf(prepare())).toContain('the folder holds something else')
  expect(await readdir(target())).toEqual(['thesis.txt'])
})

test('jobs run from the folder, ask nobody, and check it first', async () => {
  await prepare()
  const { jobs, files } = await plan(['slurm.container=[unshare, -n]'])
  const script = renderPlan({ folder, jobs, files })
  const own = join(target(), 'node_modules/medspan/dist/cli/main.js')
  expect(script).toContain(`export HF_HUB_OFFLINE=1\n`)
  expect(script).toContain(`export HF_HUB_CACHE=${join(target(), 'huggingface/hub')}\n`)
  expect(script).toContain(`-- unshare -n node ${own} job-setup --prepared ${target()} -- train -c `)
  expect(script).toContain(`-- unshare -n node ${own} job-setup --prepared ${target()} -- evaluate `)
  expect(script).toContain(`-- unshare -n node ${own} report `)
  expect(script).not.toContain(main())
  await rm(target(), { recursive: true })
  const { status, stderr } = spawnSync('bash', { input: script, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toBe(
    `error: ${target()}: the offline bundle is gone; medspan submit prepare makes it again\n`,
  )
})

test.each([
  ['a folder that is not there', () => rm(target(), { recursive: true }), 'there is no prepared.json'],
  ['a file that is cut off', () => truncate(join(target(), 'node_modules/c/index.cjs'), 1), '1 of its files'],
  ['another build', () => writeFile(main(), 'changed'), 'it has another build of medspan 1.0.0'],
  [
    'another version',
    async () => {
      const path = join(folder, 'app/package.json')
      await writeFile(path, (await readFile(path, 'utf8')).replace('1.0.0', '2.0.0'))
    },
    'it has medspan 1.0.0, this is 2.0.0',
  ],
  [
    'another system',
    () => changeManifest(/"arch": "\w+"/, '"arch": "pdp11"'),
    `pdp11, this is ${process.platform} ${process.arch}`,
  ],
  [
    'another Node',
    () => changeManifest(/"version": "v\d+/, '"version": "v8'),
    'it was prepared with Node v8.',
  ],
  ['a damaged manifest', () => truncate(join(target(), 'prepared.json'), 30), 'prepared.json is damaged'],
])('%s is refused when a job is submitted', async (_, change, message) => {
  await prepare()
  await plan()
  await change()
  const text = await messageOf(plan())
  expect(text).toContain(message)
  expect(text).toContain('medspan submit prepare -c medspan.yaml')
})

async function changeManifest(from: RegExp, to: string): Promise<void> {
  const path = join(target(), 'prepared.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
}

test('all that a configuration needs and the folder lacks is said at once', async () => {
  await prepare()
  const text = await messageOf(
    plan([
      'model.revision=v2',
      'training.engine=accelerate',
      'corpus.sources=[{dataset: owner/data, subset: small}]',
      'corpus.link={uts: {release: 2024AB}}',
    ]),
  )
  expect(text).toContain('it lacks the model owner/mini at v2\n')
  expect(text).toContain('it lacks the dataset owner/data, small\n')
  expect(text).toContain('it lacks answers of UTS for the release 2024AB\n')
  expect(text).toContain('it lacks the libraries of the accelerate engine\n')
})

test('every model that is searched among is prepared', async () => {
  const search = 'tuning={search: {model.name_or_path: [owner/mini, model], training.learning_rate: [0.1]}}'
  const { prepared } = await prepareFolder(config(), target(), {
    overrides: [search],
    packageRoot: join(folder, 'app'),
    progress: silent,
    env,
  })
  expect(prepared.models.map(model => model.id)).toEqual([id])
  const then: Follower[] = []
  const options = { program: ['node', main()], then, workers: 2 }
  await planTune(config(), { ...options, overrides: [search, 'slurm.prepared=prepared'] })
})

test('a dataset of the hub and answers of UTS serve without either, and the key is not with them', async () => {
  const data = await startHub('owner/data', {
    main: Object.fromEntries(
      ['train', 'validation', 'test'].map(split => [
        `data/${split}.jsonl`,
        { content: Buffer.from(rowsOf(split)) },
      ]),
    ),
  })
  const uts = await startUts()
  const own = { ...env, HF_ENDPOINT: data.endpoint, UMLS_API_KEY: secret, MEDSPAN_UTS_URL: uts.baseUrl }
  const sample = resolve(import.meta.dirname, '../../examples/sample')
  const source = `{ path: ${sample}/team-a, concept: { layer: webanno.custom.Concept, feature: IDUMLS }, split: train }`
  const set = [
    `corpus.sources=[{ dataset: owner/data }, ${source}]`,
    'corpus.link={ uts: { release: 2026AA } }',
  ]
  const prepareBoth = () =>
    prepareFolder(config(), target(), {
      overrides: set,
      packageRoot: join(folder, 'app'),
      progress: silent,
      env: own,
    })
  try {
    expect((await prepareBoth()).isNew).toBe(true)
    expect((await prepareBoth()).isNew).toBe(false)
  } finally {
    await data.close()
    await uts.close()
  }
  expect(uts.requests.length).toBeGreaterThan(10)
  // A database that is read leaves nothing beside it, and is no write-ahead log's (fileformat2.html, section 1.3.3).
  expect((await filesOf(target())).filter(file => file.startsWith('uts.'))).toEqual(['uts.sqlite'])
  expect([...(await readFile(join(target(), 'uts.sqlite'))).subarray(18, 20)]).toEqual([1, 1])
  await rm(join(folder, 'cache'), { recursive: true })
  await rm(join(folder, '.cache'), { recursive: true })
  const then: Follower[] = []
  const { files } = await planTrain(config(), {
    overrides: [...set, 'slurm.prepared=prepared'],
    program: ['node', main()],
    then,
  })
  const planned = parseConfig([...files.values()][0]!, config())
  expect(planned.corpus.link?.uts).toMatchObject({ cache: join(target(), 'uts.sqlite'), offline: true })
  const { parts } = await prepareCorpus(planned, {
    progress: silent,
    env: {
      HOME: folder,
      HF_ENDPOINT: data.endpoint,
      MEDSPAN_UTS_URL: uts.baseUrl,
      ...preparedVariables(target()),
    },
  })
  const mentions = parts.train.flatMap(document => document.mentions)
  const linked = mentions.filter(({ concepts }) => concepts.length > 0).flatMap(({ types }) => types)
  expect(linked.length).toBeGreaterThan(10)
  for (const file of await filesOf(target()))
    expect((await readFile(join(target(), file))).includes(secret)).toBe(false)
})

const rowsOf = (split: string): string =>
  Array.from({ length: 10 }, (_, i) =>
    JSON.stringify({
      id: `${split}${i}`,
      tokens: ['aspirin', `helps${split}${i}`],
      ner_tags: ['B-T121', 'O'],
    }),
  ).join('\n')

test('wheels are gathered once, and jobs make their Python of them', async () => {
  const python = await createPython('echo whl > "$wheels/torch-2.whl"')
  const set = ['training.engine=accelerate', `accelerate.python=${python}`]
  const { prepared } = await prepare({ set })
  expect(prepared.python).toMatchObject({ version: '3.12', platform: 'linux-x86_64' })
  expect(prepared.python!.requirements).toContain('torch==2.13.0')
  expect(await readFile(join(folder, 'calls'), 'utf8')).toMatch(/-m pip wheel .* torch==2\.13\.0 /)
  await writeFile(main(), 'another build')
  expect((await prepare({ set })).isNew).toBe(true)
  expect((await readFile(join(folder, 'calls'), 'utf8')).match(/pip wheel/g)).toHaveLength(1)
  expect(await readFile(join(target(), 'wheels/torch-2.whl'), 'utf8')).toBe('whl\n')
  const { jobs, files } = await plan(set)
  expect(renderPlan({ folder, jobs, files })).toContain(
    `job-setup --prepared ${target()} --python ${python} -- train`,
  )
  // Otherwise it would go before the one that is made.
  expect(parseConfig([...files.values()][0]!, config()).accelerate?.python).toBeUndefined()
})

test('without a offline bundle nothing is installed unless the configuration says so', async () => {
  const of = async (set: readonly string[], then: readonly Follower[] = []) => {
    const overrides = ['training.engine=accelerate', ...set]
    const { jobs, files } = await planTrain(config(), { overrides, program: ['node', main()], then })
    return renderPlan({ folder, jobs, files })
  }
  expect(await of([])).not.toContain('job-setup')
  expect(await of(['slurm.install=python'])).toContain('main.js job-setup --python -- train')
  expect(await messageOf(of(['slurm.install=python', 'slurm.prepared=prepared']))).toContain('slurm.install')
})

test.each([
  ['a full disk', 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1', 'The disk is full'],
  [
    'a library that is not found',
    'echo "No matching distribution found for torch" >&2; exit 1',
    'No matching',
  ],
])('%s leaves nothing of a folder', async (_, pip, message) => {
  const python = await createPython(pip)
  const text = await messageOf(
    prepare({ set: ['training.engine=accelerate', `accelerate.python=${python}`] }),
  )
  expect(text).toContain(message)
  expect((await readdir(folder)).filter(name => /prepared/.test(name))).toEqual([])
})

test('Ctrl-C ends pip and leaves nothing of a folder, and what was there before it', async () => {
  // What a killed one has left goes.
  await writeTree(join(folder, '.prepared.1-0.partial'), { 'wheels/half': '' })
  await prepare()
  const before = await readFile(join(target(), 'prepared.json'), 'utf8')
  // As long as it lives it writes.
  const python = await createPython(
    `echo $$ > '${folder}/pid'; while :; do echo x > "$wheels/x"; echo x > '${folder}/alive'; sleep 0.05; done`,
  )
  const controller = new AbortController()
  const work = prepare({
    set: ['training.engine=accelerate', `accelerate.python=${python}`],
    signal: controller.signal,
  })
  const failed = expect(work).rejects.toThrow(/abort/)
  while (!(await readdir(folder)).includes('alive')) await new Promise(done => setTimeout(done, 20))
  controller.abort()
  await failed
  expect((await readdir(folder)).filter(name => name.includes('prepared'))).toEqual(['prepared'])
  expect(await readFile(join(target(), 'prepared.json'), 'utf8')).toBe(before)
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
