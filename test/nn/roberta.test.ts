/** @file RoBERTa's positions. */
import { describe, expect, it } from 'vitest'
import { evaluationGraph } from '../../src/nn/classifier.ts'
import { openRoberta } from '../../src/nn/families/roberta.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import { classifierParameters, drawParameter } from '../../src/nn/parameters.ts'
import { runGraph } from '../graph/run.ts'

const config = {
  model_type: 'roberta',
  vocab_size: 11,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 8,
  type_vocab_size: 1,
}
const open = (changes: object = {}) =>
  openRoberta({ ...config, ...changes }, 'config.json', { attention: 'auto' })

describe('openRoberta', () => {
  it('keeps the positions up to that of padding from sequences', () => {
    expect(open().maxLength).toBe(6)
    expect(open({ pad_token_id: 0, max_position_embeddings: 514 }).maxLength).toBe(513)
    expect(() => open({ pad_token_id: 7 })).toThrow(
      expect.objectContaining({
        code: 'input',
        where: { path: 'config.json', at: 'max_position_embeddings' },
      }),
    )
  })

  it('counts pieces, but not that of padding, wherever it stands', async () => {
    const encoder = open()
    const options = { encoder, labels: 3, outside: 0, loss: plainCrossEntropy, head: 'linear' as const }
    const table = 'roberta.embeddings.position_embeddings.weight'
    /** The logits of a row with the piece of padding in it, after one position has been changed. */
    const logits = async (changed?: number): Promise<readonly number[]> => {
      const values: Record<string, { shape: readonly number[]; data: number[] }> = {}
      for (const [name, spec] of classifierParameters(options))
        values[name] = { shape: spec.shape, data: [...drawParameter(name, spec, 1)] }
      if (changed !== undefined) values[table]!.data[8 * changed]! += 1
      const row = (data: number[]) => ({ shape: [1, data.length], data })
      Object.assign(values, {
        input_ids: row([5, 1, 7]),
        attention_mask: row([1, 1, 1]),
        token_type_ids: row([0, 0, 0]),
        labels: row([0, 0, 0]),
        label_mask: row([1, 1, 1]),
        pieces: { shape: [3], data: [0, 1, 2] },
        packed_sequences: row([1, 1, 1]),
        packed_places: { shape: [3], data: [0, 1, 2] },
      })
      return [...(await runGraph(evaluationGraph(options), values, 'float32')).logits!.data]
    }
    const before = await logits()
    const matters: number[] = []
    for (let position = 0; position < 8; position++)
      if ((await logits(position)).join() !== before.join()) matters.push(position)
    expect(matters).toEqual([1, 2, 3])
  })
})
