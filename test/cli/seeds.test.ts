/** @file `medspan train --seeds`, and the folder that it leaves as other commands take it. */
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderSeeds } from '../../src/cli/view/seeds.ts'
import type { SeedsFile } from '../../src/run/seeds.ts'
import { createSmallProject } from '../train/small-project.ts'
import { type RunOptions, runCommand } from './command-line.ts'

let folder: string
let first: Awaited<ReturnType<typeof command>>
const quick = ['--set', 'training.num_train_epochs=1', '--no-report']
const command = (args: readonly string[], options?: RunOptions) => runCommand(folder, args, options)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-seeds-'))
  await createSmallProject(folder)
  first = await command(['train', ...quick, '--seeds', '1,2', '-o', 'here'])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('prints a table of seeds and of their spread, and its JSON when asked again', async () => {
  expect(first.code, first.err).toBe(0)
  const table = first.out.split('\n')
  expect(table[0]).toMatch(/^seed +best epoch +validation micro +macro +test micro +macro$/)
  expect(table.slice(1, 3).map(line => line.split(/ +/).slice(0, 2))).toEqual([
    ['1', '1'],
    ['2', '1'],
  ])
  expect(first.out).toMatch(/^F1 +validation mean +std +min to max +test mean +std +min to max$/m)
  expect(first.out).toMatch(/^Disease +\d/m)
  expect((await readdir(join(folder, 'here'))).sort()).toEqual(['seed-1', 'seed-2', 'seeds.json'])
  // What both notice of the corpus is said once.
  expect(first.err.match(/^parts:/gm)).toHaveLength(1)

  const second = await command(['train', ...quick, '--seeds', '1,2', '-o', 'here', '--json'])
  expect(second.err).toContain('seed 1 is trained already')
  const { folder: named, ...result } = JSON.parse(second.out) as { folder: string }
  expect(named).toBe(join(folder, 'here'))
  expect(result).toEqual(JSON.parse(await readFile(join(folder, 'here/seeds.json'), 'utf8')))
})

test('Ctrl-C ends it in order with the code that says: again', async () => {
  const controller = new AbortController()
  const { code, err, out } = await command(['train', ...quick, '--seeds', '3,4', '-o', 'there'], {
    signal: controller.signal,
    onPrint: text => {
      if (text.includes('seed 3')) controller.abort()
    },
  })
  expect(code).toBe(75)
  expect(err).toContain('0 of 2 seeds are finished')
  expect(err).toContain('Give the same command again')
  expect(out).toBe('')
})

test('--dry-run forecasts one of them, and writes nothing', async () => {
  const { code, out } = await command(['train', '--seeds', '5,6,7', '--jobs', '2', '-o', 'dry', '--dry-run'])
  expect(code).toBe(0)
  expect(out).toContain('This is for seed 5 alone; 3 are to be trained, 2 at a time.')
  expect(existsSync(join(folder, 'dry'))).toBe(false)
})

test.each([
  [['--seeds', '1,a'], "option '--seeds <list>' argument '1,a' is invalid"],
  [['--seeds', ''], "option '--seeds <list>' argument '' is invalid"],
  [['--seeds', '1', '--jobs', '0'], "option '--jobs <number>' argument '0' is invalid"],
  [['--jobs', '2'], 'expected --seeds with --jobs'],
])('%j is refused before anything is read', async (args, said) => {
  const { code, err } = await command(['train', ...args, '-o', 'refused'])
  expect(code).toBe(1)
  expect(err).toContain(said)
})

test('compare takes folders of seeds and lists of runs, and says by how much they differ', async () => {
  await cp(join(folder, 'here'), join(folder, 'other'), { recursive: true })
  // The other configuration finds nothing.
  for (const seed of [1, 2]) {
    const path = join(folder, `other/seed-${seed}/predictions.test.jsonl`)
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    await writeFile(
      path,
      lines.map(line => `${JSON.stringify({ ...JSON.parse(line), predicted: [] })}\n`).join(''),
    )
  }
  const options = ['--samples', '99']
  const { code, out } = await command(['compare', 'here', 'other', ...options])
  expect(code).toBe(0)
  expect(out).toMatch(/^a here: 2 runs\nb other: 2 runs\n/)
  expect(out).toMatch(/^f1 +a +std +b +std +a - b +95 % interval +p$/m)
  expect(out).toMatch(/^micro +\d+\.\d\d +\d+\.\d\d +0\.00 +0\.00 +\+\d/m)
  expect(out).toMatch(/^a here\/seed-2 +\d+\.\d\d +\d+\.\d\d$/m)
  expect(out).toContain('99 samples of documents and runs')
  expect(out).toContain('with fewer than 5 runs of a configuration p is too small')

  const listed = await command(['compare', 'here/seed-1,here/seed-2', 'other', ...options, '--json'])
  const folders = await command(['compare', 'here', 'other', ...options, '--json'])
  expect(JSON.parse(listed.out)).toEqual(JSON.parse(folders.out))
  const alone = await command(['compare', 'here', 'other/seed-1', ...options])
  expect(alone.out).toContain('b is one run: nothing is known of how other seeds of it would score')
})

test('compare refuses the same run twice, and runs whose test documents differ', async () => {
  const twice = await command(['compare', 'here/seed-1,here/seed-1', 'here'])
  expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('expected each run once')])
  const split = ['--set', 'corpus.split.seed=7']
  expect(await command(['train', ...quick, ...split, '--seeds', '1', '-o', 'split'])).toMatchObject({
    code: 0,
  })
  const { code, err } = await command(['compare', 'here', 'split'])
  expect(code).toBe(1)
  expect(err).toContain('split/seed-1: expected the same documents')
  expect(err).toContain('training.seed may differ')
})

test.each(['report', 'evaluate'])('%s says which runs of such a folder it takes', async name => {
  const { code, err } = await command([name, 'here'])
  expect(code).toBe(1)
  expect(err).toContain('expected one run, got a folder with runs of 2 seeds')
  expect(err).toMatch(/Name one of them, such as .*here\/seed-[12], the best on validation/)
})

test('the tables give F1 in per cent', () => {
  const scores = (micro: number) => ({ micro, macro: micro / 2, types: { T047: micro } })
  const spread = (mean: number) => ({ mean, std: 0.0123, min: mean - 0.01, max: mean + 0.01 })
  const spreads = { micro: spread(0.5), macro: spread(0.25), types: { T047: spread(0.5) } }
  const result: SeedsFile = {
    seeds: [
      { seed: 1, best_epoch: 2, validation: scores(0.49), test: scores(0.48) },
      { seed: 10, best_epoch: 2.5, validation: scores(0.51), test: scores(0.52) },
    ],
    spread: { validation: spreads, test: { ...spreads, types: {} } },
  }
  expect(renderSeeds(result, 'runs/x')).toMatchInlineSnapshot(`
    "seed  best epoch  validation micro  macro  test micro  macro
    1              2             49.00  24.50       48.00  24.00
    10           2.5             51.00  25.50       52.00  26.00

    F1                        validation mean   std      min to max  test mean   std      min to max
    micro                               50.00  1.23  49.00 to 51.00      50.00  1.23  49.00 to 51.00
    macro                               25.00  1.23  24.00 to 26.00      25.00  1.23  24.00 to 26.00
    T047 Disease or Syndrome            50.00  1.23  49.00 to 51.00          -     -               -

    F1 in per cent, exact span match; std: sample standard deviation over seeds. Choose nothing by the test part.
    The runs are in runs/x, with seeds.json; compare configurations with medspan compare runs/x OTHER"
  `)
})
