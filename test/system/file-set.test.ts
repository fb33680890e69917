import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { refuseUnfinished, UNFINISHED, writeFilesWhole } from '../../src/system/file-set.ts'
import { formatManifest, MANIFEST } from '../../src/system/manifest.ts'
import { writeFileWhole } from '../../src/system/output.ts'

/** After how many more changes of the disk this process is as good as killed: nothing that it does changes anything then. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }))
vi.mock('node:fs/promises', async importOriginal => {
  const all = await importOriginal<Record<string, unknown>>()
  const isFile = (value: unknown): value is FileHandle => Object(value).sync !== undefined
  const mortal =
    (call: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]) => {
      if (life.left <= 0) throw new Error('killed')
      life.left--
      const result = await call(...args)
      // Nothing here is about what the disk itself forgets.
      if (isFile(result)) result.sync = async () => {}
      if (life.left > 0) return result
      if (isFile(result)) await result.close()
      throw new Error('killed')
    }
  const changing = ['link', 'mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'utimes', 'writeFile']
  const mocked = changing.map(name => [name, mortal(all[name] as () => Promise<unknown>)] as const)
  return { ...all, ...Object.fromEntries(mocked) }
})

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-set-'))
  folder = join(root, 'parts')
})
afterEach(async () => {
  life.left = Number.POSITIVE_INFINITY
  await rm(root, { recursive: true })
})

const fill =
  (content: string, names: readonly string[] = ['test', 'train', 'deep/er']) =>
  async (temporary: string): Promise<void> => {
    for (const name of names) await writeFileWhole(join(temporary, name), `${content} ${name}`)
  }

/** All files below a folder with their contents; what is hidden is left out. */
function filesOf(path = folder): Record<string, string> {
  if (!existsSync(path)) return {}
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => !name.split('/').some(part => part.startsWith('.')))
    .filter(name => lstatSync(join(path, name)).isFile())
  return Object.fromEntries(names.sort().map(name => [name, readFileSync(join(path, name), 'utf8')]))
}
const setOf = (content: string, names = ['deep/er', 'test', 'train']) =>
  Object.fromEntries(names.map(name => [name, `${content} ${name}`]))

async function isUnfinished(): Promise<boolean> {
  return refuseUnfinished(join(folder, 'train')).then(
    () => false,
    error => {
      expect(error).toMatchObject({ code: 'input', where: { path: folder } })
      return true
    },
  )
}

/** Does something again and again, and is killed after one change of the disk, after two, and so on, until it is through. */
async function killEverywhere(
  prepare: () => Promise<void>,
  work: () => Promise<void>,
  check: (kills: number) => Promise<void>,
): Promise<void> {
  for (let kills = 0; ; kills++) {
    await rm(folder, { recursive: true, force: true })
    await prepare()
    life.left = kills
    const isKilled = await work().then(
      () => false,
      () => true,
    )
    life.left = Number.POSITIVE_INFINITY
    // What a process that is gone has locked is free.
    await rm(join(folder, '.medspan-writing'), { force: true })
    await check(kills)
    if (!isKilled) {
      expect(kills).toBeGreaterThan(8)
      return
    }
  }
}

describe('files that belong together', () => {
  test('appear in a new folder at once', async () => {
    await killEverywhere(
      async () => {},
      () => writeFilesWhole(folder, fill('new')),
      async () => {
        if (existsSync(folder)) expect(filesOf()).toEqual(setOf('new'))
        expect(await isUnfinished()).toBe(false)
      },
    )
  })

  test('are never mixed with those of before, wherever their writer is killed, and the next one finishes', async () => {
    const [mine, old] = [{ 'deep/mine': 'mine' }, setOf('old', ['deep/er', 'gone/old', 'test', 'train'])]
    const seen = new Set<string>()
    await killEverywhere(
      async () => {
        await writeFilesWhole(folder, fill('old', Object.keys(old)))
        await writeFile(join(folder, 'deep/mine'), 'mine')
      },
      () => writeFilesWhole(folder, fill('new'), ['gone/old']),
      async () => {
        const { 'deep/mine': kept, ...files } = filesOf()
        expect(kept).toBe('mine')
        const contents = new Set(Object.values(files).map(content => content.slice(0, 3)))
        expect(contents.size).toBeLessThan(2)
        if (await isUnfinished()) seen.add(`${Object.keys(files).length} ${[...contents]}`)
        else expect([old, setOf('new')]).toContainEqual(files)
        // The next writer, and one that is killed too, whose own files come to nothing.
        const wasNew = contents.has('new') || (await isUnfinished())
        const failing = writeFilesWhole(folder, () => Promise.reject(new Error('no documents')))
        await expect(failing).rejects.toThrow('no documents')
        expect(filesOf()).toEqual({ ...mine, ...(wasNew ? setOf('new') : old) })
        expect(await isUnfinished()).toBe(false)
      },
    )
    // The kills have hit all that there is to hit.
    expect([...seen].sort()).toEqual(['0 ', '1 new', '1 old', '2 new', '2 old', '3 new', '3 old', '4 old'])
  })

  test('are finished by a process that is killed as well, and yet another one', async () => {
    const few = ['deep/er', 'train']
    await killEverywhere(
      async () => {
        await writeFilesWhole(folder, fill('old', few))
        const unfinished = join(folder, UNFINISHED)
        await fill('new', few)(join(unfinished, 'files'))
        await writeFile(join(unfinished, MANIFEST), formatManifest(['gone']))
        await writeFile(join(folder, 'gone'), 'old gone')
      },
      () => writeFilesWhole(folder, fill('next', few)),
      async () => {
        expect(new Set(Object.values(filesOf()).map(content => content.slice(0, 3))).size).toBeLessThan(2)
        await writeFilesWhole(folder, fill('last', few))
        expect(filesOf()).toEqual(setOf('last', few))
      },
    )
  })

  test('leave those of before as they were when they cannot be made', async () => {
    await writeFilesWhole(folder, fill('old'))
    const failing = writeFilesWhole(folder, async temporary => {
      await fill('new')(temporary)
      throw new Error('no memory')
    })
    await expect(failing).rejects.toThrow('no memory')
    expect(filesOf()).toEqual(setOf('old'))
    expect(readdirSync(folder).sort()).toEqual(['deep', 'test', 'train'])
  })

  test('are refused before anything goes where a folder is in the way, or a link leads elsewhere', async () => {
    const elsewhere = join(root, 'elsewhere')
    await mkdir(elsewhere)
    await mkdir(join(folder, 'train'), { recursive: true })
    await writeFile(join(folder, 'test'), 'old')
    await expect(writeFilesWhole(folder, fill('new'))).rejects.toMatchObject({
      code: 'output',
      where: { path: join(folder, 'train') },
    })
    await rm(join(folder, 'train'), { recursive: true })
    await symlink(elsewhere, join(folder, 'deep'))
    await expect(writeFilesWhole(folder, fill('new'))).rejects.toMatchObject({ code: 'output' })
    expect(filesOf()).toEqual({ test: 'old' })
    expect(readdirSync(elsewhere)).toEqual([])
  })

  test('that a stranger has left unfinished stay in their folder', async () => {
    const elsewhere = join(root, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, 'precious'), 'mine')
    const files = join(folder, UNFINISHED, 'files')
    await mkdir(files, { recursive: true })
    await symlink(join(elsewhere, 'precious'), join(files, 'link'))
    await symlink(elsewhere, join(files, 'links'))
    await symlink(elsewhere, join(folder, 'out'))
    const names = ['../elsewhere/precious', 'out/precious', join(elsewhere, 'precious'), '.', '']
    await writeFile(join(folder, UNFINISHED, MANIFEST), JSON.stringify({ files: names }))
    await writeFilesWhole(folder, fill('new'))
    expect(readFileSync(join(elsewhere, 'precious'), 'utf8')).toBe('mine')
    await rm(join(folder, 'out'))
    expect(filesOf()).toEqual(setOf('new'))
  })
})
