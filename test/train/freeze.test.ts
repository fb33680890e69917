import { describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { openEncoder } from '../../src/nn/families/families.ts'
import { classifierParameters } from '../../src/nn/parameters.ts'
import { createFreeze } from '../../src/train/engine/freeze.ts'

const source = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 8,
  num_hidden_layers: 12,
  num_attention_heads: 2,
}
const encoder = openEncoder(source, 'config.json', { attention: 'auto' })
const names = [...classifierParameters({ encoder, labels: 3 }).keys()]
const frozen = (...patterns: string[]): string[] => {
  const isTrained = createFreeze(patterns, names)
  return names.filter(name => !isTrained(name))
}
const ofLayers = (...layers: number[]): string[] =>
  names.filter(name => layers.includes(Number(/\.layer\.(\d+)\./.exec(name)?.[1] ?? -1)))

describe('patterns of frozen parameters', () => {
  it('match whole parts between dots, anywhere in a name', () => {
    expect(frozen()).toEqual([])
    expect(frozen('embeddings')).toEqual(names.slice(0, 5))
    expect(frozen('encoder.layer.1')).toEqual(ofLayers(1))
    expect(frozen('encoder.layer.1.*')).toEqual(ofLayers(1))
    expect(frozen('encoder.layer.1*')).toEqual(ofLayers(1, 10, 11))
    expect(frozen('layer.[0-2]', 'layer.1?')).toEqual(ofLayers(0, 1, 2, 10, 11))
    expect(frozen('layer.[!2-9]')).toEqual(ofLayers(0, 1))
    expect(frozen('*.LayerNorm.*')).toHaveLength(2 + 12 * 4)
    expect(frozen('layer.*.bias', 'bert.embeddings')).toHaveLength(12 * 8 + 5)
    expect(frozen('bert')).toEqual(names.filter(name => !name.startsWith('classifier')))
    expect(frozen('classifier.bias')).toEqual(['classifier.bias'])
    expect(frozen('bert', 'classifier.bias')).toHaveLength(names.length - 1)
    expect(() => frozen('*')).toThrow('no parameter is left to train')
  })

  it.each(['embedding', 'word_embedding', 'layer.12', 'layer.1.attention.self.q', 'encoder+layer'])(
    'that match nothing are an error with near names: %s',
    pattern => {
      const freeze = (): unknown => createFreeze(['bert', pattern], names)
      expect(freeze).toThrow(`no parameter matches the pattern ${pattern}`)
      try {
        freeze()
      } catch (error) {
        expect(error).toBeInstanceOf(MedspanError)
        expect((error as MedspanError).code).toBe('config')
        expect(formatError(error as MedspanError)).toContain('model.freeze.1')
      }
    },
  )

  it('name what is nearest to a misspelt one', () => {
    expect(() => createFreeze(['bert.embedings.word_embedings'], names)).toThrowError(
      expect.objectContaining({
        hint: expect.stringContaining('are bert.embeddings.word_embeddings.weight,'),
      }),
    )
  })

  it('are literal but for their signs', () => {
    expect(() => createFreeze(['encoder/layer'], names)).toThrow('no parameter matches')
    expect(() => createFreeze(['layer.[5-0]'], names)).toThrow('expected a pattern')
    expect(() => createFreeze(['(bert|x)'], names)).toThrow('no parameter matches')
  })
})
