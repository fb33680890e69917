/** @file The figure of `bench scaling`: seconds over each size, with both axes logarithmic. */
import { heading } from '../src/figures/heading.ts'
import { type Figure, renderFigure } from '../src/figures/render.ts'

/** Seconds at each value of a size. */
export interface Curve {
  readonly dimension: string
  readonly kind: 'train' | 'evaluate'
  readonly side: 'ours' | 'peer'
  readonly values: readonly number[]
  readonly seconds: readonly number[]
}

const SIDES = { ours: 'medspan', peer: 'PyTorch' }
const KINDS = { train: 'training step', evaluate: 'evaluation' }
/** Of seconds. */
const TICKS = [-3, -2, -1, 0, 1, 2].flatMap(power => [10 ** power, 3 * 10 ** power])
const TITLES: Readonly<Record<string, string>> = {
  length: 'length, word pieces in all kept',
  batch: 'sequences in a batch',
  width: 'width of the model',
  depth: 'layers',
  labels: 'labels',
}

/** A panel a size; colours are sides, and evaluations are dashed. */
export function drawCurves(curves: readonly Curve[]): Promise<Figure> {
  const dimensions = [...new Set(curves.map(({ dimension }) => dimension))]
  const words =
    'Seconds of a training step and of an evaluation of a small BERT by each size, the others kept'
  const panels = dimensions.map((dimension, i) => {
    const own = curves.filter(curve => curve.dimension === dimension)
    return {
      width: 220,
      height: 220,
      data: {
        values: own.flatMap(({ kind, side, values, seconds }) =>
          values.map((value, at) => ({
            value,
            seconds: seconds[at],
            side: SIDES[side],
            kind: KINDS[kind],
          })),
        ),
      },
      layer: [{ mark: { type: 'line' } }, { mark: { type: 'point', size: 24 } }],
      encoding: {
        x: {
          field: 'value',
          type: 'quantitative',
          scale: { type: 'log', base: 2, nice: false, padding: 8 },
          axis: { values: own[0]!.values, grid: false, format: 'd' },
          title: TITLES[dimension] ?? dimension,
        },
        y: {
          field: 'seconds',
          type: 'quantitative',
          scale: { type: 'log', nice: true },
          axis: { format: '~g', values: TICKS },
          title: i % 3 === 0 ? 'seconds' : null,
        },
        color: {
          field: 'side',
          type: 'nominal',
          scale: { domain: Object.values(SIDES) },
          title: null,
        },
        strokeDash: {
          field: 'kind',
          type: 'nominal',
          scale: {
            domain: Object.values(KINDS),
            range: [
              [1, 0],
              [5, 4],
            ],
          },
          title: null,
          legend: { symbolType: 'stroke', symbolSize: 225 },
        },
      },
    }
  })
  return renderFigure({
    description: `${words}: ${dimensions.join(', ')}.`,
    title: heading('What grows with what', [`${words}. Both axes are logarithmic.`], 760),
    concat: panels,
    columns: 3,
    spacing: 28,
    resolve: { scale: { y: 'shared', color: 'shared', strokeDash: 'shared' } },
  })
}
