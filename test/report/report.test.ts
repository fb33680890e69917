/** @file A run's report, from its folder alone: what is written, what it says, and what is refused. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../../src/progress.ts'
import { type WrittenReport, writeReport } from '../../src/report/report.ts'
import { filesOfFigure } from '../../src/run/report-files.ts'
import { findPreviousRun, readRunFolder } from '../../src/run/run-folder.ts'
import { formatManifest, MANIFEST } from '../../src/system/manifest.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf } from '../train/small-project.ts'

let folder: string
/** The report of the first run. */
let report: WrittenReport
/** Two runs of one project with different seeds, the second after the first. */
const runs: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-report-'))
  await createSmallProject(folder)
  for (const seed of [7, 8]) {
    const output = join(folder, `seed-${seed}`)
    const overrides = [`training.seed=${seed}`, `training.output_dir=${JSON.stringify(output)}`]
    await train(smallConfigOf(folder, [...overrides, 'training.num_train_epochs=3']), { progress: silent })
    runs.push(output)
  }
  report = await reportOf(runs[0]!)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A copy of a run that a test may spoil. */
async function copyOf(run: string, name: string): Promise<string> {
  const copy = join(folder, 'copies', name)
  await cp(run, copy, { recursive: true })
  return copy
}

/** A copy of a run as it was under way, of which few figures are drawn. */
async function underWay(run: string, name: string): Promise<string> {
  const copy = await copyOf(run, name)
  const { summary: _, ended: __, ...begun } = JSON.parse(await readFile(join(copy, 'run.json'), 'utf8'))
  await writeFile(join(copy, 'run.json'), JSON.stringify({ ...begun, status: 'running' }))
  const later = ['predictions.test.jsonl', 'predictions.validation.jsonl', 'report.html', 'figures']
  for (const each of later) await rm(join(copy, each), { recursive: true, force: true })
  return copy
}

const reportOf = (run: string, previous?: string) => writeReport(run, { progress: silent, previous })

describe('the report of a run', () => {
  test('is a page and its figures, light and dark, as PNG and SVG', async () => {
    const names = report.figures.flatMap(name => [`${name}.png`, `${name}.svg`]).sort()
    expect((await readdir(join(runs[0]!, 'figures'))).sort()).toEqual([MANIFEST, 'dark', ...names].sort())
    expect((await readdir(join(runs[0]!, 'figures', 'dark'))).sort()).toEqual(names)
    const reference =
      'loss loss_same_fig learning_rate grad_norm global_metrics log_per_class_epoch log_per_class_step ' +
      'boxplot_metrics_eval boxplot_metrics_pred scatter_plot_metric_support_eval scatter_plot_metric_support_pred ' +
      'scatter_plot_metric_support_eval_nolabel scatter_plot_metric_support_pred_nolabel'
    const own = 'confusion_matrix reliability types_per_split f1_training_mentions error_breakdown'
    for (const name of [...reference.split(' '), ...own.split(' ')]) expect(report.figures).toContain(name)
    expect(report).toMatchObject({ page: join(runs[0]!, 'report.html'), previous: undefined })
  })

  test('replaces the figures of the one before, and no file of the user', async () => {
    const copy = await underWay(runs[0]!, 'mine')
    const { figures } = await reportOf(copy)
    for (const [name, isListed] of [
      ['gone', true],
      ['older', false],
    ] as const) {
      // Earlier versions kept no list: a figure is what is there four times.
      if (!isListed) await rm(join(copy, 'figures', MANIFEST))
      else await writeFile(join(copy, 'figures', MANIFEST), formatManifest(filesOfFigure(name)))
      for (const file of filesOfFigure(name)) await writeFile(join(copy, 'figures', file), '')
      for (const file of ['mine.png', 'mine.svg', 'dark/mine.svg'])
        await writeFile(join(copy, 'figures', file), 'mine')
      const told: string[] = []
      await writeReport(copy, { progress: { ...silent, info: line => told.push(line) } })
      const names = [
        ...figures.flatMap(filesOfFigure),
        'dark/mine.svg',
        'mine.png',
        'mine.svg',
        'dark',
        MANIFEST,
      ]
      expect((await readdir(join(copy, 'figures'), { recursive: true })).sort()).toEqual(names.sort())
      expect(told).toContain(
        `left in ${join(copy, 'figures')}, as no report has made it: dark/mine.svg, mine.png, mine.svg`,
      )
    }
  })

  test('leaves files elsewhere alone, whatever the list says or the folder of figures is a link to', async () => {
    const copy = await underWay(runs[0]!, 'hostile')
    await reportOf(copy)
    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    for (const name of ['precious.svg', 'precious.png']) await writeFile(join(elsewhere, name), 'mine')
    const names = ['../run.json', join(elsewhere, 'precious.svg'), 'out/precious.svg', '..', '']
    await writeFile(join(copy, 'figures', MANIFEST), JSON.stringify({ files: names }))
    await symlink(elsewhere, join(copy, 'figures', 'out'))
    await reportOf(copy)
    await readFile(join(copy, 'run.json'))
    await rm(join(copy, 'figures'), { recursive: true })
    await symlink(elsewhere, join(copy, 'figures'))
    await expect(reportOf(copy)).rejects.toMatchObject({ code: 'output' })
    expect((await readdir(elsewhere)).sort()).toEqual(['precious.png', 'precious.svg'])
  })

  test('has the scores of the run, of the dictionary and of the run before it', async () => {
    const written = await reportOf(runs[1]!)
    expect(written.previous).toBe(runs[0])
    const page = await readFile(written.page, 'utf8')
    const evaluation = JSON.parse(await readFile(join(runs[1]!, 'evaluation.test.json'), 'utf8'))
    const { estimate, lower, upper } = evaluation.micro.f1
    for (const value of [estimate, lower, upper]) expect(page).toContain((100 * value).toFixed(2))
    expect(page).toContain('seed-7')
    expect(page).toMatch(/dictionary/i)
  })

  test('is the same to the byte when it is made again', async () => {
    const page = await readFile(report.page)
    const figure = await readFile(join(runs[0]!, 'figures', 'confusion_matrix.png'))
    await reportOf(runs[0]!, 'none')
    expect((await readFile(report.page)).equals(page)).toBe(true)
    expect((await readFile(join(runs[0]!, 'figures', 'confusion_matrix.png'))).equals(figure)).toBe(true)
  })

  test('of a run that is under way has its curves', async () => {
    const copy = await underWay(runs[0]!, 'under-way')
    // As a killed run leaves it.
    const log = await readFile(join(copy, 'log.jsonl'), 'utf8')
    await writeFile(join(copy, 'log.jsonl'), log.slice(0, -5))
    const { figures, page } = await reportOf(copy)
    expect(figures).toContain('loss')
    expect(figures).not.toContain('confusion_matrix')
    expect(await readFile(page, 'utf8')).toMatch(/running/i)
  })
})

describe('the run before', () => {
  test('is one with the same test documents', async () => {
    const other = await copyOf(runs[0]!, 'apart/first')
    const own = await copyOf(runs[1]!, 'apart/second')
    expect((await findPreviousRun(await readRunFolder(own)))?.path).toBe(other)
    expect(await findPreviousRun(await readRunFolder(other))).toBeUndefined()
    const path = join(other, 'predictions.test.jsonl')
    const [, ...rest] = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, rest.join('\n'))
    expect(await findPreviousRun(await readRunFolder(own))).toBeUndefined()
  })
})

describe('a report is refused', () => {
  test('where there is no run', async () => {
    await expect(reportOf(folder)).rejects.toMatchObject({
      code: 'input',
      message: 'expected a run folder, with run.json in it',
      where: { path: folder },
    })
  })

  test.each([
    ['run.json', 'expected the description of a run'],
    ['training_mentions.json', 'expected the mentions of the training part'],
    ['predictions.test.jsonl', 'expected a document as JSON'],
    ['baseline.validation.jsonl', 'expected a document as JSON'],
  ])('where %s was cut, and nothing of an older one is lost', async (name, message) => {
    const copy = await copyOf(runs[0]!, `cut-${name}`)
    const page = await readFile(join(copy, 'report.html'))
    const path = join(copy, name)
    const content = await readFile(path, 'utf8')
    await writeFile(path, content.slice(0, content.length - 20))
    await expect(reportOf(copy)).rejects.toMatchObject({ code: 'input', message, where: { path } })
    expect((await readFile(join(copy, 'report.html'))).equals(page)).toBe(true)
  })

  test('where a file of a finished run is missing', async () => {
    const copy = await copyOf(runs[0]!, 'missing')
    await rm(join(copy, 'baseline.test.jsonl'))
    await expect(reportOf(copy)).rejects.toMatchObject({
      code: 'input',
      where: { path: join(copy, 'baseline.test.jsonl') },
    })
  })
})
