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
