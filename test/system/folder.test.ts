import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importCorpus } from '../../src/formats/index.ts'
import { readModelConfig } from '../../src/nn/stored-model.ts'
import { silent } from '../../src/progress.ts'
import { checkFolder } from '../../src/system/folder.ts'
import { readTokenizer } from '../../src/tokenizer/stored-tokenizer.ts'
import { train } from '../../src/train/run.ts'
import { runCommand } from '../cli/command-line.ts'
import { createSmallProject, smallConfigOf, smallModel } from '../train/small-project.ts'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-folder-'))
  folder = join(root, 'd')
  await mkdir(folder)
})
afterEach(() => rm(root, { recursive: true, force: true }))

const put = (name: string, content = 'Aspirin relieved asthma.') => writeFile(join(folder, name), content)
const pipe = (path: string) => execFileSync('mkfifo', [path])
const texts = async (path: string) =>
  (await importCorpus([path], { plainText: true, progress: silent })).map(({ text }) => text)

describe.skipIf(process.platform === 'win32')('in a folder that somebody has sent', () => {
  /** What is refused, by its name in the folder. */
  const attacks: Readonly<Record<string, (path: string) => unknown>> = {
    'a link to a device': path => symlink('/dev/zero', path),
    'a link to a file elsewhere': async path => {
      await writeFile(join(root, 'secret'), 'a key')
      await symlink('../secret', path)
    },
    'a link to a folder elsewhere': path => symlink('..', path),
    'a link to nothing': path => symlink('absent', path),
    'a link to a hidden pipe': async path => {
      pipe(join(folder, '.pipe'))
      await symlink('.pipe', path)
    },
    'a link to itself': path => symlink('z.txt', path),
    'a pipe': pipe,
  }
  const refused = { code: 'unsafe-input', where: { path: expect.stringContaining('z.txt') } }

  test.each(Object.keys(attacks))('%s is refused, also further below', async attack => {
    await put('a.txt')
    await attacks[attack]!(join(folder, 'z.txt'))
    await expect(texts(folder)).rejects.toMatchObject(refused)
    const above = join(root, 'above')
    await mkdir(above)
    await rename(folder, join(above, 'd'))
    if (!/elsewhere/.test(attack)) await expect(checkFolder(above)).rejects.toMatchObject(refused)
  })

  test('links within it are followed, and the folder itself may be one', async () => {
    await put('.hidden')
    await mkdir(join(folder, 'below'))
    await writeFile(join(folder, 'below', 'b.txt'), 'Insulin.')
    await symlink('below/b.txt', join(folder, 'a.txt'))
    await symlink(folder, join(root, 'named'))
    expect(await texts(join(root, 'named'))).toEqual(['Insulin.', 'Insulin.'])
  })

  test('a snapshot of the hub’s cache leads to its contents', async () => {
    const snapshot = join(root, 'models--a--b', 'snapshots', '0'.repeat(40))
    await mkdir(snapshot, { recursive: true })
    await mkdir(join(root, 'models--a--b', 'blobs'))
    await writeFile(join(root, 'models--a--b', 'blobs', 'x'), '{}')
    await symlink('../../blobs/x', join(snapshot, 'config.json'))
    await checkFolder(snapshot)
    await symlink('../../../secret', join(snapshot, 'vocab.txt'))
    await expect(checkFolder(snapshot)).rejects.toMatchObject({ code: 'unsafe-input' })
  })

  test('what stands beside a file that the user names is a file', async () => {
    await put('a.ann', 'T1\tDrug 0 7\tAspirin\n')
    pipe(join(folder, 'a.txt'))
    await expect(texts(join(folder, 'a.ann'))).rejects.toMatchObject({ code: 'unsafe-input' })
    await put('b.xmi', '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>')
    pipe(join(folder, 'TypeSystem.xml'))
    await expect(texts(join(folder, 'b.xmi'))).rejects.toMatchObject({ code: 'unsafe-input' })
  })

  test('a device that the user names is none', async () => {
    await expect(texts('/dev/zero')).rejects.toMatchObject({ code: 'unsafe-input' })
  })

  test.each(['tokenizer.json', 'config.json'])('%s of a model is no link to elsewhere', async name => {
    await cp(smallModel, folder, { recursive: true })
    await rm(join(folder, name), { force: true })
    await symlink('/dev/zero', join(folder, name))
    await expect(readTokenizer(folder)).rejects.toMatchObject({ code: 'unsafe-input' })
    await expect(readModelConfig(folder)).rejects.toMatchObject({ code: 'unsafe-input' })
  })

  test('a run has none, whoever reads it', async () => {
    await createSmallProject(root)
    const run = join(root, 'run')
    await mkdir(join(run, 'figures'), { recursive: true })
    await writeFile(join(run, 'run.json'), '{}')
    pipe(join(run, 'figures', 'loss.png'))
    pipe(join(run, 'trainer_state.json'))
    for (const command of ['evaluate', 'report', 'watch', 'status', 'logs', 'resume', 'cancel'])
      expect((await runCommand(root, [command, run])).err, command).toContain('a pipe, a socket or a device')
    expect((await runCommand(root, ['compare', run, run])).err).toContain('a pipe, a socket or a device')
    await expect(train(smallConfigOf(root), { progress: silent })).rejects.toMatchObject({
      code: 'unsafe-input',
    })
  })
})
