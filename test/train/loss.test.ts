import { describe, expect, test } from 'vitest'
import { LOSSES, parseConfig } from '../../src/config/config.ts'
import { createLabelSet } from '../../src/corpus/labels.ts'
import { MedspanError } from '../../src/errors.ts'
import { labelWeights, logitAdjustment } from '../../src/nn/class-weights.ts'
import { countLabels, createLoss } from '../../src/train/loop/loss.ts'

const labels = createLabelSet(['T047', 'T116'])
const counts = [900, 40, 30, 5, 0]

const settingOf = (loss: string) =>
  parseConfig(`corpus: { sources: [{ path: a }] }\nmodel: { name_or_path: m }\nloss: ${loss}`, 'medspan.yaml')
    .loss
const lossOf = (loss: string) => createLoss(settingOf(loss), labels, counts)

test('labels are counted over the pieces that count', () => {
  const example = (...ids: number[]) => ({
    chunk: { ids: [], firstWord: 0, words: [] } as never,
    labels: Int32Array.from(ids),
  })
  expect(countLabels([example(-100, 0, 1, 2), example(0, -100)], labels)).toEqual([2, 1, 1, 0, 0])
})

describe('a loss by its name', () => {
  test.each([
    ['{}', { kind: 'cross-entropy', labelSmoothing: 0, reduction: 'weights' }],
    [
      '{ weights: balanced, label_smoothing: 0.1 }',
      {
        kind: 'cross-entropy',
        weights: labelWeights('balanced', counts),
        labelSmoothing: 0.1,
        reduction: 'weights',
      },
    ],
    ['{ name: focal, gamma: 3 }', { kind: 'cross-entropy', labelSmoothing: 0, gamma: 3 }],
    [
      '{ name: class-balanced-focal, beta: 0.99 }',
      {
        kind: 'cross-entropy',
        weights: labelWeights('effective-number', counts, { beta: 0.99 }),
        labelSmoothing: 0,
        gamma: 2,
      },
    ],
    [
      '{ name: adaptive-class-balanced-focal }',
      {
        kind: 'cross-entropy',
        weights: labelWeights('inverse-sqrt', counts),
        labelSmoothing: 0.05,
        gamma: 2,
      },
    ],
    [
      '{ name: logit-adjustment, tau: 2 }',
      { kind: 'cross-entropy', labelSmoothing: 0, adjustment: logitAdjustment(counts, 2) },
    ],
    ['{ name: dice, smooth: 0.5 }', { kind: 'dice', alpha: 1, smooth: 0.5 }],
  ])('%s', (setting, loss) => {
    expect(lossOf(setting)).toEqual(loss)
  })

  test('gives no weight but 1 to a type that is called what objects inherit', () => {
    const setting = settingOf('{ weights: { O: 0.2 } }')
    expect(createLoss(setting, createLabelSet(['constructor']), [9, 1, 1])).toMatchObject({
      weights: [0.2, 1, 1],
    })
  })

  test('takes weights by label or by type, and refuses others', () => {
    expect(lossOf('{ weights: { O: 0.2, T047: 2, I-T116: 3 } }')).toMatchObject({
      weights: [0.2, 2, 2, 1, 3],
    })
    expect(() => lossOf('{ weights: { T04: 2 } }')).toThrow(
      'expected a label or a type of this run, got "T04"',
    )
  })

  test.each(Object.keys(LOSSES))('%s has its defaults filled in, and is read again', name => {
    const setting = settingOf(`{ name: ${name} }`)
    expect(setting).toEqual({ name, ...LOSSES[name as keyof typeof LOSSES] })
    expect(settingOf(JSON.stringify(setting))).toEqual(setting)
  })

  test('refuses what another loss takes', () => {
    try {
      settingOf('{ name: dice, gamma: 2 }')
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(MedspanError)
      expect((error as MedspanError).message).toContain('loss.gamma: dice has none: it takes alpha, smooth')
    }
  })
})
