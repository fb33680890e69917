import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../src/errors.ts'
import {
  removeLeftovers,
  removeLeftoversOf,
  removeWhole,
  writeFileWhole,
  writeFolderWhole,
  writeJsonWhole,
} from '../src/output.ts'
import { nameProcess } from '../src/process-name.ts'

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

describe('what killed processes have left', () => {
  const dead = nameProcess(2 ** 22 + 1)
  const own = nameProcess(process.pid)
  const elsewhere = '0123456789ab-17-99'
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000)
  const foreign = ['.partial', 'notes.partial', '.notes.partial', `.x.${dead}.partial`, `x.${dead}-0.partial`]

  beforeEach(async () => {
    for (const name of [
      `.run.${dead}-0.partial`,
      `.new.${elsewhere}-0.partial`,
      `.old.${elsewhere}-0.partial`,
    ]) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'x'), '')
    }
    for (const name of [
      ...foreign,
      `.a.${dead}-7.partial`,
      `.b.${own}-7.partial`,
      '.c.17-1.partial',
      '.d.17-1.partial',
    ])
      await writeFile(join(folder, name), '')
    await symlink(folder, join(folder, 'link'))
    for (const name of ['.c.17-1.partial', `.old.${elsewhere}-0.partial/x`, `.old.${elsewhere}-0.partial`])
      await utimes(join(folder, name), hoursAgo, hoursAgo)
    // A folder that is being filled: it is old itself.
    await utimes(join(folder, `.new.${elsewhere}-0.partial`), hoursAgo, hoursAgo)
  })
  const living = [`.b.${own}-7.partial`, '.d.17-1.partial', `.new.${elsewhere}-0.partial`]

  test('goes, unless they may yet live: on another machine as long as anything changes', async () => {
    await removeLeftovers(folder)
    expect((await readdir(folder)).sort()).toEqual([...foreign, ...living, 'link'].sort())
    await removeLeftovers(join(folder, 'absent'))
  })

  test.each<[string, (path: string) => Promise<void>]>([
    ['a file', path => writeFileWhole(path, 'x')],
    ['a folder', path => writeFolderWhole(path, async () => {})],
  ])('goes when the next one writes %s into the same folder', async (_, write) => {
    await write(join(folder, 'next'))
    expect((await readdir(folder)).sort()).toEqual([...foreign, ...living, 'link', 'next'].sort())
  })

  test('goes altogether where nobody else may be writing', async () => {
    await removeLeftoversOf(join(folder, 'new'))
    expect(existsSync(join(folder, `.new.${elsewhere}-0.partial`))).toBe(false)
    expect(existsSync(join(folder, `.old.${elsewhere}-0.partial`))).toBe(true)
  })
})
