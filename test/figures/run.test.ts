import { describe, expect, it } from 'vitest'
import { ST21PV, semanticTypes, typeName } from '../../src/concepts/semantic-network.ts'
import { drawSvg, renderFigures } from '../../src/figures/render.ts'
import { type RunFigureData, runFigures } from '../../src/figures/run/run.ts'
import { recolourSvg } from '../../src/figures/svg.ts'
import { type Theme, themes } from '../../src/figures/theme.ts'
import { calibrate } from '../../src/metrics/calibration.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import { runSample } from './sample.ts'

const nothing = evaluateDocuments([], { seed: 1, samples: 1, training: { counts: {}, forms: [] } })
const empty = { history: [], mentions: {}, validation: nothing, test: nothing }
const st21 = runSample(ST21PV, { epochs: 10, logged: 400 })

const namesOf = (data: RunFigureData): string[] =>
  runFigures(data, typeName, themes.light).map(({ name }) => name)
const figureOf = (data: RunFigureData, name: string) => {
  const figure = runFigures(data, typeName, themes.light).find(one => one.name === name)
  if (figure === undefined) throw new Error(`no figure is named ${name}`)
  return figure
}

/** Every data set of a specification, in order. */
function valuesOf(spec: unknown): Record<string, unknown>[][] {
  if (typeof spec !== 'object' || spec === null) return []
  return Object.entries(spec).flatMap(([key, value]) =>
    key === 'data' ? [(value as { values: Record<string, unknown>[] }).values] : valuesOf(value),
  )
}

describe('figures of a run', () => {
  it('are those of the reference project by name, and more', () => {
    expect(namesOf(st21)).toEqual([
      'loss',
      'loss_same_fig',
      'learning_rate',
      'grad_norm',
      'global_metrics',
      'log_per_class_epoch',
      'log_per_class_step',
      'boxplot_metrics_eval',
      'boxplot_metrics_pred',
      'scatter_plot_metric_support_eval',
      'scatter_plot_metric_support_pred',
      'scatter_plot_metric_support_eval_nolabel',
      'scatter_plot_metric_support_pred_nolabel',
      'f1_training_mentions',
      'groups',
      'seen_unseen',
      'learning_curve',
      'confusion_matrix',
      'error_breakdown',
      'reliability',
      'types_per_split',
    ])
  })
  it('are none where there is nothing to show', () => {
    expect(namesOf(empty)).toEqual([])
    // Values that are no numbers are nothing: a norm that overflowed is null in JSON.
    const history = [{ step: 1, epoch: 1, loss: Number.NaN, grad_norm: null as unknown as number }]
    expect(namesOf({ ...empty, history })).toEqual([])
  })
  it('are drawn whatever types are called', async () => {
    const inherited = ['constructor', '__proto__', 'toString']
    const expressions = ['datum', '"]', "'+alert(1)+'", '\\', 'a\u2028b\u2029\r\n']
    const texts = [
      '\ud800',
      '\0',
      '',
      'X'.repeat(10_000),
      '\u{1f600}',
      '\u202e\u05e9\u05dc\u05d5\u05dd',
      '<b>&amp;',
    ]
    const types = [...inherited, ...expressions, ...texts]
    const figures = runFigures(runSample(types, { epochs: 2, logged: 4 }), typeName, themes.light)
    expect(figures).toHaveLength(20)
    for (const { spec } of figures) expect(await drawSvg(spec)).toContain('<svg ')
  })
  it('leave out what compares types where there is one', () => {
    const one = runSample(['Disease'], { epochs: 1, logged: 1 })
    expect(namesOf({ ...one, learningCurve: [] })).toEqual([
      'loss',
      'loss_same_fig',
      'learning_rate',
      'grad_norm',
      'global_metrics',
      'seen_unseen',
      'error_breakdown',
      'reliability',
      'types_per_split',
    ])
  })
  it('are of a training without evaluations, and of evaluations without a training', () => {
    const training = st21.history.filter(record => 'loss' in record)
    expect(namesOf({ ...empty, history: training })).toEqual(['loss', 'learning_rate', 'grad_norm'])
    const rest = namesOf({ ...st21, history: [], learningCurve: [] })
    expect(rest).toHaveLength(13)
    expect(rest).not.toContain('log_per_class_epoch')
  })
  it('are about validation where test has no mentions', () => {
    const figure = figureOf({ ...st21, test: nothing }, 'confusion_matrix')
    expect(figure.title).toBe('Confusion matrix on validation')
  })
})

describe('curves', () => {
  it('hold the numbers of the log, and say them', async () => {
    const loss = figureOf(st21, 'loss')
    expect(loss.description).toContain('training from 2 to 0.182; validation lowest in epoch 2, 1.')
    const metrics = figureOf(st21, 'global_metrics')
    expect(metrics.description).toContain(
      'epoch 10: F1 75.0 %, precision 50.0 %, recall 25.0 %, accuracy 90.0 %',
    )
    const svg = await drawSvg(metrics.spec)
    for (const text of ['F1', 'precision', 'recall', 'accuracy', 'best model'])
      expect(svg).toContain(`>${text}<`)
    expect(figureOf(st21, 'learning_rate').description).toContain('highest at step 10: 5.0e-5')
  })
  it('are smooth where points are many, and never a learning rate', () => {
    const few = runSample(ST21PV, { epochs: 3, logged: 30 })
    const sets = (data: RunFigureData, name: string) => valuesOf(figureOf(data, name).spec)
    expect(sets(few, 'grad_norm')).toHaveLength(1)
    const [points, medians] = sets(st21, 'grad_norm')
    expect(points).toHaveLength(400)
    expect(medians).toHaveLength(400)
    // Norms repeat 1, 3, 5, 2, 4: their median is 3.
    expect(new Set(medians!.slice(20, -20).map(({ value }) => value))).toEqual(new Set([3]))
    expect(sets(st21, 'learning_rate')).toHaveLength(1)
  })
  it('are smooth by medians also where they vary, and at once with 100,000 points', () => {
    const logged = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ step: i, epoch: i, grad_norm: (i * 7919) % 1009 }))
    const mediansOf = (history: RunFigureData['history']) =>
      valuesOf(figureOf({ ...empty, history }, 'grad_norm').spec)[1]!.map(({ value }) => value)
    const history = logged(500)
    const reach = Math.round(500 / 40)
    const plain = history.map((_, at) => {
      const near = history.slice(Math.max(0, at - reach), at + reach + 1).map(record => record.grad_norm)
      return near.sort((a, b) => a - b)[near.length >> 1]
    })
    expect(mediansOf(history)).toEqual(plain)
    expect(mediansOf(logged(100_000))).toHaveLength(100_000)
  })
  it('of a gradient that varies greatly are logarithmic', () => {
    const history = [1, 2, 3].map(step => ({ step, epoch: step, grad_norm: 100 ** step }))
    expect(JSON.stringify(figureOf({ ...empty, history }, 'grad_norm').spec)).toContain('"type":"log"')
    expect(JSON.stringify(figureOf(st21, 'grad_norm').spec)).not.toContain('"type":"log"')
  })
})

describe('scores of types in training', () => {
  it('are a map with a row a type, the best at the end first', async () => {
    const { spec } = figureOf(st21, 'log_per_class_epoch')
    const [cells] = valuesOf(spec)
    expect(cells).toHaveLength(21 * 10)
    const last = cells!.filter(({ column }) => column === 9).map(({ score }) => score as number)
    expect(last).toEqual([...last].sort((a, b) => b - a))
    const first = st21.validation.types.T005!.scores.f1.estimate
    expect(cells!.find(({ label, column }) => label === 'T005  Virus' && column === 4)!.score).toBe(
      (first * 5) / 10,
    )
    const svg = await drawSvg(spec)
    for (const type of ST21PV) expect(svg).toContain(`>${type}  ${typeName(type)}<`)
    expect(svg).toContain(`>${Math.round(100 * last[0]!)}<`)
    // The scores of strict evaluation are not those of types named `strict_...`.
    expect(new Set(cells!.map(({ label }) => label)).size).toBe(21)
  })
  it('have no numbers in a map of very many evaluations, but a legend', async () => {
    const svg = await drawSvg(figureOf(runSample(['A', 'B'], { epochs: 60 }), 'log_per_class_epoch').spec)
    expect(svg).toContain('>F1<')
    expect(svg).not.toContain('>100<')
  })
  it('are curves of the most frequent types, at most 24', () => {
    const all = runSample(semanticTypes.map(({ tui }) => tui))
    const { spec, description } = figureOf(all, 'log_per_class_step')
    const labels = new Set(valuesOf(spec)[0]!.map(({ label }) => label))
    expect(labels.size).toBe(24)
    expect(description).toContain('the 24 most frequent of 127 types')
  })
})

describe('scores of a part', () => {
  it('spread over types in boxes of quartiles', () => {
    const types = Object.entries(st21.validation.types).map(([type, each], index) => {
      const f1 = { ...each.scores.f1, estimate: index / 20 }
      return [type, { ...each, scores: { ...each.scores, f1 } }] as const
    })
    const macro = { ...st21.validation.macro, f1: { ...st21.validation.macro.f1, estimate: 0.5 } }
    const validation = { ...st21.validation, macro, types: Object.fromEntries(types) }
    const { spec, description } = figureOf({ ...st21, validation }, 'boxplot_metrics_eval')
    const box = valuesOf(spec)[0]!.find(({ name }) => name === 'F1')
    // Of 21 values the quartiles are the 6th, the 11th and the 16th.
    expect(box).toEqual({ name: 'F1', q1: 0.25, median: 0.5, q3: 0.75, low: 0, high: 1, mean: 0.5 })
    expect(description).toContain('F1 median 50.0 %, quartiles 25.0 % and 75.0 %')
    const points = valuesOf(spec).find(set => set.length === 63)!
    const sum = points.reduce((total, { value, name }) => total + (name === 'F1' ? (value as number) : 0), 0)
    expect(sum / 21).toBeCloseTo(0.5, 12)
    const places = points.map(({ name, value, offset }) => `${name} ${value} ${offset}`)
    expect(new Set(places).size).toBe(63)
  })
  it('name each type beside its mentions, hollow where it was never predicted', async () => {
    const { spec, description } = figureOf(st21, 'scatter_plot_metric_support_pred')
    expect(description).toContain('hollow: never predicted (1 type)')
    const svg = await drawSvg(spec)
    for (const type of ST21PV) expect(svg).toMatch(new RegExp(`>${type}[ <]`, 'u'))
    const [least] = /\d+(?= names? of a plot found no place)/u.exec(description) ?? ['0']
    const names = svg.match(/>T\d{3}/gu)!.length
    expect(names).toBeLessThanOrEqual(3 * 21 - Number(least))
    expect(names).toBeGreaterThanOrEqual(3 * (21 - Number(least)))
    const without = await drawSvg(figureOf(st21, 'scatter_plot_metric_support_pred_nolabel').spec)
    expect(without).not.toMatch(/>T\d/u)
    const counts = valuesOf(spec)
      .flat()
      .filter(({ label }) => label === 'T005  Virus')
    expect(counts.map(({ count }) => count)).toEqual([11, 11, 11])
  })
  it('hold types without mentions, beside 0', () => {
    const only = { begin: 0, end: 1, score: 0.5 }
    const part = evaluateDocuments(
      [{ id: 'd', gold: [{ begin: 5, end: 6, type: 'A' }], predicted: [{ ...only, type: 'B' }] }],
      { seed: 1, samples: 10, training: { counts: {}, forms: [] } },
    )
    const { spec } = figureOf({ ...empty, validation: part, test: part }, 'scatter_plot_metric_support_pred')
    const points = valuesOf(spec).flat()
    expect(points).toContainEqual({ label: 'B', count: 0, score: 0, isFilled: true })
    expect(points).toContainEqual({ label: 'B', count: 0, score: 0, isFilled: false })
  })
  it('stand with intervals over mentions in training', () => {
    const { spec, description } = figureOf(st21, 'f1_training_mentions')
    const { estimate, lower, upper } = st21.test.types.T005!.scores.f1
    expect(valuesOf(spec).flat()).toContainEqual({
      label: 'T005  Virus',
      count: 900,
      score: estimate,
      isFilled: true,
      lower,
      upper,
    })
    expect(description).toContain('The most mentions in training: T005  Virus with 900')
  })
  it('are of groups, and of what training knew', async () => {
    const groups = await drawSvg(figureOf(st21, 'groups').spec)
    const { f1, gold } = st21.test.groups.LIVB!
    expect(groups).toContain(`>LIVB  Living Beings (${gold})<`)
    expect(groups).toContain(`>${(100 * f1).toFixed(1)} %<`)
    const seen = st21.test.seen!.caseFolded
    expect(seen.mention.gold).toBeGreaterThan(0)
    const { description } = figureOf(st21, 'seen_unseen')
    expect(description).toContain(`test: seen with this type F1 ${(100 * seen.mention.f1).toFixed(1)} %`)
  })
  it('grow with the training part', () => {
    const { spec, description } = figureOf(st21, 'learning_curve')
    const [micro] = valuesOf(spec)
    expect(micro!.filter(({ part }) => part === 'test').map(({ estimate }) => estimate)).toEqual([
      0.4, 0.5, 0.65,
    ])
    expect(description).toContain('40.0 % from 6 documents, 65.0 % from 12 documents')
  })
})

describe('errors', () => {
  it('are counted in a matrix whose rows add up to the gold mentions', async () => {
    const { spec, description } = figureOf(st21, 'confusion_matrix')
    const [cells] = valuesOf(spec) as unknown as [{ row: string; column: string; times: number }[]]
    for (const [type, { gold, errors }] of Object.entries(st21.test.types)) {
      const row = cells.filter(cell => cell.row === `${type}  ${typeName(type)}`)
      expect(row.reduce((sum, { times }) => sum + times, 0)).toBe(gold)
      const at = (column: string) => row.find(cell => cell.column === column)?.times ?? 0
      expect(at(type)).toBe(errors.gold.correct)
      expect(at('wrong borders')).toBe(errors.gold.border)
      expect(at('missed')).toBe(errors.gold.missed)
    }
    const { classes, gold } = st21.test
    expect(description).toContain(`of ${gold} mentions ${classes.correct} right`)
    const spurious = cells.filter(({ row }) => row === 'spurious')
    expect(spurious.reduce((sum, { times }) => sum + times, 0)).toBe(classes.spurious)
    expect(await drawSvg(spec)).toContain(`>${cells[0]!.times}<`)
  })
  it('are shares of each type, the spurious apart', async () => {
    const { spec } = figureOf(st21, 'error_breakdown')
    const [shares, spurious] = valuesOf(spec) as unknown as [
      { name: string; from: number; to: number }[],
      object[],
    ]
    expect(new Set(shares.map(({ name }) => name)).size).toBe(22)
    const of = (name: string) => shares.filter(share => share.name.startsWith(name))
    for (const name of ['all types', 'T005']) expect(of(name).at(-1)!.to).toBeCloseTo(1, 12)
    expect(of('T005')[0]!.to).toBe(st21.test.types.T005!.scores.recall.estimate)
    // The last type was never predicted.
    expect(spurious).toHaveLength(21)
    const svg = await drawSvg(spec)
    for (const kind of ['right', 'wrong borders', 'wrong type', 'wrong type and borders', 'missed'])
      expect(svg).toContain(`>${kind}<`)
  })
  it('of probabilities stand over how many have them', () => {
    const { spec, description } = figureOf(st21, 'reliability')
    const { equalWidth, count } = st21.test.calibration
    const sets = valuesOf(spec) as unknown as { accuracy: number; lower: number; upper: number }[][]
    for (const { accuracy, lower, upper } of sets[2]!) {
      expect(lower).toBeLessThanOrEqual(accuracy)
      expect(upper).toBeGreaterThanOrEqual(accuracy)
      expect(upper - lower).toBeGreaterThan(0.02)
    }
    expect(sets.at(-1)).toHaveLength(15)
    expect(description).toContain(`of ${count} predicted mentions`)
    expect(description).toContain(
      `expected calibration error ${(100 * equalWidth.expectedError).toFixed(1)} %`,
    )
  })
  it('of probabilities stand beside those before temperature scaling', async () => {
    const uncalibrated = calibrate([
      { score: 0.99, right: true },
      { score: 0.95, right: false },
    ])
    const data = { ...st21, temperature: 1.5, test: { ...st21.test, uncalibrated } }
    const { spec, description } = runFigures(data, typeName, themes.light).find(
      ({ name }) => name === 'reliability',
    )!
    const svg = await drawSvg(spec)
    const { expectedError } = st21.test.calibration.equalWidth
    const [after, before] = [expectedError, uncalibrated.equalWidth.expectedError].map(
      error => `${(100 * error).toFixed(1)} %`,
    )
    expect(svg).toContain(`>T = 1.5: ECE ${after}<`)
    expect(svg).toContain(`>T = 1: ECE ${before}<`)
    expect(description).toContain(`${after} (${before} before temperature scaling)`)
  })
})

describe('all figures of a run', () => {
  const long = 'A_name_that_is_longer_than_any_axis_has_place_for_and_goes_on_and_on_and_on'
  it.each([
    ['of one type and one epoch', runSample(['Disease'], { epochs: 1, logged: 1 })],
    ['of four types, one with a long name', runSample(['A', 'B', long, '<b>&"'], { logged: 300 })],
    ['of 127 types', runSample(semanticTypes.map(({ tui }) => tui))],
  ])('%s can be drawn', async (_, data) => {
    for (const { name, spec, title, description } of runFigures(data, typeName, themes.light)) {
      const svg = await drawSvg(spec)
      const marks = svg.match(/<(?:path|text)/gu)
      expect(marks!.length, name).toBeGreaterThan(10)
      expect(svg, name).not.toMatch(/NaN|undefined|null|<b>/u)
      expect(svg, name).toContain('role="img" aria-label="')
      expect(svg, name).toContain(`>${title}<`)
      expect(description, name).toMatch(/\d.*\.$/su)
    }
  })
  it('are the same in both themes but for their colours, and the same each time', async () => {
    const figures = (theme: Theme) => runFigures(st21, typeName, theme)
    const drawn = await renderFigures(figures, { scale: 0.25 })
    expect(drawn.map(({ theme }) => theme)).toEqual([...Array(21).fill('light'), ...Array(21).fill('dark')])
    for (const { name, spec } of figures(themes.dark)) {
      const [light, dark] = drawn.filter(figure => figure.name === name)
      expect(recolourSvg(light!.svg, themes.light, themes.dark), name).toBe(dark!.svg)
      expect(await drawSvg(spec, 'dark'), name).toBe(dark!.svg)
      expect(light!.png, name).not.toEqual(dark!.png)
    }
    const few = (theme: Theme) => figures(theme).slice(0, 2)
    expect(await renderFigures(few, { scale: 0.25, themes: ['light'] })).toEqual(drawn.slice(0, 2))
  })
})
