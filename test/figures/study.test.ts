/** @file Figures of a hyperparameter search: which there are, the numbers in them, and what they say. */
import { describe, expect, it } from 'vitest'
import { drawSvg, renderFigures } from '../../src/figures/render.ts'
import { bandwidthOf, surfaceAt } from '../../src/figures/study/contour.ts'
import { durationText, stateWords } from '../../src/figures/study/history.ts'
import {
  completeTrials,
  metricName,
  metricText,
  parameterAxes,
  shortName,
  valueAxis,
  valueText,
} from '../../src/figures/study/scales.ts'
import { studyFigureNeeds, studyFigures } from '../../src/figures/study/study.ts'
import { themes } from '../../src/figures/theme.ts'
import type { StudyFigureData, StudyParameter, StudyTrial } from '../../src/run/study-data.ts'
import { studySample } from './study-sample.ts'

const small = studySample({ trials: 15 })
const wide = studySample({ trials: 60, parameters: 6, workers: 4 })

const namesOf = (data: StudyFigureData): string[] => studyFigures(data, themes.light).map(({ name }) => name)
const figureOf = (data: StudyFigureData, name: string) => {
  const figure = studyFigures(data, themes.light).find(one => one.name === name)
  if (figure === undefined) throw new Error(`no figure is named ${name}`)
  return figure
}

type Values = readonly Readonly<Record<string, unknown>>[]

/** Every data set of a specification, in order. */
function valuesOf(spec: unknown): Values[] {
  if (typeof spec !== 'object' || spec === null) return []
  return Object.entries(spec).flatMap(([key, value]) =>
    key === 'data' ? [(value as { values: Values }).values] : valuesOf(value),
  )
}

const trial = (number: number, value: number | null, more: Partial<StudyTrial> = {}): StudyTrial => ({
  number,
  state: value === null ? 'failed' : 'complete',
  value,
  params: {},
  intermediate: [],
  started: null,
  ended: null,
  ...more,
})

const plain = (trials: readonly StudyTrial[], more: Partial<StudyFigureData> = {}): StudyFigureData => ({
  metric: 'eval_f1',
  direction: 'maximize',
  parameters: [],
  trials,
  importance: [],
  ...more,
})

const rate: StudyParameter = { name: 'training.rate', kind: 'float', low: 1e-5, high: 1e-1, log: true }
const size: StudyParameter = { name: 'training.size', kind: 'int', low: 2, high: 10 }

describe('figures of a study', () => {
  it('are those of Optuna and a line of time', () => {
    expect(namesOf(small)).toEqual(Object.keys(studyFigureNeeds))
    expect(namesOf(wide)).toEqual(Object.keys(studyFigureNeeds))
  })
  it('are none where there is nothing to show', () => {
    expect(namesOf(studySample({ trials: 0 }))).toEqual([])
    expect(namesOf(plain([trial(0, null), trial(1, null)]))).toEqual([])
    expect(namesOf(plain([trial(0, null, { state: 'waiting' })]))).toEqual([])
  })
  it('compare nothing where there is one trial', () => {
    expect(namesOf(studySample({ trials: 1 }))).toEqual([
      'optimization_history',
      'intermediate_values',
      'timeline',
    ])
  })
  it('have no surface of fewer than two numbers that differ', () => {
    const trials = [1, 2, 3, 4, 5].map(number =>
      trial(number, 0.1 * number, { params: { [rate.name]: 10 ** -number, [size.name]: 4 } }),
    )
    expect(namesOf(plain(trials, { parameters: [rate, size] }))).not.toContain('contour')
    const moved = trials.map(each => ({ ...each, params: { ...each.params, [size.name]: 2 * each.number } }))
    expect(namesOf(plain(moved, { parameters: [rate, size] }))).toContain('contour')
    expect(namesOf(plain(moved.slice(1), { parameters: [rate, size] }))).not.toContain('contour')
  })
  it('are drawn on both grounds, hostile names and choices as text', async () => {
    const hostile = '<script>alert(1)</script>"]\u2028+datum.x'
    const parameters: StudyParameter[] = [
      { name: `a.${hostile}`, kind: 'categorical', choices: [hostile, null, true, 3] },
      rate,
      size,
    ]
    const choices = parameters[0]!.choices!
    const trials = Array.from({ length: 8 }, (_, number) =>
      trial(number, 0.5 + 0.02 * number, {
        params: {
          [parameters[0]!.name]: choices[number % 4]!,
          [rate.name]: 10 ** -(1 + number / 2),
          ...(number % 2 === 0 && { [size.name]: 2 + number }),
        },
      }),
    )
    const importance = [{ name: parameters[0]!.name, importance: 0.9 }]
    const data = plain(trials, { metric: hostile, parameters, importance, best: 7, initial: 0 })
    const drawn = await renderFigures(theme => studyFigures(data, theme), { scale: 0.5 })
    expect(drawn).toHaveLength(8)
    for (const { svg, png } of drawn) {
      expect(svg).not.toMatch(/<script/)
      expect(png.length).toBeGreaterThan(500)
    }
    const slice = drawn.find(({ name }) => name === 'slice')!.svg
    for (const text of ['&lt;script&gt;', 'none', 'true', '3']) expect(slice).toContain(`>${text}`)
    expect(drawn.find(({ name }) => name === 'parallel_coordinate')!.svg).toContain('>not used<')
  })
})

describe('the course of a study', () => {
  const data = plain(
    [
      trial(0, 0.5),
      trial(1, 0.4),
      trial(2, null, {
        state: 'pruned',
        intermediate: [
          [1, 0.3],
          [2, 0.35],
        ],
      }),
      trial(3, 0.7),
      trial(4, null),
    ],
    { best: 3, initial: 0 },
  )
  it('has every value, the best so far, and apart what was pruned or failed', () => {
    const figure = figureOf(data, 'optimization_history')
    const [line, points, rings] = valuesOf(figure.spec)
    expect(line!.map(({ number, value }) => [number, value])).toEqual([
      [0, 0.5],
      [3, 0.7],
      [4, 0.7],
    ])
    const byKind = (kind: string) => points!.filter(each => each.kind === kind).map(each => each.number)
    expect(byKind('complete')).toEqual([0, 1, 3])
    expect(points!.find(each => each.number === 2)).toMatchObject({
      kind: 'pruned, its last value',
      value: 0.35,
    })
    expect(byKind('failed, no value')).toEqual([4])
    expect(rings!.map(({ text }) => text)).toEqual(['best: trial 3', 'trial 0, as configured'])
    expect(figure.description).toContain('best 70.00 %, trial 3; 3 complete, 1 pruned and 1 failed')
  })
  it('gets better downwards where it minimizes', () => {
    const [line] = valuesOf(
      figureOf({ ...data, direction: 'minimize', best: 1 }, 'optimization_history').spec,
    )
    expect(line!.map(({ value }) => value)).toEqual([0.5, 0.4, 0.4])
  })
  it('has a line a trial over epochs, and a dot where one was pruned', () => {
    const [pruned, ends, complete, initial, best] = valuesOf(figureOf(small, 'intermediate_values').spec)
    const numbers = (values: Values) => [...new Set(values.map(each => each.trial))]
    const of = (state: string) => small.trials.filter(each => each.state === state).map(each => each.number)
    expect(numbers(pruned!)).toEqual(of('pruned'))
    expect(numbers(ends!)).toEqual(of('pruned'))
    expect(ends).toHaveLength(of('pruned').length)
    expect(numbers(initial!)).toEqual([0])
    expect(numbers(best!)).toEqual([small.best])
    expect(numbers(complete!)).toEqual(of('complete').filter(each => each !== 0 && each !== small.best))
  })
  it('has what ran at once below each other, from the first second on', () => {
    const at = (minute: number) => new Date(60_000 * minute).toISOString()
    const bar = (number: number, from: number, to: number | null) =>
      trial(number, 0.5, { started: at(from), ended: to === null ? null : at(to) })
    const figure = figureOf(
      plain([bar(0, 0, 10), bar(1, 5, 12), bar(2, 10, null), bar(3, 13, 20)]),
      'timeline',
    )
    const [bars] = valuesOf(figure.spec)
    expect(bars!.map(({ number, lane, from, to }) => [number, lane, from, to])).toEqual([
      [0, 1, 0, 10],
      [1, 2, 5, 12],
      [2, 1, 10, 20],
      [3, 2, 13, 20],
    ])
    expect(figure.description).toContain('4 trials in 20 min, up to 2 at once')
  })
  it('shows up to 32 trials at once below each other, and of more none', () => {
    const atOnce = (count: number) => {
      const [started, ended] = ['2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z']
      return plain(Array.from({ length: count }, (_, number) => trial(number, 0.5, { started, ended })))
    }
    expect(namesOf(atOnce(32))).toContain('timeline')
    expect(namesOf(atOnce(33))).not.toContain('timeline')
  })
})

describe('parameters of a study', () => {
  it('are as important as was computed', () => {
    const [bars] = valuesOf(figureOf(small, 'param_importances').spec)
    expect(bars!.map(({ name, label }) => [name, label])).toEqual([
      ['learning_rate', '71 %'],
      ['num_train_epochs', '18 %'],
      ['per_device_train_batch_size', '4 %'],
    ])
  })
  it('have a plot each, the most important first, of the trials that have them', () => {
    const { spec } = figureOf(wide, 'slice')
    const panels = spec.concat as readonly { encoding: { x: { title: string } } }[]
    expect(panels.map(panel => panel.encoding.x.title)).toEqual([
      'learning_rate',
      'num_train_epochs',
      'per_device_train_batch_size',
      'optimizer',
      'weight_decay',
      'loss.gamma',
    ])
    const complete = completeTrials(wide)
    expect(valuesOf(panels[0])[0]).toHaveLength(complete.length)
    const used = complete.filter(({ params }) => 'loss.gamma' in params)
    expect(used.length).toBeLessThan(complete.length)
    expect(valuesOf(panels[5])[0]).toHaveLength(used.length)
  })
  it('lie on logarithmic, even and named places', () => {
    const choice: StudyParameter = { name: 'b.size', kind: 'categorical', choices: ['x', null] }
    const params = { [rate.name]: 1e-3, [size.name]: 4, [choice.name]: 'own' }
    const [a, b, c] = parameterAxes(plain([], { parameters: [rate, size, choice] }), [
      trial(0, 1, { params }),
    ])
    expect(a!.place(1e-3)).toBeCloseTo(0.5, 12)
    expect(a!.ticks.map(({ label }) => label)).toEqual(['1e-5', '1e-4', '0.001', '0.01', '0.1'])
    expect(b!.place(4)).toBe(0.25)
    expect(b!.ticks.map(({ label }) => label)).toEqual(['2', '4', '6', '8', '10'])
    expect(b!.title).toBe('size')
    // The configuration's own value is no choice, and stands behind them.
    expect(c!.ticks).toEqual([
      { place: 0.5 / 3, label: 'x' },
      { place: 1.5 / 3, label: 'none' },
      { place: 2.5 / 3, label: 'own' },
    ])
  })
  it('of one value, or outside of their range, have a place too', () => {
    const fixed: StudyParameter = { name: 'a', kind: 'float', low: 2, high: 2 }
    const [axis] = parameterAxes(plain([], { parameters: [fixed] }), [trial(0, 1, { params: { a: 2 } })])
    expect([axis!.place(2), axis!.ticks]).toEqual([0.5, [{ place: 0.5, label: '2' }]])
    const [wider] = parameterAxes(plain([], { parameters: [size] }), [
      trial(0, 1, { params: { [size.name]: 18 } }),
    ])
    expect(wider!.place(18)).toBe(1)
    expect(wider!.place(10)).toBe(0.5)
  })
  it('are lines through all of them, the best on top, those without a parameter below', () => {
    const [, courses, best] = valuesOf(figureOf(wide, 'parallel_coordinate').spec)
    const complete = completeTrials(wide)
    expect(courses).toHaveLength(7 * complete.length)
    expect(best!.map(({ number }) => number)).toEqual(Array(7).fill(wide.best))
    expect(courses!.at(-1)!.number).toBe(wide.best)
    const below = courses!.filter(({ place }) => (place as number) < -0.1).map(({ number }) => number)
    expect(below.toSorted()).toEqual(
      complete
        .filter(({ params }) => !('loss.gamma' in params))
        .map(({ number }) => number)
        .toSorted(),
    )
  })
})

describe('the surface over two parameters', () => {
  const points = [
    { x: 0.2, y: 0.2, value: 1 },
    { x: 0.8, y: 0.2, value: 3 },
  ]
  it('is the value at a trial, the mean between two, and nothing far away', () => {
    const near = [0.05, 0.05] as const
    expect(surfaceAt(points, near, 0.2, 0.2)).toBeCloseTo(1, 9)
    expect(surfaceAt(points, [0.3, 0.3], 0.5, 0.2)).toBeCloseTo(2, 9)
    expect(surfaceAt(points, near, 0.5, 0.2)).toBeUndefined()
    expect(surfaceAt(points, near, 0.2, 0.29)).toBeCloseTo(1, 9)
  })
  it('is as smooth as Scott’s rule says, within bounds', () => {
    const even = Array.from({ length: 64 }, (_, index) => ({ x: (index % 8) / 7, y: 0.5, value: 0 }))
    const deviation = Math.sqrt((8 ** 2 - 1) / 12) / 7
    expect(bandwidthOf(even)).toEqual([expect.closeTo(deviation / 2, 9), 0.05])
    expect(bandwidthOf(points)[0]).toBe(0.2)
  })
  it('is drawn in steps, and says how many trials it is made of', async () => {
    const { spec, description } = figureOf(wide, 'contour')
    const [cells, , shown] = valuesOf(spec)
    const complete = completeTrials(wide)
    expect(shown).toHaveLength(complete.length)
    expect(new Set(cells!.map(({ value }) => value)).size).toBeLessThanOrEqual(themes.light.amounts.length)
    expect(description).toContain(`points: ${complete.length} trials; surface: a mean of the trials around`)
    expect(await drawSvg(spec)).toContain('>num_train_epochs<')
  })
})

describe('values of the metric', () => {
  it('far worse than all others stand at the end of the axis, and are counted', () => {
    const good = [0.7, 0.71, 0.72, 0.73, 0.74, 0.75]
    const axis = valueAxis(plain([]), [...good, 0, 0.01])
    expect(axis.beyond).toBe(2)
    expect(axis.words).toBe('2 values are far worse than the scale shows, and stand at its end')
    expect(axis.clip(0)).toBe(axis.domain[0])
    expect(axis.domain[0]).toBeGreaterThan(0.6)
    // The best never do.
    expect(valueAxis(plain([]), [0.1, 0.11, 0.12, 0.13, 0.9]).beyond).toBe(0)
    expect(valueAxis(plain([], { direction: 'minimize' }), [0.1, 0.11, 0.12, 0.13, 0.9]).beyond).toBe(1)
    expect(valueAxis(plain([]), [0.5]).domain).toEqual([expect.closeTo(0.475, 9), expect.closeTo(0.525, 9)])
  })
  it('are said as scores or as numbers', () => {
    expect([metricName('eval_f1'), metricName('eval_loss'), metricName('speed')]).toEqual([
      'F1 on validation',
      'loss on validation',
      'speed',
    ])
    expect([metricText('eval_f1_macro', 0.86624), metricText('eval_loss', 0.123456)]).toEqual([
      '86.62 %',
      '0.1235',
    ])
    expect([3e-5, 4.2137e-5, 0, -2e6, 16, 0.25, null, true, 'x'].map(valueText)).toEqual([
      '3e-5',
      '4.21e-5',
      '0',
      '-2e6',
      '16',
      '0.25',
      'none',
      'true',
      'x',
    ])
  })
})

describe('words', () => {
  it('shorten names as far as they stay apart', () => {
    expect(['training.learning_rate', 'loss.name', 'x'].map(shortName)).toEqual([
      'learning_rate',
      'loss.name',
      'x',
    ])
  })
  it('say states and stretches of time', () => {
    expect(stateWords(small.trials)).toBe('12 complete, 2 pruned and 1 failed')
    expect([0.84, 59.6, 605, 3600, 90_061].map(durationText)).toEqual([
      '0.8 s',
      '1 min',
      '10 min 5 s',
      '1 h',
      '1 d 1 h',
    ])
  })
})
