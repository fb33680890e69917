/** @file What `medspan split` leaves in a folder that holds other files, or parts of another split. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UNFINISHED } from '../../src/system/file-set.ts'
import { smallRows, writeRows } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-split-'))
  await writeRows(join(folder, 'rows.json'), smallRows(20))
})
afterEach(() => rm(folder, { recursive: true }))

const parts = (...path: string[]) => join(folder, 'parts', ...path)

async function split(...options: string[]) {
  const ended = await runCommand(folder, ['split', 'rows.json', '-o', 'parts', ...options])
  expect(ended.code, ended.err).toBe(0)
  return ended.out
}

test('files of the user stay, and folds that there are no longer go', async () => {
  await split('--folds', '4')
  await writeFile(parts('fold-4', 'mine.txt'), 'mine')
  await writeFile(parts('mine.txt'), 'mine')
  expect(await split('--folds', '3')).toContain(`${join('parts', 'fold-2', 'test.jsonl')}: `)
  expect((await readdir(parts(), { recursive: true })).sort()).toEqual([
    'fold-1',
    'fold-1/test.jsonl',
    'fold-1/train.jsonl',
    'fold-1/validation.jsonl',
    'fold-2',
    'fold-2/test.jsonl',
    'fold-2/train.jsonl',
    'fold-2/validation.jsonl',
    'fold-3',
    'fold-3/test.jsonl',
    'fold-3/train.jsonl',
    'fold-3/validation.jsonl',
    'fold-4',
    'fold-4/mine.txt',
    'mine.txt',
  ])
  expect(await readFile(parts('fold-4', 'mine.txt'), 'utf8')).toBe('mine')
})

test('a split whose process was killed is not read in parts, and finished by the next one', async () => {
  await split()
  const [name = ''] = await readdir(parts())
  await mkdir(parts(UNFINISHED, 'files'), { recursive: true })
  await writeFile(parts(UNFINISHED, 'files', 'new.jsonl'), 'new')
  for (const path of ['parts', join('parts', name)]) {
    const read = await runCommand(folder, ['stats', path])
    expect(read).toMatchObject({ code: 1, out: '' })
    expect(read.err).toContain('give the command again that writes there')
  }
  await split('--folds', '3', '--fold', '1')
  expect((await readdir(parts())).sort()).toEqual([
    'new.jsonl',
    'test.jsonl',
    'train.jsonl',
    'validation.jsonl',
  ])
})
