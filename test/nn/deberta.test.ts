/** @file DeBERTa's distances, and what of its configurations is refused. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDeberta, relativeRow } from '../../src/nn/families/deberta.ts'

interface Case {
  readonly position_buckets: number
  readonly max_relative_positions: number
  readonly max_position_embeddings: number
  readonly rows: readonly number[]
}
const path = join(import.meta.dirname, 'reference/deberta.json')
const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync(path, 'utf8'))

describe('relativeRow', () => {
  it.each(cases)(
    'takes the row that transformers takes, for $position_buckets buckets of $max_relative_positions',
    ({ rows, ...settings }) => {
      const range = settings.max_position_embeddings
      expect(rows.map((_, i) => relativeRow(i - range, settings))).toEqual(rows)
    },
  )
})

describe('openDeberta', () => {
  const config = {
    model_type: 'deberta-v2',
    vocab_size: 11,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 12,
    relative_attention: true,
  }
  const open = (changes: object) =>
    openDeberta({ ...config, ...changes }, 'config.json', { attention: 'auto' })

  it('has no absolute positions and no token types in a configuration of v3', () => {
    const encoder = open({ position_biased_input: false, type_vocab_size: 0, share_att_key: true })
    const names = [...encoder.parameters.keys()]
    expect(names.filter(name => name.includes('embeddings.weight'))).toEqual([
      'deberta.embeddings.word_embeddings.weight',
      'deberta.encoder.rel_embeddings.weight',
    ])
    expect(encoder.maxLength).toBe(512)
  })

  it.each<[object, string]>([
    [{ attention_head_size: 3 }, 'attention_head_size'],
    [{ position_buckets: 1 }, 'position_buckets'],
    [{ position_buckets: 64, max_relative_positions: 33 }, 'position_buckets'],
    [{ conv_kernel_size: 4 }, 'conv_kernel_size'],
    [{ conv_groups: 2 }, 'conv_groups'],
    [{ pos_att_type: 'c2p|p2p' }, 'pos_att_type.1'],
  ])('refuses %j', (changes, at) => {
    expect(() => open(changes)).toThrow(
      expect.objectContaining({ code: 'input', where: { path: 'config.json', at } }),
    )
  })
})
