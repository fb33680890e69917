import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderSelection } from '../../src/cli/active.ts'
import { createRandomModel } from '../predict/random-model.ts'
import { runCommand } from './command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-active-'))
  await mkdir(join(folder, 'run'))
  await createRandomModel(join(folder, 'run'), ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene'])
  await writeFile(
    join(folder, 'run', 'splits.json'),
    JSON.stringify({ train: ['a'], validation: ['b'], test: [] }),
  )
  await mkdir(join(folder, 'pool'))
  for (const [i, name] of ['a', 'b', 'c', 'd'].entries())
    await writeFile(join(folder, 'pool', `${name}.txt`), `Phenol kinase mutation ${i}\u001b[2J in ${name}bc.`)
})
afterAll(() => rm(folder, { recursive: true }))

const active = (...args: readonly string[]) =>
  runCommand(folder, ['active', '-m', 'run', 'pool', '--jobs', '1', ...args])

test('documents that the run knows are left out, the others are ranked in a table, and written', async () => {
  const { code, out, err } = await active('-o', 'next')
  expect(code).toBe(0)
  expect(err).toContain(
    'documents are annotated, or the model knows them from its training: they are left out (2 times)',
  )
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^ +document +uncertainty +mentions +least sure of$/)
  expect(
    lines
      .slice(1, 3)
      .map(line => line.split(/ +/)[1])
      .sort(),
  ).toEqual(['c', 'd'])
  expect(lines[1]).toContain('\\u001b[2J')
  expect(out).not.toContain('\u001b')
  expect(lines.at(-1)).toBe('next: 2 documents of 2; 2 are annotated')
  expect((await readdir(join(folder, 'next'))).sort()).toEqual(['TypeSystem.xml', 'c.xmi', 'd.xmi'])
})

test('the choice comes as JSON, and is the same each time', async () => {
  const choose = async (output: string) =>
    JSON.parse((await active('-o', output, '-n', '1', '--to', 'json', '--json')).out)
  const [first, second] = [await choose('one.json'), await choose('two.json')]
  expect(first).toEqual({ ...second, output: 'one.json' })
  const { uncertainty, ...chosen } = first.chosen[0]
  expect(chosen).toMatchObject({ similarity: 0, mentions: expect.any(Number) })
  expect(uncertainty).toBeGreaterThan(0)
  expect(uncertainty).toBeLessThan(1)
  expect(await readFile(join(folder, 'one.json'), 'utf8')).toBe(
    await readFile(join(folder, 'two.json'), 'utf8'),
  )
})

test('options that do not go together, and run folders that say something else, are errors', async () => {
  expect((await active('-o', 'x', '--feature', 'value')).err).toContain('expected --into beside --feature')
  expect((await active('-o', 'x', '--into', 'auto', '--to', 'xmi')).err).toContain('cannot be used with')
  expect((await active('-o', 'x', '-n', '0')).err).toContain('Expected a whole number of at least 1')
  expect((await active('-o', 'x', '--into', 'auto')).err).toContain(
    'expected documents as XMI, JSON CAS or WebAnno TSV',
  )
  const splits = join(folder, 'run', 'splits.json')
  const before = await readFile(splits)
  await writeFile(splits, '{"train": 1}')
  const { code, err } = await active('-o', 'x')
  await writeFile(splits, before)
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('expected the ids of the documents of train, validation and test'),
  ])
  expect(await readdir(folder)).not.toContain('x')
})

test('long ids and sentences are cut, and stay on their line', () => {
  const chosen = {
    id: `${'i'.repeat(99)}`,
    uncertainty: 0.5,
    similarity: 0,
    sentence: `a\n\u202eb ${'😷'.repeat(99)}`,
    mentions: 3,
  }
  const [, row] = renderSelection({ output: 'o', candidates: 1200, annotated: 0, chosen: [chosen] }).split(
    '\n',
  )
  expect(row).toBe(`1  ${'i'.repeat(29)}…        0.500         3  a \\u202eb ${'😷'.repeat(49)}…`)
})
