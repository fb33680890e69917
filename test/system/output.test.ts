import { existsSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import {
  removeLeftovers,
  removeLeftoversOf,
  removeWhole,
  writeFileWhole,
  writeFolderWhole,
  writeJsonWhole,
} from '../../src/system/output.ts'
import { nameProcess } from '../../src/system/process-name.ts'

/** What happens on the disk that no reader of it would see. */
const disk = vi.hoisted(() => ({
  onSync: (_path: string): unknown => undefined,
  onRename: (_from: string, _to: string): unknown => undefined,
  isReadOnly: false,
}))
const refused = vi.hoisted(() => (code: string): never => {
  throw Object.assign(new Error(`${code}: refused`), { code })
})
vi.mock('node:fs/promises', async importOriginal => {
  const all = await importOriginal<typeof import('node:fs/promises')>()
  return {
    ...all,
    mkdir: async (...args: Parameters<typeof all.mkdir>) => {
      if (disk.isReadOnly) refused('ENOENT')
      return all.mkdir(...args)
    },
    open: async (...args: Parameters<typeof all.open>): Promise<FileHandle> => {
      const file = await all.open(...args)
      const sync = file.sync.bind(file)
      file.sync = async () => {
        disk.onSync(String(args[0]))
        await sync()
      }
      return file
    },
    rename: async (from: string, to: string) => {
      await all.rename(from, to)
      disk.onRename(from, to)
    },
  }
})
vi.mock('node:fs', async importOriginal => {
  const all = await importOriginal<typeof import('node:fs')>()
  const accessSync: typeof all.accessSync = (path, mode) => {
    all.accessSync(path)
    if (disk.isReadOnly) refused('EROFS')
    all.accessSync(path, mode)
  }
  return { ...all, accessSync }
})

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

describe('a power cut', () => {
  /** What is flushed and renamed, in order, by names in the folder; a name aside is that of what it becomes. */
  const happened: string[] = []
  const nameOf = (path: string): string =>
    relative(folder, path).replace(/(?<=^|\/)\.(.+?)\.[0-9a-f]{12}-\d+-\d+-\d+\.partial/g, '$1 aside') || '.'
  beforeEach(() => {
    happened.length = 0
    disk.onSync = path => happened.push(`flush ${nameOf(path)}`)
    disk.onRename = (from, to) => happened.push(`rename ${nameOf(from)} to ${nameOf(to)}`)
  })
  afterEach(() => {
    disk.onSync = disk.onRename = () => {}
  })

  test('never leaves a file without its content: that is on the disk before the name is, and then the name', async () => {
    await writeFileWhole(join(folder, 'file'), 'x')
    expect(happened).toEqual(['flush file aside', 'rename file aside to file', 'flush .'])
  })

  test('never leaves a folder without its files, and their names', async () => {
    await writeFolderWhole(join(folder, 'run'), async temporary => {
      await mkdir(join(temporary, 'deep'))
      await writeFile(join(temporary, 'deep', 'below'), 'x')
      await writeFile(join(temporary, 'top'), 'x')
    })
    const flushed = ['deep', 'deep/below', 'top'].map(name => `flush run aside/${name}`)
    expect(happened.slice(0, -3).sort()).toEqual(flushed)
    expect(happened.indexOf('flush run aside/deep/below')).toBeLessThan(
      happened.indexOf('flush run aside/deep'),
    )
    expect(happened.slice(-3)).toEqual(['flush run aside', 'rename run aside to run', 'flush .'])
  })
})

describe('a disk that is read-only', () => {
  test('is said to be, where Node says that a folder is missing', async () => {
    disk.isReadOnly = true
    try {
      const path = join(folder, 'a/b/file')
      const error = await writeFileWhole(path, 'x').catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'output',
        message: 'could not be written: EROFS: read-only file system',
        hint: 'Choose a folder that you may write to.',
        where: { path },
      })
    } finally {
      disk.isReadOnly = false
    }
  })

  test('is not what a folder is on that has gone while it was written', async () => {
    const path = join(folder, 'run')
    const gone = writeFolderWhole(path, temporary => writeFile(join(temporary, 'absent/file'), ''))
    await expect(gone).rejects.toThrow('ENOENT')
  })
})

test('pieces of any length stand in a file in their order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-pieces-'))
  try {
    const lengths = [1, 0, 3, 1 << 20, 5, (1 << 20) - 1, 7, (1 << 21) + 1, 0, 2]
    const pieces = lengths.map((length, i) => new Uint8Array(length).fill(i + 1))
    const path = join(folder, 'pieces')
    await writeFileWhole(path, pieces)
    expect(Buffer.concat(pieces).equals(await readFile(path))).toBe(true)
    await writeFileWhole(path, [])
    expect(await readFile(path)).toHaveLength(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
