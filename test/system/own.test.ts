/** @file By what a user's own files are known. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOwn, markOwn } from '../../src/system/own.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'medspan-own-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const env = () => ({ HOME: home })
const keyFile = () => join(home, '.local/state/medspan/key')

test('a mark counts for the same contents in the same folder, and for who has made it', async () => {
  const mark = await markOwn('/run', ['train', 'script'], env())
  expect(await isOwn(mark, '/run', ['train', 'script'], env())).toBe(true)
  expect(await isOwn(mark, '/run/../run', ['train', 'script'], env())).toBe(true)
  expect(await isOwn(mark, '/other', ['train', 'script'], env())).toBe(false)
  expect(await isOwn(mark, '/run', ['train', 'scripT'], env())).toBe(false)
  expect(await isOwn(mark, '/run', ['trainscript'], env())).toBe(false)
  for (const forged of [undefined, '', 'own', mark!.toUpperCase(), `${mark}0`, 'a'.repeat(64)])
    expect(await isOwn(forged, '/run', ['train', 'script'], env())).toBe(false)
  const other = { HOME: home, XDG_STATE_HOME: join(home, 'of somebody else') }
  expect(await markOwn('/run', ['train', 'script'], other)).not.toBe(mark)
  expect(await isOwn(mark, '/run', ['train', 'script'], other)).toBe(false)
})

test('the key is made once, and only its owner may read it', async () => {
  const marks = await Promise.all(Array.from({ length: 8 }, () => markOwn('/run', ['a'], env())))
  expect(new Set(marks).size).toBe(1)
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
  expect((await stat(join(keyFile(), '..'))).mode & 0o777).toBe(0o700)
  expect(await readFile(keyFile(), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
  await chmod(keyFile(), 0o644)
  expect(await isOwn(marks[0], '/run', ['a'], env())).toBe(false)
  expect(await markOwn('/run', ['a'], env())).toBeUndefined()
})

test('where no key can be kept nothing is known for the own', async () => {
  await writeFile(join(home, 'file'), '')
  expect(await markOwn('/run', ['a'], { HOME: join(home, 'file') })).toBeUndefined()
})
