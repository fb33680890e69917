/** @file The report of a hyperparameter search: what is written, what it says, what is escaped. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { studyFigureNeeds } from '../../src/figures/study/study.ts'
import { silent } from '../../src/progress.ts'
import { formatParams, renderStudyPage, type StudyReportFigure } from '../../src/report/page/study-page.ts'
import { writeStudyReport } from '../../src/report/study-report.ts'
import { type StudyFile, type StudyTrial, writeStudyFile } from '../../src/run/study-file.ts'
import { MANIFEST } from '../../src/system/manifest.ts'
import { studySample } from '../figures/study-sample.ts'
import { hostile, svg } from './page-sample.ts'
import { hostileStudy } from './study-sample.ts'

const small = studySample({ trials: 15 })
const pageOf = (
  study: StudyFile,
  reported: readonly number[] = [],
  figures: readonly StudyReportFigure[] = [],
) => renderStudyPage({ study, figures, reported: new Set(reported) })

/** The text of the first element of a class, blanks as one. */
function textOf(page: string, name: string): string {
  const [, inner] = new RegExp(`<(?:p|dl) class="${name}">([\\s\\S]*?)</(?:p|dl)>`).exec(page) ?? []
  return (inner ?? '').replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
}

/** The rows of the table of trials. */
const rowsOf = (page: string): string[] =>
  /<table class="trials sortable">[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(page)![1]!.trim().split('\n')

describe('the page of a study', () => {
  test('says in a sentence what came out', () => {
    const best = small.trials[small.best!]!
    const lead = textOf(pageOf(small), 'lead')
    expect(lead).toContain(
      `The best of 12 complete trials, trial ${small.best}, has F1 on validation ${(100 * best.value!).toFixed(2)} % with learning_rate`,
    )
    expect(lead).toContain(
      '+2.19 F1 against the configuration’s own values (95 % interval +1.04 to +3.41, p = 0.0004); pruning has saved 30 min 33 s of training.',
    )
    expect(textOf(pageOf(small), 'highlights')).toContain('16 % of what all would have taken')
  })

  test('says how it stands to the configuration, whatever is known of that', () => {
    const { gain: _, ...without } = small
    const leadOf = (study: StudyFile) => textOf(pageOf(study), 'lead')
    const configured = (100 * small.trials[0]!.value!).toFixed(2)
    expect(leadOf(without)).toContain(`where the configuration’s own values give ${configured} %`)
    expect(leadOf({ ...without, initial: small.best! })).toContain(
      'these are the configuration’s own values, and nothing better was found',
    )
    const failed = small.trials.find(({ state }) => state === 'failed')!
    expect(leadOf({ ...without, initial: failed.number })).toContain('has not been completed (failed)')
    const { initial: __, ...neither } = without
    expect(leadOf(neither)).not.toContain('configuration')
  })

  test('has a row a trial: state, value, parameters, duration, and why it failed', () => {
    const rows = rowsOf(pageOf(small))
    expect(rows).toHaveLength(15)
    const text = (row: string) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    expect(text(rows[0]!)).toMatch(/^0 complete as configured [\d.]+ % 5e-5 \d+ 4 4 4 min$/)
    expect(rows[0]).toContain('data-sort="0.00005"')
    expect(rows[small.best!]).toMatch(/^<tr class="model">/)
    expect(text(rows[9]!)).toMatch(/^9 failed – .* 42 s expected a finite loss, got NaN at step 14$/)
    expect(text(rows[4]!)).toMatch(/^4 pruned – /)
  })

  test('shows a parameter that a trial does not have as a dash', () => {
    const study = studySample({ trials: 12, parameters: 6 })
    const rows = rowsOf(pageOf(study))
    for (const [index, { params, state, value }] of study.trials.entries()) {
      const dashes = (value === null ? 1 : 0) + ('loss.gamma' in params ? 0 : 1)
      expect(rows[index]!.match(/>–</g) ?? [], state).toHaveLength(dashes)
    }
  })

  test('leads to the reports of trials that have one, by their place in the study folder', () => {
    const folder = 'trials/a b#1?x:y'
    const trials = small.trials.map(trial => (trial.number === 1 ? { ...trial, folder } : trial))
    const page = pageOf({ ...small, trials }, [1])
    expect(page.match(/<a href="\.\/[^"]*"/g)).toEqual(['<a href="./trials/a%20b%231%3Fx%3Ay/report.html"'])
  })

  test('says what is not drawn, and what it would need', () => {
    const empty = pageOf(studySample({ trials: 0 }))
    for (const [what, needs] of Object.values(studyFigureNeeds)) expect(empty).toContain(`${what} (${needs})`)
    expect(textOf(empty, 'lead')).toBe('No trial has begun.')
    const drawn = { title: 'a', description: 'b', light: svg('l'), dark: svg('d') }
    const page = pageOf(small, [], [{ ...drawn, name: 'contour', section: 'parameters' }])
    expect(page).toContain('<figure id="figure-contour"')
    expect(page).not.toContain(studyFigureNeeds.contour[1])
    expect(page).toContain(studyFigureNeeds.slice[1])
  })

  test('of one trial, of failed ones only, and of one that runs', () => {
    const one = textOf(pageOf(studySample({ trials: 1 })), 'lead')
    expect(one).toContain('The only complete trial, trial 0, has')
    expect(one).not.toContain('nothing better')
    const { best: _, gain: __, ...rest } = small
    const trials = small.trials.map(
      (trial): StudyTrial => ({ ...trial, state: 'failed', value: null, reason: 'out of memory' }),
    )
    const failed = pageOf({ ...rest, trials, importance: [] })
    expect(textOf(failed, 'lead')).toBe('No trial is complete: 15 failed.')
    expect(failed.match(/<td class="reason">out of memory</g)).toHaveLength(15)
    const { ended: ___, ...running } = small
    expect(pageOf({ ...running, status: 'running' })).toContain(
      '<span class="badge running">Running</span> <time datetime="2026-03-01T08:00:00.000Z"',
    )
  })

  test('gives the parameters of the best trial as a configuration', () => {
    const params = {
      'training.learning_rate': 4.2e-7,
      'training.x': true,
      'model.name': 'a: #b',
      'odd key.y': null,
    }
    const trial = { ...small.trials[0]!, params }
    const text = formatParams({ parameters: small.parameters }, trial)
    expect(parse(text)).toEqual({
      training: { learning_rate: 4.2e-7, x: true },
      model: { name: 'a: #b' },
      'odd key': { y: null },
    })
  })

  test('lets no hostile text out of its place', () => {
    const page = pageOf(hostileStudy(), [0])
    const clean = page.replace(/<script type="module">[\s\S]*?<\/script>/, '')
    expect(clean.match(/<script/g)).toHaveLength(1)
    expect(clean.match(/<img|<b>|<!--|onerror="|javascript:/g)).toBeNull()
    expect(page.match(/&lt;script&gt;window\.pwned=1/g)!.length).toBeGreaterThan(10)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(/[\u0000-\u0008\u000b-\u001f\ufffe]|\p{Cs}/u.test(page)).toBe(false)
  })

  test('gives every id once, and a caption and scopes to every table', () => {
    const page = pageOf(small, [0])
    const ids = [...page.replace(/<script[\s\S]*?<\/script>/g, '').matchAll(/\sid="([^"]*)"/g)].map(
      each => each[1],
    )
    expect(new Set(ids).size).toBe(ids.length)
    const tables = [...page.matchAll(/<table\b[^>]*>([\s\S]*?)<\/table>/g)].map(each => each[1]!)
    expect(tables).toHaveLength(3)
    for (const table of tables) {
      expect(table).toMatch(/^\s*<caption>[^<]/)
      expect(table).not.toMatch(/<th(?![^>]*\bscope=|ead\b)/)
    }
  })
})

describe('the report of a study', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-study-'))
    await writeStudyFile(folder, small)
    await mkdir(join(folder, 'trials', '2'), { recursive: true })
    await writeFile(join(folder, 'trials', '2', 'report.html'), '')
    await mkdir(join(folder, 'trials', '3'), { recursive: true })
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is a page and its figures from study.json, the same bytes again', async () => {
    const written = await writeStudyReport(folder, { progress: silent })
    expect(written).toEqual({
      studyFolder: folder,
      page: join(folder, 'report.html'),
      figures: Object.keys(studyFigureNeeds),
    })
    const files = written.figures.flatMap(name => [`${name}.png`, `${name}.svg`]).sort()
    expect((await readdir(join(folder, 'figures'))).sort()).toEqual([MANIFEST, 'dark', ...files].sort())
    expect((await readdir(join(folder, 'figures', 'dark'))).sort()).toEqual(files)
    const page = await readFile(written.page, 'utf8')
    for (const name of written.figures) expect(page).toContain(`<figure id="figure-${name}"`)
    expect(page).not.toContain('Not drawn')
    expect(page.match(/<a href="\.\/[^"]*"/g)).toEqual(['<a href="./trials/2/report.html"'])
    await writeStudyReport(folder, { progress: silent })
    expect((await readFile(written.page, 'utf8')) === page).toBe(true)
  })

  test('writes nothing once it is interrupted', async () => {
    const other = join(folder, 'other')
    await writeStudyFile(other, small)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(writeStudyReport(other, { progress: silent, signal })).rejects.toThrow('enough')
    expect(await readdir(other)).toEqual(['study.json'])
  })

  test('shows hostile text in figures as text', async () => {
    const other = join(folder, 'hostile')
    await writeStudyFile(other, hostileStudy())
    const { page } = await writeStudyReport(other, { progress: silent })
    const text = await readFile(page, 'utf8')
    expect(text.replace(/<script type="module">[\s\S]*?<\/script>/, '').match(/<script/g)).toHaveLength(1)
    expect(text).toContain('<figure id="figure-slice"')
    expect(hostile).toContain('<script>')
  })

  test('is refused where there is no study', async () => {
    await expect(writeStudyReport(join(folder, 'trials'), { progress: silent })).rejects.toMatchObject({
      code: 'input',
      message: 'expected a study folder, with study.json in it',
    })
  })
})
