import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { downloadFile, findSnapshot, type HubOptions } from '../../src/hub/download.ts'
import { hubSettings } from '../../src/hub/settings.ts'
import { silent } from '../../src/progress.ts'
import { type FakeHub, type HubFile, startHub } from './server.ts'

interface Reference {
  files: Record<string, Record<string, { content: string; isLarge: boolean }>>
  tree: Record<string, { link?: string; sha256?: string }>
}
/** What Python's huggingface_hub made of the same data set. */
const reference: Reference = JSON.parse(
  readFileSync(new URL('reference/cache.json', import.meta.url), 'utf8'),
)
const repository = { kind: 'datasets', id: 'owner/set' } as const

let hub: FakeHub
let cache = ''
beforeAll(async () => {
  const revisions = Object.entries(reference.files).map(([revision, files]) => [
    revision,
    Object.fromEntries(
      Object.entries(files).map(([name, { content, isLarge }]): [string, HubFile] => [
        name,
        { content: Buffer.from(content, 'base64'), isLarge },
      ]),
    ),
  ])
  hub = await startHub(repository.id, Object.fromEntries(revisions))
  cache = mkdtempSync(join(process.env.MEDSPAN_HUB_CACHE_TEST ?? tmpdir(), 'medspan-cache-'))
})
afterAll(async () => {
  await hub.close()
  if (process.env.MEDSPAN_HUB_CACHE_TEST === undefined) rmSync(cache, { recursive: true, force: true })
})

function optionsFor(folder: string, env: Record<string, string> = {}): HubOptions {
  return {
    settings: hubSettings({ HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: folder, HOME: folder, ...env }),
    progress: silent,
  }
}

function treeOf(folder: string): Reference['tree'] {
  const tree: Reference['tree'] = {}
  const walk = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const own = join(path, name)
      const shown = relative(folder, own).split(sep).join('/')
      const entry = lstatSync(own)
      if (shown === '.locks') continue
      if (entry.isDirectory()) walk(own)
      else if (entry.isSymbolicLink()) tree[shown] = { link: readlinkSync(own) }
      else tree[shown] = { sha256: createHash('sha256').update(readFileSync(own)).digest('hex') }
    }
  }
  walk(folder)
  return tree
}

describe("the hub's cache", () => {
  it('is, file by file and link by link, the one that huggingface_hub makes', async () => {
    const options = optionsFor(cache)
    for (const [revision, files] of Object.entries(reference.files)) {
      const snapshot = await findSnapshot(repository, revision, options)
      expect(snapshot.files).toEqual(Object.keys(files).sort())
      for (const name of snapshot.files) await downloadFile(snapshot, name, options)
    }
    expect(treeOf(cache)).toEqual(reference.tree)
  })
  it('that huggingface_hub made is found, without a connection', async () => {
    const made = mkdtempSync(join(tmpdir(), 'medspan-made-'))
    const contents = new Map(
      Object.values(reference.files).flatMap(files =>
        Object.values(files).map(({ content }): [string, Buffer] => {
          const bytes = Buffer.from(content, 'base64')
          return [createHash('sha256').update(bytes).digest('hex'), bytes]
        }),
      ),
    )
    for (const [name, { link, sha256 }] of Object.entries(reference.tree)) {
      const path = join(made, name)
      mkdirSync(dirname(path), { recursive: true })
      if (link !== undefined) symlinkSync(link, path)
      else if (name.includes('/refs/')) {
        const [snapshot] = Object.keys(reference.tree).filter(
          other =>
            other.includes('/snapshots/') && other.includes(name.includes('convert') ? 'default/' : 'README'),
        )
        writeFileSync(path, snapshot!.split('/')[2]!)
      } else writeFileSync(path, contents.get(sha256!)!)
    }
    expect(treeOf(made)).toEqual(reference.tree)
    const options = optionsFor(made, { HF_HUB_OFFLINE: '1' })
    for (const [revision, files] of Object.entries(reference.files)) {
      const snapshot = await findSnapshot(repository, revision, options)
      for (const [name, { content }] of Object.entries(files))
        expect(readFileSync(await downloadFile(snapshot, name, options)).toString('base64')).toBe(content)
    }
    rmSync(made, { recursive: true, force: true })
  })
  it('is where the environment says, in the order that Python looks', () => {
    const cacheOf = (env: Record<string, string>) => hubSettings({ HOME: '/h', ...env }).cache
    expect(cacheOf({})).toBe(join('/h/.cache/huggingface/hub'))
    expect(cacheOf({ XDG_CACHE_HOME: '/x' })).toBe(join('/x/huggingface/hub'))
    expect(cacheOf({ XDG_CACHE_HOME: '/x', HF_HOME: '/y' })).toBe(join('/y/hub'))
    expect(cacheOf({ HF_HOME: '~/y' })).toBe(join('/h/y/hub'))
    expect(cacheOf({ HF_HOME: '/y', HF_HUB_CACHE: '/z' })).toBe('/z')
    expect(() => hubSettings({ HOME: '/h', HF_ENDPOINT: 'hub' })).toThrow(
      'expected HF_ENDPOINT to be an address',
    )
    expect(hubSettings({ HOME: '/h', HF_ENDPOINT: 'https://mirror.example/' }).endpoint).toBe(
      'https://mirror.example',
    )
  })
  it('sends no token where anybody may read along', () => {
    const of = (HF_ENDPOINT: string, env = {}) =>
      hubSettings({ HOME: '/h', HF_ENDPOINT, HF_TOKEN: 't', ...env })
    for (const endpoint of ['http://mirror.example', 'http://127.0.0.1.example', 'http://localhost.example'])
      expect(() => of(endpoint)).toThrow('expected HF_ENDPOINT to be of https')
    for (const endpoint of ['https://mirror.example', 'http://127.0.0.1:8080', 'http://localhost'])
      expect(of(endpoint).token).toBe('t')
    expect(of('http://mirror.example', { HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }).token).toBeUndefined()
  })
  it('keeps a content once, however many files have it', () => {
    const blobs = readdirSync(join(cache, 'datasets--owner--set/blobs'))
    expect(blobs.length).toBe(2)
    expect(existsSync(join(cache, 'datasets--owner--set/refs/refs/convert/parquet'))).toBe(true)
  })
})
