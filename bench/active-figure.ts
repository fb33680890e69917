/**
 * @file The figure of `bench active`: F1 on the validation part by the documents that were learnt from.
 */
import { heading } from '../src/figures/heading.ts'
import { renderFigure } from '../src/figures/render.ts'

export interface RoundScore {
  readonly strategy: string
  readonly documents: number
  readonly seed: number
  /** In [0, 1]. */
  readonly f1: number
}

/** The curves of strategies as PNG: a point for each seed, a line through their means. */
export async function paintCurves(scores: readonly RoundScore[], words: string): Promise<Uint8Array> {
  const x = {
    field: 'documents',
    type: 'quantitative',
    scale: { zero: false, nice: false, padding: 12 },
    title: 'documents that were learnt from',
    axis: { values: [...new Set(scores.map(({ documents }) => documents))], grid: false },
  }
  const y = (aggregate?: 'mean') => ({
    field: 'f1',
    aggregate,
    type: 'quantitative',
    scale: { zero: false },
    title: 'F1 on validation',
    axis: { format: '.0%', tickCount: 6 },
  })
  const { png } = await renderFigure({
    description: words,
    title: heading('Choosing what to annotate next', [words], 560),
    width: 560,
    height: 300,
    data: { values: scores },
    encoding: {
      x,
      color: {
        field: 'strategy',
        type: 'nominal',
        scale: { domain: [...new Set(scores.map(({ strategy }) => strategy))] },
        title: null,
        legend: { symbolOpacity: 1 },
      },
    },
    layer: [
      { mark: { type: 'point', size: 30, opacity: 0.6 }, encoding: { y: y() } },
      { mark: { type: 'line' }, encoding: { y: y('mean') } },
    ],
  })
  return png
}
