/** @file A token classifier that is named by its id on the hub: downloaded, and tagging as its folder does. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { exportModel } from '../../src/export/export.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { runCommand } from '../cli/command-line.ts'
import { type FakeHub, type HubFile, startHub } from '../hub/server.ts'
import { createRandomModel } from './random-model.ts'

const id = 'owner/tagger'
const text = 'Methylphenol kinase mutation in patients with hepatitis.'
let root = ''
let hub: FakeHub | undefined

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-predict-hub-'))
  await mkdir(join(root, 'model'))
  await createRandomModel(join(root, 'model'), ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene'])
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await hub?.close()
})
afterAll(() => rm(root, { recursive: true }))

/** Has the hub of this machine serve a folder, and the environment name it. */
async function serve(folder: string, cache: string): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files: Record<string, HubFile> = {}
  for (const entry of names.filter(one => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path)
    files[path.slice(folder.length + 1)] = { content, isLarge: content.length > 10_000 }
  }
  hub = await startHub(id, { main: files }, 'models')
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('HF_HOME', join(root, cache))
  vi.stubEnv('HF_HUB_CACHE', join(root, cache))
  vi.stubEnv('HF_ENDPOINT', hub.endpoint)
}

const predict = (model: string) =>
  runCommand(root, ['predict', '--model', model, '--text', text, '--json', '--jobs', '1'])

test('a token classifier of the hub is downloaded, and tags as its folder does, later without the hub', async () => {
  const own = await predict('model')
  expect(JSON.parse(own.out)[0].mentions.length).toBeGreaterThan(0)
  await serve(join(root, 'model'), 'cache')
  const { code, out, err } = await predict(id)
  expect(err).not.toContain('error')
  expect({ code, out }).toEqual({ code: 0, out: own.out })
  expect(hub!.seen.some(({ host }) => host === 'storage')).toBe(true)
  vi.stubEnv('HF_HUB_OFFLINE', '1')
  const before = hub!.seen.length
  expect((await predict(id)).out).toBe(own.out)
  expect(hub!.seen.length).toBe(before)
})

test('an export on the hub does, too, and is downloaded in float32 alone', async () => {
  const exported = join(root, 'exported')
  await exportModel(join(root, 'model'), exported, { threads: 1 })
  await serve(exported, 'cache-of-exports')
  const tagger = await loadTagger(id, { threads: 1 })
  expect((await tagger.tag(text)).mentions.length).toBeGreaterThan(0)
  await tagger.dispose()
  expect((await predict(id)).out).toBe((await predict('model')).out)
  expect(hub!.seen.filter(({ url }) => url.includes('quantized'))).toEqual([])
})

test('an id that the hub has not is an error that says so', async () => {
  await serve(join(root, 'model'), 'cache-of-none')
  const { code, err } = await predict('owner/other')
  expect(code).toBe(1)
  expect(err).toContain('expected access to owner/other, got 401')
})
