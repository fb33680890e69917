/** @file `medspan score`, and `medspan evaluate` of a model on gold documents: as a run scores its own test part. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silent } from '../../src/progress.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf, smallRows, writeRows } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-score-'))
  await createSmallProject(folder)
  await train(smallConfigOf(folder), { progress: silent })
  const { test } = JSON.parse(await readFile(join(folder, 'run/splits.json'), 'utf8'))
  await writeRows(
    join(folder, 'gold.json'),
    smallRows(20).filter(({ doc_id: id }) => test.includes(id)),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const medspan = (...args: string[]) => runCommand(folder, args)
const run = async (name: string) => JSON.parse(await readFile(join(folder, 'run', name), 'utf8'))

test('a model on the documents of its test part has the scores of its run', async () => {
  const { code, out, err } = await medspan('evaluate', '-m', 'run', '--on', 'gold.json', '--json')
  expect(code, err).toBe(0)
  const { test: tags, evaluations } = JSON.parse(out)
  const own = (await run('run.json')).summary.test
  // A document has mentions and no tags: an I- that begins one has become a B-, which accuracy and strict mode see.
  const { accuracy, insideAccuracy, ...overall } = own.default.overall
  expect(tags.default).toMatchObject({ overall, types: own.default.types })
  expect(tags.strict.overall).toMatchObject(overall)
  const { classes, calibration, semeval, micro } = await run('evaluation.test.json')
  expect(overall.f1).toBeGreaterThan(0)
  expect(evaluations.test).toMatchObject({ classes, calibration, semeval })
  expect(evaluations.test.micro.f1.estimate).toBe(micro.f1.estimate)
})

test('predictions in another format have the same scores, but no probabilities', async () => {
  expect(
    await medspan('predict', '-m', 'run', 'gold.json', '-o', 'p.pubtator', '--to', 'pubtator'),
  ).toMatchObject({ code: 0 })
  const { code, out, err } = await medspan('score', 'gold.json', 'p.pubtator')
  expect(code, err).toBe(0)
  const { classes, micro, documents } = await run('evaluation.test.json')
  expect(out).toContain(`test: ${documents} documents, exact span match`)
  expect(out).toContain(`F1 ${(100 * micro.f1.estimate).toFixed(2)} (95 %: `)
  expect(out).toMatch(new RegExp(`^missed +${classes.missed}$`, 'm'))
  expect(out).toMatch(/^model, strict +/m)
  expect(out).not.toMatch(/calibration|training|dictionary/)
})

test('scores have a page, figures and what compare reads, which the next ones replace', async () => {
  await medspan('predict', '-m', 'run', 'gold.json', '-o', 'p.jsonl')
  await mkdir(join(folder, 'scores/p'), { recursive: true })
  for (const name of ['report.html', 'predictions.test.jsonl', 'evaluation.test.json'])
    await writeFile(join(folder, 'scores/p', name), 'of earlier scores')
  const { code, out, err } = await medspan('score', 'gold.json', 'p.jsonl', '-o', 'scores/p')
  expect(code, err).toBe(0)
  expect(out).toMatch(/\n\d+ figures, and the report: scores\/p\/report.html\n$/)
  expect((await readdir(join(folder, 'scores/p'))).sort()).toEqual([
    'evaluation.test.json',
    'figures',
    'predictions.test.jsonl',
    'report.html',
  ])
  const page = await readFile(join(folder, 'scores/p/report.html'), 'utf8')
  expect(page).toContain('<h1><bdi>p.jsonl</bdi></h1>')
  expect(page).toContain('against gold.json')
  expect(page).not.toMatch(/id="(?:training|seen|configuration|environment)"|In training|class="status"/)
  expect(page).toContain('id="calibration"')
  const compared = await medspan('compare', 'run', 'scores/p', '--samples', '99')
  expect(compared.out, compared.err).toMatch(/^micro .* \+0\.00 .* 1\.0000$/m)
})

test('the report of scores goes into no folder of anything else', async () => {
  await mkdir(join(folder, 'other'))
  await writeFile(join(folder, 'other', 'notes.txt'), '')
  for (const [output, file] of [
    ['other', 'notes.txt'],
    ['run', 'README.md'],
  ] as const) {
    const { code, err } = await medspan('score', 'gold.json', 'gold.json', '-o', output)
    expect(code).toBe(1)
    expect(err).toContain(
      `${output}: expected a new folder, or one with earlier scores alone, got ${file} in it`,
    )
  }
})

test('evaluate takes a run alone, or a model and gold documents', async () => {
  for (const args of [
    [],
    ['run', '--on', 'gold.json'],
    ['run', '--types', 'one'],
    ['--model', 'run'],
    ['--on', 'gold.json'],
  ])
    expect((await medspan('evaluate', ...args)).err).toContain(
      'expected a run alone, or a model and gold documents',
    )
  expect((await medspan('score', 'gold.json', 'gold.json', '--types', 'T047,,')).err).toContain('commas')
})
