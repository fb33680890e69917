import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.ts'
import { run } from '../../src/cli/program.ts'
import { createOutput } from '../../src/cli/stream.ts'
import { createScreen } from '../../src/cli/view/screen.ts'
import { nothingTold, renderNews, renderSparkline, renderWatched } from '../../src/cli/view/watched.ts'
import { silent } from '../../src/progress.ts'
import type { WatchedRun } from '../../src/run/watch.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf } from '../train/small-project.ts'
import { deaf, runCommand } from './command-line.ts'

const ESC = '\u001b'

const evaluation = (epoch: number, f1: number) => ({
  step: 400 * epoch,
  epoch,
  eval_loss: 1 - f1,
  eval_precision: f1 + 0.01,
  eval_recall: f1 - 0.01,
  eval_f1: f1,
})

const running: WatchedRun = {
  runFolder: '/runs/first',
  status: 'running',
  error: null,
  step: 1040,
  epoch: 2.6,
  maxSteps: 2000,
  epochs: 5,
  stepsPerSecond: 3.21,
  secondsLeft: 299,
  quietSeconds: 2,
  loss: 0.1234,
  learningRate: 1.25e-5,
  gradNorm: 0.8312,
  losses: [2, 1.5, 1.1, 0.9, 0.5, 0.3, 0.2, 0.1234].map((loss, i) => ({ step: 10 * i, loss })),
  evaluations: [evaluation(1, 0.61), evaluation(2, 0.7012)],
  metric: 'f1',
  bestStep: 800,
  checkpoint: 800,
  patience: null,
  test: null,
  warnings: [{ code: 'cut', message: 'mentions begin or end within a word', count: 3 }],
}

const page = (state: WatchedRun, columns: number, colour = false) => renderWatched(state, { columns, colour })

describe('a page', () => {
  test('of 80 columns', () => {
    expect(page(running, 80)).toMatchInlineSnapshot(`
      "first
      training

      [================>             ]  52 %
      step 1,040 of 2,000, epoch 2.6 of 5, 3.21 steps/s, 4 min 59 s left,
      checkpoint at step 800
      loss 0.1234, learning rate 1.25e-5, gradient norm 0.831
      2.0000 █▆▅▄▂▂▁▁ 0.1234

      epoch  step    loss  precision  recall     f1
      1       400  0.3900      62.00   60.00  61.00
      2       800  0.2988      71.12   69.12  70.12  best

      note: mentions begin or end within a word (3 times)"
    `)
  })

  test('of 40 columns leaves out columns of the table, and wraps', () => {
    expect(page(running, 40)).toMatchInlineSnapshot(`
      "first
      training

      [================>             ]  52 %
      step 1,040 of 2,000, epoch 2.6 of 5,
      3.21 steps/s, 4 min 59 s left,
      checkpoint at step 800
      loss 0.1234, learning rate 1.25e-5,
      gradient norm 0.831
      2.0000 █▆▅▄▂▂▁▁ 0.1234

      epoch  step    loss     f1
      1       400  0.3900  61.00
      2       800  0.2988  70.12  best

      note: mentions begin or end within a
      word (3 times)"
    `)
  })

  test('of a run that is finished, has failed, or has not begun', () => {
    const done = { ...running, step: 2000, epoch: 5, secondsLeft: null, warnings: [] }
    const test = { precision: 0.7, recall: 0.6, f1: 0.6543 }
    expect(
      page({ ...done, status: 'finished', test }, 80)
        .split('\n')
        .slice(0, 3),
    ).toMatchInlineSnapshot(`
      [
        "first",
        "finished, best f1 70.12 at step 800, test f1 65.43",
        "",
      ]
    `)
    const failed = page({ ...done, status: 'failed', error: 'the loss became NaN at step 7' }, 80)
    expect(failed.split('\n')[1]).toBe('failed, the loss became NaN at step 7')
    const absent: WatchedRun = {
      ...running,
      status: 'absent',
      loss: null,
      losses: [],
      evaluations: [],
      warnings: [],
      quietSeconds: 75,
    }
    expect(page(absent, 80)).toBe('first\nwaiting for the run to start, nothing new for 1 min 15 s')
  })

  test('knows little at the beginning', () => {
    const first: WatchedRun = {
      ...running,
      step: 0,
      epoch: 0,
      maxSteps: null,
      stepsPerSecond: null,
      secondsLeft: null,
      loss: null,
      losses: [],
      evaluations: [],
      bestStep: null,
      checkpoint: null,
      warnings: [],
    }
    expect(page(first, 80)).toBe('first\ntraining\n\nstep 0, epoch 0 of 5')
  })

  test('keeps the best evaluation in sight, and the metric that decides', () => {
    const evaluations = Array.from({ length: 12 }, (_, i) => ({
      ...evaluation(i + 1, i === 1 ? 0.9 : 0.5),
      eval_accuracy: 0.95,
    }))
    const state = { ...running, evaluations, metric: 'accuracy', bestStep: 800 }
    const rows = (columns: number) =>
      page(state, columns)
        .split('\n')
        .filter(line => /^ *\d+ +[\d,]+ |^epoch/.test(line))
    expect(rows(80)[0]).toBe('epoch   step    loss  precision  recall     f1  accuracy')
    expect(rows(80)).toHaveLength(9)
    expect(rows(80)[1]).toMatch(/^2 +800 .* best$/)
    expect(rows(80)[2]).toMatch(/^6 /)
    expect(rows(40)[0]).toBe('epoch   step     f1  accuracy')
  })

  test('tells how much patience is left', () => {
    const state = { ...running, patience: { without: 2, of: 3 } }
    expect(page(state, 80)).toContain('\n2 evaluations without improvement, training ends after 3\n')
  })

  test('has no line that is too long, on terminals of any width, whatever it holds', () => {
    const long = { ...running, runFolder: `/runs/${'long'.repeat(40)}`, error: 'x'.repeat(200) }
    for (const state of [long, { ...long, status: 'failed' as const }, { ...running, stepsPerSecond: 0.01 }])
      for (let columns = 20; columns <= 120; columns++)
        for (const line of page(state, columns).split('\n'))
          expect(Array.from(line).length, `${columns}: ${line}`).toBeLessThanOrEqual(columns)
  })

  test('is coloured, or not', () => {
    const colours = new RegExp(`${ESC}\\[\\d+m`, 'g')
    expect(page(running, 80)).not.toMatch(colours)
    expect(page(running, 80, true)).toMatch(colours)
    expect(page(running, 80, true).replace(colours, '')).toBe(page(running, 80))
    expect(page(running, 80, true)).toMatch(new RegExp(`${ESC}\\[32m2 .*best${ESC}\\[0m`))
  })

  test('does not let a folder steer the terminal', () => {
    const state: WatchedRun = {
      ...running,
      runFolder: '/runs/\u001b[2J',
      status: 'failed',
      error: '\u001b]0;title\u0007\nsecond\u202e',
      warnings: [{ code: 'x', message: 'a\u009b31m', count: 1 }],
    }
    for (const text of [page(state, 80), renderNews(state, nothingTold).lines.join('\n')])
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('a sparkline', () => {
  test.each([
    [[0, 1, 2, 3, 4, 5, 6, 7], 10, '▁▂▃▄▅▆▇█'],
    [[0, 0, 7, 7], 2, '▁█'],
    [[5, 5, 5], 3, '▁▁▁'],
    [[1, 9, 1, 9, 9], 2, '▁█'],
    [[3], 8, '▁'],
  ])('of %j in %i columns', (values, width, line) => {
    expect(renderSparkline(values, width)).toBe(line)
  })
})

test('lines tell what is new, once', () => {
  const begun = { ...running, step: 0, loss: null, losses: [], evaluations: [], bestStep: null }
  const first = renderNews(begun, nothingTold)
  expect(first.lines).toEqual(['note: mentions begin or end within a word (3 times)', 'first: training'])
  const second = renderNews(running, first.told)
  expect(second.lines).toEqual([
    'step 1,040 of 2,000, epoch 2.6, loss 0.1234, learning rate 1.25e-5, gradient norm 0.831, 3.21 steps/s, 4 min 59 s left',
    'evaluation at step 400: loss 0.3900, precision 62.00, recall 60.00, f1 61.00',
    'evaluation at step 800: loss 0.2988, precision 71.12, recall 69.12, f1 70.12, the best so far',
  ])
  expect(renderNews({ ...running, quietSeconds: 500 }, second.told).lines).toEqual([])
  const back = renderNews(
    { ...running, step: 500, evaluations: running.evaluations.slice(0, 1) },
    second.told,
  )
  expect(back.lines[0]).toBe('went back to step 500')
  expect(back.lines).toHaveLength(2)
  const end = renderNews({ ...running, status: 'finished', step: 2000 }, back.told)
  expect(end.lines.at(-1)).toBe('first: finished, best f1 70.12 at step 800')
  expect(end.lines.filter(line => line.startsWith('evaluation'))).toHaveLength(1)
})

/** What a terminal reads: a sequence that steers it, the end of a line, or text. */
const tokens = new RegExp(`${ESC}\\[\\??\\d*[A-Za-z]|\\r|\\n|[^${ESC}\\r\\n]+`, 'g')

/** As much of a terminal as a screen needs; lines that are too long are cut. */
function createTerminal(columns: number, rows: number) {
  let lines: string[] = ['$ medspan watch']
  let row = 1
  const terminal = {
    isTTY: true,
    columns,
    rows,
    writes: 0,
    on() {},
    write(text: string, done: () => void) {
      terminal.writes++
      for (const [token] of text.matchAll(tokens)) {
        if (token === '\n') row++
        else if (token.endsWith('A') && token.startsWith('\u001b')) row -= Number(token.slice(2, -1))
        else if (token === '\u001b[2K') lines[row] = ''
        else if (token === '\u001b[J') lines.length = Math.min(lines.length, row)
        else if (token === '\u001b[2J') lines = []
        else if (token === '\u001b[H') row = 0
        else if (!token.startsWith('\u001b') && token !== '\r') lines[row] = (lines[row] ?? '') + token
        if (row >= terminal.rows) {
          lines.shift()
          row--
        }
      }
      done()
    },
    shown: () => lines.join('\n'),
    /** Becomes narrower, and breaks the lines that are too long. */
    narrow(width: number) {
      terminal.columns = width
      lines = lines.flatMap(line => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
      row = lines.length
    },
  }
  return terminal
}

describe('a screen', () => {
  test('is drawn in place, and not again when nothing is new', () => {
    const terminal = createTerminal(80, 24)
    const screen = createScreen(createOutput(terminal))
    screen.draw('one\ntwo\nthree')
    screen.draw('four\nfive')
    expect(terminal.shown()).toBe('$ medspan watch\nfour\nfive')
    screen.draw('four\nfive')
    expect(terminal.writes).toBe(2)
    screen.draw('six\nseven\neight\nnine')
    expect(terminal.shown()).toBe('$ medspan watch\nsix\nseven\neight\nnine')
  })

  test('leaves nothing of lines that the terminal has broken', () => {
    const terminal = createTerminal(80, 24)
    const screen = createScreen(createOutput(terminal))
    screen.draw(['x'.repeat(60), 'y'.repeat(60)].join('\n'))
    terminal.narrow(40)
    expect(terminal.shown().split('\n')).toHaveLength(5)
    screen.draw('x\ny')
    expect(terminal.shown()).toBe('x\ny')
  })

  test('is cleared when its size has changed, and never longer than the terminal', () => {
    const terminal = createTerminal(80, 24)
    const screen = createScreen(createOutput(terminal))
    const text = Array.from({ length: 20 }, (_, i) => `line ${i}`)
    screen.draw(text.join('\n'))
    expect(screen.isResized()).toBe(false)
    terminal.rows = 6
    expect(screen.isResized()).toBe(true)
    screen.draw(text.join('\n'))
    expect(terminal.shown()).toBe(text.slice(0, 5).join('\n'))
    screen.draw(text.map(line => `${line}!`).join('\n'))
    expect(terminal.shown()).toBe(
      text
        .slice(0, 5)
        .map(line => `${line}!`)
        .join('\n'),
    )
  })
})

describe('the command', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-watch-cli-'))
    await createSmallProject(folder)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const trainSmall = () => train(smallConfigOf(folder, ['training.logging_steps=3']), { progress: silent })
  async function contents(): Promise<Record<string, string>> {
    const names = (await readdir(join(folder, 'run'), { recursive: true, withFileTypes: true }))
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
    return Object.fromEntries(
      await Promise.all(names.map(async name => [name, await readFile(name, 'base64')] as const)),
    )
  }

  test('follows a training to its end with lines, and ends well', async () => {
    const [watched, summary] = await Promise.all([
      runCommand(folder, ['watch', 'run', '--wait']),
      trainSmall(),
    ])
    expect(watched).toMatchObject({ code: 0, err: '' })
    const f1 = (100 * summary.test.default.overall.f1).toFixed(2)
    expect(watched.out.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^run: finished, best f1 .* test f1 ${f1}$`),
    )
    expect(watched.out).toContain('evaluation at step 6: ')
    expect(watched.out).toContain('the best so far')
    expect(watched.out).not.toContain('\u001b')
  })

  test('draws on a terminal, prints one page or JSON on request, and writes nothing', async () => {
    await trainSmall()
    const before = await contents()
    const terminal = createTerminal(60, 40)
    const io: Io = { ...deaf, stdout: createOutput(terminal), cwd: folder }
    expect(await run(['watch', 'run'], io)).toBe(0)
    expect(terminal.shown()).toContain('finished, best f1 ')
    expect(terminal.shown()).toContain('epoch  step ')
    const once = await runCommand(folder, ['watch', 'run', '--once'])
    expect(once).toMatchObject({ code: 0, err: '' })
    expect(once.out).toMatch(/^run\nfinished, best f1 /)
    const json = await runCommand(folder, ['watch', 'run', '--once', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ status: 'finished', step: 12, maxSteps: 12, epochs: 2 })
    const lines = await runCommand(folder, ['watch', 'run', '--json'])
    expect(lines.out.split('\n')).toHaveLength(2)
    expect(JSON.parse(lines.out)).toMatchObject({ status: 'finished' })
    expect(await contents()).toEqual(before)
  })

  test('ends with 1 when the run has failed', async () => {
    await mkdir(join(folder, 'run'))
    await writeFile(join(folder, 'run', 'run.json'), '{"status":"failed","error":"the disk is full"}')
    const { code, out, err } = await runCommand(folder, ['watch', 'run'])
    expect({ code, out }).toEqual({ code: 1, out: 'run: failed, the disk is full\n' })
    expect(err).toContain('the run has failed: the disk is full')
    expect((await runCommand(folder, ['watch', 'run', '--once'])).code).toBe(0)
  })
})
