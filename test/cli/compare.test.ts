/** @file `medspan compare`: two runs' files side by side. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatScoredDocuments, type ScoredDocument } from '../../src/metrics/mentions.ts'
import { runCommand } from './command-line.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-compare-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = 'He had asthma\u001b[31m and a\ncough.'
const mention = { begin: 7, end: 13, type: 'T047' }
const other = { begin: 24, end: 29, type: 'T184' }
const documents = (finds: (index: number) => boolean): ScoredDocument[] =>
  Array.from({ length: 20 }, (_, index) => ({
    id: `doc-${index}`,
    text,
    gold: [mention, other],
    predicted: finds(index) ? [{ ...mention, score: 0.9 }] : [],
  }))

async function write(name: string, content: readonly ScoredDocument[]): Promise<void> {
  await mkdir(join(folder, name))
  await writeFile(join(folder, name, 'predictions.test.jsonl'), formatScoredDocuments(content))
}

test('says by how much one run is better, how sure that is, and what the other misses', async () => {
  await write(
    'a',
    documents(() => true),
  )
  await write(
    'b',
    documents(index => index % 2 === 0),
  )
  const { code, out: stdout } = await runCommand(folder, [
    'compare',
    'a',
    'b',
    '--samples',
    '999',
    '--show',
    '1',
  ])
  expect(code).toBe(0)
  expect(stdout).toMatch(/f1 +a +b +a - b +95 % interval +p/)
  expect(stdout).toMatch(/T047 Disease or Syndrome +100\.00 +66\.67 +\+33\.33 .* 0\.0\d+/)
  expect(stdout).toMatch(/T184 Sign or Symptom +0\.00 +0\.00 +\+0\.00 .* 1\.0000/)
  expect(stdout).toContain(
    'only a finds 10, such as\n  doc-1: He had [asthma|T047 Disease or Syndrome] [31m and a cough.',
  )
  expect(stdout).toContain('only b finds 0')
  const same = await runCommand(folder, ['compare', 'a', 'a', '--samples', '99', '--json'])
  expect(JSON.parse(same.out)).toMatchObject({ micro: { difference: 0, p: { randomisation: 1 } } })
})

test('refuses runs of different documents, and folders without predictions', async () => {
  const all = documents(() => true)
  await write('a', all)
  await write('b', all.slice(1))
  await mkdir(join(folder, 'c'))
  expect(await runCommand(folder, ['compare', 'a', 'b'])).toMatchObject({ code: 1 })
  const missing = await runCommand(folder, ['compare', 'a', 'c'])
  expect(missing.code).toBe(1)
  expect(missing.err).toContain('predictions.test.jsonl')
})

test('puts scores beside each other where a folder of Trainer has nothing else, and says what lacks for more', async () => {
  const results = { predict_overall_f1: 0.8, predict_T047_f1: 0.5, predict_T047_number: 3, epoch: 2 }
  for (const [name, more] of [
    ['trainer', { predict_overall_f1: 0.75 }],
    ['ours', { 'predict_\u001b[31mX_f1': 1, 'predict_\u001b[31mX_number': 1 }],
  ] as const) {
    await write(name, [])
    await writeFile(join(folder, name, 'all_results.json'), JSON.stringify({ ...results, ...more }))
  }
  await rm(join(folder, 'trainer/predictions.test.jsonl'))
  const { code, out } = await runCommand(folder, ['compare', 'trainer', 'ours'])
  expect(code).toBe(0)
  expect(out).toMatch(/f1 +a +b +a - b\nmicro +75\.00 +80\.00 +-5\.00\n/)
  expect(out).toMatch(/T047 Disease or Syndrome +50\.00 +50\.00 +\+0\.00/)
  expect(out).toMatch(/X +100\.00/)
  expect(out).not.toContain('\u001b')
  expect(out).toContain('trainer: scores alone, perhaps of other documents')
  const { a, b } = JSON.parse((await runCommand(folder, ['compare', 'trainer', 'ours', '--json'])).out)
  expect([a.f1, b.types.T047.gold]).toEqual([0.75, 3])
  const validation = await runCommand(folder, ['compare', 'trainer', 'ours', '--part', 'validation'])
  expect(validation.err).toContain('expected a folder with what a model has found in each document')
})
