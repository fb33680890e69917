import { describe, expect, test } from 'vitest'
import { createMentionCache } from '../../../src/serve/recommender/cache.ts'

const documentOf = (text: string) => ({ text, sentences: [{ begin: 0, end: text.length }], tokens: [] })
const mentions = [{ begin: 0, end: 1, concepts: [], types: ['Drug'] }]
const find = async (indices: readonly number[]) => indices.map(() => mentions)

describe('mentions that are kept', () => {
  test('are found by text, borders and model', async () => {
    const cache = createMentionCache(2 ** 20)
    await cache.of(['drugs', '1'], documentOf('acid')).of([3], find)
    expect(cache.of(['drugs', '1'], documentOf('acid')).get(3)).toBe(mentions)
    expect(cache.of(['drugs', '1'], documentOf('acid')).get(2)).toBeUndefined()
    for (const [model, document] of [
      [['drugs', '2'], documentOf('acid')],
      [['drug', 's1'], documentOf('acid')],
      [['drugs', '1'], documentOf('acids')],
      [['drugs', '1'], { ...documentOf('acid'), sentences: [], tokens: [{ begin: 0, end: 4 }] }],
      [['drugs', '1'], documentOf('\ud800cid')],
    ] as const)
      expect(cache.of(model, document).get(3)).toBeUndefined()
    await cache.of(['drugs', '1'], documentOf('\ud800cid')).of([0], find)
    expect(cache.of(['drugs', '1'], documentOf('\ud801cid')).get(0)).toBeUndefined()
  })

  test('take no more memory than they may: what was asked for longest ago is forgotten', async () => {
    const cache = createMentionCache(5000)
    const of = (text: string) => cache.of(['drugs', '1'], documentOf(text))
    for (const text of ['a', 'b', 'c']) await of(text).of([0], find)
    of('a')
    await of('d').of([0], find)
    expect(['a', 'c', 'd', 'b'].map(text => of(text).get(0) !== undefined)).toEqual([true, true, true, false])
    for (let i = 0; i < 1000; i++) await of(`text ${i}`).of([0], find)
    expect(cache.bytes).toBeLessThanOrEqual(5000)
    const large = of('large')
    for (let i = 0; i < 100; i++) await large.of([i], find)
    expect(cache.bytes).toBeLessThanOrEqual(5000)
    expect(large.get(99)).toBe(mentions)
    expect(of('large').get(99)).toBeUndefined()
  })
})
