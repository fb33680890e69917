import { describe, expect, it } from 'vitest'
import { renderFigure } from '../../src/figures/render.ts'
import { runFigures } from '../../src/figures/run.ts'
import { themes } from '../../src/figures/theme.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import { typeName } from '../../src/umls/semantic-network.ts'

const nothing = evaluateDocuments([], { seed: 1, samples: 1, training: { counts: {}, forms: [] } })
const empty = { history: [], mentions: {}, validation: nothing, test: nothing }
const log = [1, 2, 3].flatMap(epoch => [
  { step: 5 * epoch, epoch, loss: 3 / epoch, learning_rate: 1e-5 * epoch, grad_norm: 10 ** epoch },
  {
    step: 5 * epoch,
    epoch,
    eval_loss: 2 + epoch,
    eval_f1: epoch / 4,
    eval_precision: 0.5,
    eval_recall: 0.25,
  },
])

describe('figures of a run', () => {
  it('are none where there is nothing to show', () => {
    expect(runFigures(empty, typeName, themes.light)).toEqual([])
  })
  it('show the curves of a log, and say its numbers', async () => {
    const figures = runFigures({ ...empty, history: log, bestStep: 15 }, typeName, themes.light)
    expect(figures.map(({ name }) => name)).toEqual([
      'loss',
      'loss_same_fig',
      'learning_rate',
      'grad_norm',
      'global_metrics',
    ])
    const byName = new Map(figures.map(figure => [figure.name, figure]))
    expect(byName.get('loss')!.description).toContain('training from 3 to 1; validation lowest in epoch 1, 3')
    expect(byName.get('learning_rate')!.description).toContain('highest at step 15: 3.0e-5')
    expect(byName.get('global_metrics')!.description).toContain(
      'epoch 3: F1 75.0 %, precision 50.0 %, recall 25.0 %',
    )
    const { svg } = await renderFigure(byName.get('global_metrics')!.spec, { scale: 1 })
    for (const text of ['F1', 'precision', 'recall', 'best model']) expect(svg).toContain(`>${text}<`)
    expect(svg).not.toContain('>accuracy<')
  })
})
