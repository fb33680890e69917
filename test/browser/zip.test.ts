/** @file ZIP files without Node: other readers find in them what was put in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipFiles } from '../../src/browser/zip.ts'
import { openTree } from '../../src/cas/archive.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-zip-'))
})
afterAll(() => rm(root, { recursive: true }))

async function write(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const path = join(root, `${files.size}.zip`)
  await writeFile(path, Buffer.from(await (await zipFiles(files)).arrayBuffer()))
  return path
}

test('a ZIP file holds what was put in, under its names', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3)
  const files = new Map([
    ['größe/a.json', new TextEncoder().encode('{"α": "😷"}')],
    ['größe/weights', bytes],
    ['größe/none', new Uint8Array()],
  ])
  const tree = await openTree(await write(files))
  expect(tree.entries.map(({ name }) => name)).toEqual([...files.keys()])
  for (const [name, content] of files) {
    const pieces: Uint8Array[] = []
    for await (const piece of tree.pieces(name)) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(content)).toBe(true)
  }
  tree.close()
})
