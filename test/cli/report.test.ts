/** @file `medspan report`, and the report that `medspan train` makes at its end. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reportAloud } from '../../src/cli/report.ts'
import { collectNotices, silent } from '../../src/progress.ts'
import { createSmallProject } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-report-'))
  await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const train = (...options: string[]) =>
  runCommand(folder, [
    'train',
    '-c',
    'medspan.yaml',
    '-o',
    'run',
    '--set',
    'training.max_steps=6',
    ...options,
  ])
const page = () => join(folder, 'run', 'report.html')

test('a training ends with a report, made once', async () => {
  expect(await train()).toMatchObject({ code: 0 })
  const content = await readFile(page(), 'utf8')
  expect(content).toContain('<title>run – medspan report</title>')
  expect(existsSync(join(folder, 'run', 'figures', 'loss.png'))).toBe(true)
  const { mtimeMs } = await stat(page())
  expect(await train()).toMatchObject({ code: 0 })
  expect((await stat(page())).mtimeMs).toBe(mtimeMs)
})

test('a report that was made on the way is made again at the end', async () => {
  const signal = AbortSignal.abort()
  expect(await runCommand(folder, ['train', '-c', 'medspan.yaml', '-o', 'run'], { signal })).toMatchObject({
    code: 75,
  })
  await train('--overwrite', '--no-report')
  expect(existsSync(page())).toBe(false)
  const run = join(folder, 'run', 'run.json')
  const finished = await readFile(run, 'utf8')
  await writeFile(run, JSON.stringify({ ...JSON.parse(finished), status: 'running' }))
  await writeFile(page(), 'an older report')
  expect(await train()).toMatchObject({ code: 0 })
  expect(await readFile(page(), 'utf8')).not.toBe('an older report')
})

test('the command says what it has made', async () => {
  await train('--no-report')
  const { code, out } = await runCommand(folder, ['report', 'run', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    page: page(),
    figures: expect.arrayContaining(['loss', 'confusion_matrix']),
  })
  const text = await runCommand(folder, ['report', 'run', '--no-previous'])
  expect(text.out).toMatch(/^\d+ figures, and the report: run\/report\.html\n$/)
})

test('what is no run is refused', async () => {
  expect(await runCommand(folder, ['report', '.'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('expected a run folder, with run.json in it'),
  })
})

test('a report that cannot be made is a line, and no error', async () => {
  const lines: string[] = []
  const { progress } = collectNotices({ ...silent, info: line => lines.push(line) })
  await reportAloud(join(folder, 'nowhere'), progress)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^the report could not be written: .*expected a run folder.*; medspan report writes it later/s,
  )
})
