import { describe, expect, test } from 'vitest'
import { createProgress, formatSeconds, renderNotice } from '../../src/cli/view/progress.ts'
import { outputTo } from './command-line.ts'

/** A stream that remembers, and a clock that stands until it is moved. */
function stage(isTTY: boolean) {
  let written = ''
  let nowMs = 0
  const write = (text: string) => {
    written += text
  }
  const output = outputTo(write, { isTTY, columns: 80 })
  const progress = createProgress(output, () => nowMs)
  return {
    progress,
    pass: (ms: number) => {
      nowMs += ms
    },
    read: () => {
      const text = written
      written = ''
      return text
    },
  }
}

describe('in a log', () => {
  test('a task gives a line every ten seconds, with rate and time left, and one at its end', () => {
    const { progress, pass, read } = stage(false)
    const task = progress.task('training', 300, 'steps')
    for (let i = 0; i < 150; i++) {
      pass(100)
      task.advance(1, 'loss 0.4200')
    }
    expect(read()).toBe('Training: 33 % 100/300 steps, 10 steps/s, 20 s left, loss 0.4200\n')
    pass(5_000)
    task.end('loss 0.1000')
    expect(read()).toBe('Training: 150 steps in 20 s (7.5 steps/s), loss 0.1000\n')
  })

  test('a short task gives one line', () => {
    const { progress, pass, read } = stage(false)
    const task = progress.task('importing', undefined, 'documents')
    task.advance(60)
    pass(300)
    task.end()
    task.end()
    expect(read()).toBe('Importing: 60 documents in 0.3 s\n')
  })

  test('nothing moves the cursor', () => {
    const { progress, pass, read } = stage(false)
    const task = progress.task('training', 10, 'steps')
    pass(60_000)
    task.advance()
    progress.info('hello')
    task.end()
    progress.close()
    const text = read()
    expect(text).not.toContain('\r')
    expect(text).not.toContain('\u001b')
  })
})

describe('on a terminal', () => {
  test('a bar is drawn in place, and gives way to other lines', () => {
    const { progress, pass, read } = stage(true)
    const task = progress.task('training', 4, 'steps')
    read()
    pass(1_000)
    task.advance(1, 'loss 0.5')
    expect(read()).toBe(
      '\r\u001b[2KTraining [====>           ] 25 % 1/4 steps, 1.0 steps/s, 3.0 s left, loss 0.5',
    )
    progress.info('a line')
    expect(read()).toBe('\r\u001b[2Ka line\n')
    pass(1_000)
    task.advance(3)
    expect(read()).toContain('[================] 100 % 4/4 steps, 2.0 steps/s, loss 0.5')
    task.end()
    expect(read()).toBe('\r\u001b[2KTraining: 4 steps in 2.0 s (2.0 steps/s), loss 0.5\n')
  })

  test('a bar is drawn no more than twelve times a second and is never wider than the terminal', () => {
    const { progress, pass, read } = stage(true)
    const task = progress.task('training', 10_000, 'steps')
    for (let i = 0; i < 1_000; i++) {
      pass(1)
      task.advance(1, 'x'.repeat(100))
    }
    const drawn = read().split('\r\u001b[2K')
    expect(drawn.length).toBeLessThan(15)
    expect(Math.max(...drawn.map(text => text.length))).toBeLessThan(80)
  })

  test('a task within a task has the bar until it ends', () => {
    const { progress, pass, read } = stage(true)
    const outer = progress.task('training', 2, 'steps')
    const inner = progress.task('evaluating', 5, 'batches')
    read()
    pass(1_000)
    outer.advance()
    expect(read()).toBe('')
    inner.advance()
    expect(read()).toContain('Evaluating [')
    pass(1_000)
    inner.end()
    expect(read()).toMatch(/Evaluating: 1 batch in 2\.0 s[^\n]*\n[^\n]*Training \[/s)
    outer.end()
    progress.close()
  })

  test('a short task within a task leaves no line, and one that is taken off leaves no bar', () => {
    const { progress, pass, read } = stage(true)
    const outer = progress.task('training', 2, 'steps')
    const inner = progress.task('evaluating', 5, 'batches')
    pass(1_000)
    inner.end()
    expect(read()).not.toContain('\n')
    outer.advance()
    progress.close()
    expect(read().endsWith('\r\u001b[2K')).toBe(true)
  })
})

test('a notice says how often and where first', () => {
  expect(renderNotice({ code: 'x', message: 'a mention cuts a word', count: 1 })).toBe(
    'note: a mention cuts a word',
  )
  expect(renderNotice({ code: 'x', message: 'odd', count: 1200, where: { path: 'a.xmi', line: 3 } })).toBe(
    'note: odd (1,200 times, first at a.xmi:3)',
  )
})

test('a notice names its most frequent kinds, and all of them where that is wanted', () => {
  const { progress, read } = stage(false)
  const kinds = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`Layer${i}`, 8 - i]))
  const notice = { code: 'x', message: 'not read', count: 36, kinds }
  const first =
    'note: not read (Layer0 8, Layer1 7, Layer2 6, Layer3 5, Layer4 4, Layer5 3 and 2 more) (36 times)'
  progress.notice(notice)
  expect(read()).toBe(`${first}; --verbose lists all\n`)
  progress.verbose = true
  progress.notice(notice)
  const lines = read().split('\n')
  expect([lines[0], lines[1], lines[8]]).toEqual([first, '  Layer0 8', '  Layer7 1'])
})

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [61, '1 min 1 s'],
  [7_260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))
