import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { type ModelOptions, resolveModel } from '../../src/hub/model.ts'
import { silent, type Task } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import { builtFolder } from '../built.ts'
import { fuzzSeed } from '../fuzz.ts'
import { commit, etagOf, type FakeHub, type HubFile, startHub } from './server.ts'

const id = 'owner/mini'
let hub: FakeHub
let cache = ''
let notices = new Notices()
beforeEach(() => {
  cache = mkdtempSync(join(process.env.MEDSPAN_HUB_CACHE_TEST ?? tmpdir(), 'medspan-model-'))
  notices = new Notices()
})
afterEach(async () => {
  await hub?.close()
  if (process.env.MEDSPAN_HUB_CACHE_TEST === undefined) rmSync(cache, { recursive: true, force: true })
})

const bytesOf = (length: number, seed: number): Buffer => {
  const random = createRandom(seed, 'content')
  return Buffer.from(
    Uint32Array.from({ length: Math.ceil(length / 4) }, () => random.uint32()).buffer,
    0,
    length,
  )
}
const small = (text: string): HubFile => ({ content: Buffer.from(text) })
const large = (length: number, seed: number): HubFile => ({ content: bytesOf(length, seed), isLarge: true })
const tokenizer = {
  'tokenizer.json': small('{}'),
  'tokenizer_config.json': small('{"a":1}'),
  'vocab.txt': small('[PAD]\n'),
}
const base = { 'config.json': small('{"model_type":"bert"}'), ...tokenizer }
const weights = large(200_000, 1)

const options = (env: Record<string, string> = {}, more: Partial<ModelOptions> = {}): ModelOptions => ({
  progress: { ...silent, notice: notice => notices.addAll([notice]) },
  env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HOME: cache, ...env },
  patience: { maxAttempts: 1, backoffMs: 1, maxBackoffMs: 1, idleTimeoutMs: 10_000 },
  ...more,
})

/** The hub with one model; `main` and what more is said. */
async function serve(
  files: Readonly<Record<string, HubFile>>,
  more: Record<string, Record<string, HubFile>> = {},
) {
  await hub?.close()
  rmSync(join(cache, 'models--owner--mini'), { recursive: true, force: true })
  hub = await startHub(id, { main: files, ...more }, 'models')
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError ? `${error.code} ${formatError(error)}` : `no error of ours: ${error}`
}

const index = (...shards: string[]): HubFile =>
  small(JSON.stringify({ weight_map: Object.fromEntries(shards.map((shard, i) => [`t${i}`, shard])) }))

describe('a model of the hub', () => {
  it('comes with what is needed, and without what is for others', async () => {
    const needed = { ...base, 'README.md': small('# Mini'), 'model.safetensors': weights }
    await serve({
      ...needed,
      'pytorch_model.bin': large(100, 2),
      'tf_model.h5': large(100, 3),
      'onnx/model.onnx': large(100, 4),
      '1_Pooling/config.json': small('{}'),
    })
    const model = await resolveModel(id, options())
    expect(model.folder).toBe(join(cache, 'models--owner--mini/snapshots', commit))
    expect(model.revision).toBe(commit)
    expect(model.files.at(-1)).toBe('model.safetensors')
    expect(readdirSync(model.folder).sort()).toEqual(Object.keys(needed).sort())
    for (const [name, { content }] of Object.entries(needed))
      expect(readFileSync(join(model.folder, name)).equals(content)).toBe(true)
    const before = hub.seen.length
    expect(await resolveModel(id, options())).toEqual(model)
    expect(hub.seen.slice(before).map(({ url }) => url)).toEqual(['/api/models/owner/mini/revision/main'])
  })

  it.each([
    [
      'shards of safetensors',
      {
        'model.safetensors.index.json': index('b.safetensors', 'a.safetensors'),
        'a.safetensors': weights,
        'b.safetensors': large(10, 5),
        'pytorch_model.bin': weights,
      },
      ['model.safetensors.index.json', 'a.safetensors', 'b.safetensors'],
    ],
    [
      'pytorch_model.bin',
      { 'pytorch_model.bin': weights, 'pytorch_model.bin.index.json': index('x.bin') },
      ['pytorch_model.bin'],
    ],
    [
      'shards of pytorch_model.bin',
      { 'pytorch_model.bin.index.json': index('x.bin', 'x.bin'), 'x.bin': weights },
      ['pytorch_model.bin.index.json', 'x.bin'],
    ],
    [
      'pytorch_model.bin where a shard of safetensors is missing',
      { 'model.safetensors.index.json': index('b.safetensors'), 'pytorch_model.bin': weights },
      ['pytorch_model.bin'],
    ],
  ] as [string, Record<string, HubFile>, string[]][])('in %s is found', async (_title, files, expected) => {
    await serve({ ...base, ...files })
    const model = await resolveModel(id, options())
    expect(model.files).toEqual([
      'config.json',
      'tokenizer.json',
      'vocab.txt',
      'tokenizer_config.json',
      ...expected,
    ])
    for (const name of model.files)
      expect(readFileSync(join(model.folder, name)).equals({ ...base, ...files }[name]!.content)).toBe(true)
    const before = hub.seen.length
    expect(await resolveModel(id, options({ HF_HUB_OFFLINE: '1' }))).toEqual(model)
    expect(hub.seen.length).toBe(before)
  })

  it('of another revision, or under a name that has moved, is found', async () => {
    await serve(
      { ...base, 'model.safetensors': weights },
      { 'v1.0': { ...base, 'pytorch_model.bin': weights } },
    )
    const older = await resolveModel(id, options({}, { revision: 'v1.0' }))
    expect(older.files.at(-1)).toBe('pytorch_model.bin')
    expect(older.revision).not.toBe(commit)
    hub.faults = [
      ({ url }, response) => {
        const moved = url.replace(/^(\/api\/models)?\/mini(?=\/)/, '$1/owner/mini')
        if (moved === url) return false
        response.writeHead(307, { location: moved }).end()
        return true
      },
    ]
    const model = await resolveModel('mini', options())
    expect(model.folder).toBe(join(cache, 'models--mini/snapshots', commit))
    expect(readFileSync(join(model.folder, 'model.safetensors')).equals(weights.content)).toBe(true)
  })

  it('tells of each file in bytes', async () => {
    await serve({ ...base, 'model.safetensors': weights })
    const told: [string, number | undefined, string, number][] = []
    const task = (title: string, total: number | undefined, unit: string): Task => {
      const row: (typeof told)[number] = [title, total, unit, 0]
      told.push(row)
      return {
        advance(by = 1) {
          row[3] += by
        },
        end() {},
      }
    }
    await resolveModel(id, options({}, { progress: { ...silent, task } }))
    expect(told).toEqual(
      ['config.json', 'tokenizer.json', 'vocab.txt', 'tokenizer_config.json', 'model.safetensors'].map(
        name => {
          const { length } = { ...base, 'model.safetensors': weights }[name]!.content
          return [`Downloading ${name}`, length, 'bytes', length]
        },
      ),
    )
  })
})

describe('a model that cannot be had says why', () => {
  it.each([
    [
      'for TensorFlow and Flax',
      { 'tf_model.h5': weights, 'flax_model.msgpack': weights },
      'got those for TensorFlow, Flax alone',
    ],
    [
      'of an adapter',
      { 'adapter_model.safetensors': weights },
      'got those for an adapter, which is no model by itself alone',
    ],
    ['for nobody', {}, 'in owner/mini (model.safetensors or pytorch_model.bin), got none'],
    [
      'in an index without its files',
      { 'model.safetensors.index.json': index('a.safetensors') },
      'expected a.safetensors in owner/mini, got no such file',
    ],
    [
      'elsewhere',
      { 'model.safetensors.index.json': index('../a.safetensors') },
      'expected the name of a .safetensors file in the same folder',
    ],
  ] as [string, Record<string, HubFile>, string][])('with weights %s', async (_title, files, message) => {
    await serve({ ...base, ...files })
    expect(await refusal(resolveModel(id, options()))).toContain(message)
  })
  it('without config.json', async () => {
    await serve({ ...tokenizer, 'model.safetensors': weights })
    expect(await refusal(resolveModel(id, options()))).toContain(
      'expected config.json in owner/mini, got no such file',
    )
  })
  it('that is not there, or is private', async () => {
    await serve({ ...base, 'model.safetensors': weights })
    expect(await refusal(resolveModel('owner/other', options()))).toMatch(
      /^input .*expected access to owner\/other, got 401.*\n.*set HF_TOKEN.*; a folder on this machine is given by its path, such as \.\/owner\/other/,
    )
    expect(await refusal(resolveModel('no/such/id', options()))).toMatch(
      /^config expected the id of a repository/,
    )
    hub.faults = [(_, response) => Boolean(response.writeHead(404).end())]
    expect(await refusal(resolveModel(id, options()))).toMatch(
      /^input .*expected models of the id.*got none \(404\)\n.*path, such as/,
    )
  })
  it('that is granted on request', async () => {
    await serve({ ...base, 'model.safetensors': weights })
    hub.faults = [
      ({ url }, response) =>
        url.includes('/resolve/') && Boolean(response.writeHead(403, { 'x-error-code': 'GatedRepo' }).end()),
    ]
    expect(await refusal(resolveModel(id, options()))).toMatch(
      /^input .*expected access to owner\/mini, which its owners grant on request \(403\)\n.*set HF_TOKEN/,
    )
  })
  it('that is not whole in the cache, without a connection', async () => {
    const offline = () => refusal(resolveModel(id, options({ HF_HUB_OFFLINE: '1' })))
    await serve({ ...base, 'model.safetensors.index.json': index('a.safetensors'), 'a.safetensors': weights })
    expect(await offline()).toContain('expected owner/mini in the cache, got nothing of main')
    const gone: [string, string][] = [
      ['a.safetensors', 'expected a.safetensors of owner/mini in the cache, got no such file'],
      [
        'model.safetensors.index.json',
        'expected model.safetensors or pytorch_model.bin of owner/mini in the cache',
      ],
      ['vocab.txt', ''],
      ['tokenizer.json', 'expected tokenizer.json or a vocabulary of owner/mini in the cache'],
      ['config.json', 'expected config.json of owner/mini in the cache'],
    ]
    const { folder } = await resolveModel(id, options())
    for (const [name, message] of gone) {
      rmSync(join(folder, name))
      expect(await offline()).toContain(message)
    }
  })
  it('of a hub that does not answer is taken from the cache, and that is said', async () => {
    await serve({ ...base, 'model.safetensors': weights })
    const model = await resolveModel(id, options())
    await hub.close()
    expect(await resolveModel(id, options())).toEqual(model)
    expect(notices.list().map(({ code }) => code)).toEqual(['hub-unreachable'])
  })
})

/**
 * A folder in MEDSPAN_HUB_MODEL is served instead of random bytes; where MEDSPAN_HUB_CACHE_TEST says, the cache stays
 * for `scripts/reference/hub_cache.py` to look into.
 */
describe('a download that is cut twenty times', () => {
  it('goes on each time, by a new process too, and fetches nothing twice', async () => {
    const source = process.env.MEDSPAN_HUB_MODEL
    const files: Record<string, HubFile> = { ...base, 'model.safetensors': large(4_000_000, 9) }
    if (source !== undefined)
      for (const name of readdirSync(source).filter(one => statSync(join(source, one)).isFile())) {
        const content = readFileSync(join(source, name))
        files[name] = { content, isLarge: content.length > 2 ** 20 }
      }
    await serve(files)
    const main = files['model.safetensors']!
    const blob = join(cache, 'models--owner--mini/blobs', etagOf(main))
    const kept = (): number => (existsSync(`${blob}.incomplete`) ? statSync(`${blob}.incomplete`).size : 0)
    const dist = join(await builtFolder(), 'dist/hub/model.js')
    const script = `
      const { resolveModel } = await import(${JSON.stringify(dist)})
      await resolveModel('${id}', { progress: { task: () => ({ advance() {}, end() {} }), info() {}, notice() {} } })`
    const random = createRandom(fuzzSeed, 'cuts')
    const rounds = 20
    const starts: number[] = []
    const counts = { killed: 0, cut: 0 }
    for (let round = 0; round < rounds; round++) {
      const begun = kept()
      const left = main.content.length - begun
      const bytes = 1 + random.below(Math.floor((1.9 * left) / (rounds - round + 2)))
      const before = hub.seen.length
      if (round % (source === undefined ? 7 : 2) === 0) {
        hub.slowMs = source === undefined ? 20 : 2
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
          env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HOME: cache, PATH: process.env.PATH },
          stdio: ['ignore', 'inherit', 'inherit'],
        })
        const ended = new Promise(resolve => child.once('exit', resolve))
        while (kept() < begun + bytes && child.exitCode === null)
          await new Promise(resolve => setTimeout(resolve, 5))
        child.kill('SIGKILL')
        await ended
        expect(child.signalCode).toBe('SIGKILL')
        counts.killed++
        hub.slowMs = 0
      } else {
        hub.cuts = [bytes]
        // Small files come from the hub, and only what comes from the storage is cut.
        expect(await refusal(resolveModel(id, options()))).toContain('after 1 tries: the connection')
        counts.cut++
      }
      const asked = hub.seen
        .slice(before)
        .filter(one => one.host === 'storage' && one.url.includes(etagOf(main)))
      expect(asked.map(({ range }) => range)).toEqual([begun === 0 ? undefined : `bytes=${begun}-`])
      expect(kept()).toBeGreaterThanOrEqual(begun)
      expect(kept()).toBeLessThan(main.content.length)
      starts.push(begun)
    }
    const last = kept()
    const before = hub.seen.length
    const model = await resolveModel(id, options())
    expect(
      hub.seen
        .slice(before)
        .filter(one => one.host === 'storage')
        .map(one => one.range),
    ).toEqual([`bytes=${last}-`])
    expect(new Set(starts).size).toBeGreaterThan(rounds / 2)
    for (const name of model.files)
      expect(readFileSync(join(model.folder, name)).equals(files[name]!.content)).toBe(true)
    const fetched = hub.seen.filter(
      one =>
        one.host === 'hub' &&
        one.method === 'GET' &&
        one.url.includes('/resolve/') &&
        !one.url.includes('model.safetensors'),
    )
    expect(fetched.map(one => one.url.split('/').at(-1)).sort()).toEqual(model.files.slice(0, -1).toSorted())
    expect(readdirSync(join(cache, 'models--owner--mini/blobs')).filter(name => name.includes('.'))).toEqual(
      [],
    )
    if (source !== undefined) console.info(cache, counts, 'went on at', [...starts, last].join(' '))
  }, 300_000)
})
