import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../src/errors.ts'
import {
  removeLeftovers,
  removeWhole,
  writeFileWhole,
  writeFolderWhole,
  writeJsonWhole,
} from '../src/output.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-output-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function* failing(): Iterable<Uint8Array> {
  yield new Uint8Array([1, 2, 3])
  throw new Error('power cut')
}

describe('writeFileWhole', () => {
  test('writes text, bytes and pieces, and makes the folder', async () => {
    await writeFileWhole(join(folder, 'a/b/text'), 'αβ 😀')
    await writeFileWhole(join(folder, 'bytes'), new Uint8Array([7, 8]))
    await writeFileWhole(join(folder, 'pieces'), [
      new Uint8Array([1]),
      new Uint8Array([]),
      new Uint8Array([2]),
    ])
    await writeJsonWhole(join(folder, 'json'), { a: 1 })
    expect(await readFile(join(folder, 'a/b/text'), 'utf8')).toBe('αβ 😀')
    expect([...(await readFile(join(folder, 'bytes')))]).toEqual([7, 8])
    expect([...(await readFile(join(folder, 'pieces')))]).toEqual([1, 2])
    expect(await readFile(join(folder, 'json'), 'utf8')).toBe('{\n  "a": 1\n}\n')
  })

  test('leaves the old content and nothing else when writing breaks off', async () => {
    const path = join(folder, 'file')
    await writeFileWhole(path, 'old')
    await expect(writeFileWhole(path, failing())).rejects.toThrow('power cut')
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['file'])
  })

  test('replaces what was there', async () => {
    const path = join(folder, 'file')
    await writeFileWhole(path, 'a longer old content')
    await writeFileWhole(path, 'new')
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  test('says where it could not write', async () => {
    await writeFile(join(folder, 'file'), '')
    const error = await writeFileWhole(join(folder, 'file/below'), 'x').catch((e: unknown) => e)
    expect(error).toBeInstanceOf(MedspanError)
    expect(error).toMatchObject({ code: 'output', where: { path: join(folder, 'file/below') } })
  })

  test.skipIf(process.getuid?.() === 0)('hints at permissions (skipped for root)', async () => {
    await chmod(folder, 0o500)
    const error = await writeFileWhole(join(folder, 'file'), 'x').catch((e: unknown) => e)
    await chmod(folder, 0o700)
    expect(error).toMatchObject({ code: 'output', hint: 'Choose a folder that you may write to.' })
  })
})

describe('writeFolderWhole', () => {
  test('shows the folder only when it is whole, and replaces an older one entirely', async () => {
    const path = join(folder, 'run')
    await writeFolderWhole(path, async temporary => {
      await writeFile(join(temporary, 'old'), '')
      expect(existsSync(path)).toBe(false)
    })
    await writeFolderWhole(path, async temporary => {
      await mkdir(join(temporary, 'deep'))
      await writeFile(join(temporary, 'deep/new'), 'x')
      expect(await readdir(path)).toEqual(['old'])
    })
    expect(await readdir(path)).toEqual(['deep'])
    expect(await readdir(folder)).toEqual(['run'])
  })

  test('leaves the older folder when filling fails, and passes the failure on', async () => {
    const path = join(folder, 'run')
    await writeFolderWhole(path, temporary => writeFile(join(temporary, 'old'), ''))
    const failure = new MedspanError('data', 'empty')
    await expect(
      writeFolderWhole(path, async temporary => {
        await writeFile(join(temporary, 'half'), '')
        throw failure
      }),
    ).rejects.toBe(failure)
    expect(await readdir(path)).toEqual(['old'])
    expect(await readdir(folder)).toEqual(['run'])
  })
})

test('removeWhole deletes files and folders, and does not mind absent ones', async () => {
  await mkdir(join(folder, 'a/b'), { recursive: true })
  await writeFile(join(folder, 'c'), '')
  for (const name of ['a', 'c', 'd']) await removeWhole(join(folder, name))
  expect(await readdir(folder)).toEqual([])
})

describe('removeLeftovers', () => {
  test('clears what a dead process left and nothing else', async () => {
    await mkdir(join(folder, '.checkpoint-3.17-0.partial'))
    await writeFile(join(folder, '.checkpoint-3.17-0.partial/x'), '')
    await writeFile(join(folder, '.log.jsonl.17-1.partial'), '')
    await writeFile(join(folder, '.partial'), '')
    await writeFile(join(folder, 'notes.partial'), '')
    await symlink(folder, join(folder, 'link'))
    await removeLeftovers(folder)
    expect((await readdir(folder)).sort()).toEqual(['.partial', 'link', 'notes.partial'])
    await removeLeftovers(join(folder, 'absent'))
  })
})
