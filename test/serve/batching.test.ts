import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createTagger, documentOf, type Tagger } from '../../src/predict/tagger.ts'
import { createSharedTagger, createTurns, shareModels } from '../../src/serve/batching.ts'
import type { Document } from '../../src/text/document.ts'
import { createHeldTagger, type HeldTagger, modelsOf } from './served.ts'

const share = (tagger: Tagger) => createSharedTagger(tagger, { inTurn: createTurns(), counted() {} })

/** A tagger whose first batch, of one document, is held. */
async function occupied(): Promise<{ held: HeldTagger; shared: Tagger; first: Promise<Document> }> {
  const held = createHeldTagger()
  const shared = share(held)
  const first = shared.tag('first')
  await expect.poll(() => held.batches.length).toBe(1)
  return { held, shared, first }
}

async function textsOf(tagged: AsyncIterable<Document>): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of tagged) texts.push(text)
  return texts
}

test('what comes while the model computes goes through it together, each answered for itself', async () => {
  const { held, shared, first } = await occupied()
  const one = shared.tag('acid')
  const several = textsOf(shared.tag([documentOf('1', 'b'), documentOf('2', 'acid c')]))
  const last = shared.tag(documentOf('3', 'd'))
  await new Promise(setImmediate)
  held.release()
  expect((await first).text).toBe('first')
  expect((await one).mentions).toHaveLength(1)
  expect(await several).toEqual(['b', 'acid c'])
  expect(await last).toMatchObject({ id: '3', text: 'd', mentions: [] })
  expect(held.batches[1]!.toSorted()).toEqual(['acid', 'acid c', 'b', 'd'])
})

test('a batch is bounded, and a long document is one by itself', async () => {
  const { held, shared } = await occupied()
  const long = 'x'.repeat(20_000)
  const texts = ['a', long, 'b', ...new Array<string>(300).fill('c')]
  const all = texts.map(text => shared.tag(text))
  held.release()
  await Promise.all(all)
  expect(held.batches.slice(1).map(batch => batch.length)).toEqual([1, 1, 256, 45])
})

test('what nobody waits for is not computed, and an error is that of its document', async () => {
  const { held, shared, first } = await occupied()
  const going = new AbortController()
  const gone = shared.tag('gone', { signal: going.signal })
  const failing = shared.tag('fail')
  const other = shared.tag('acid')
  going.abort(new Error('gone'))
  await expect(gone).rejects.toThrow('gone')
  await expect(shared.tag('late', { signal: going.signal })).rejects.toThrow('gone')
  held.release()
  await first
  await expect(failing).rejects.toThrow(TypeError)
  expect((await other).mentions).toHaveLength(1)
  expect(held.batches.flat()).not.toContain('gone')
})

test('a caller with documents under way waits for them, also once it is told to end', async () => {
  const held = createHeldTagger()
  const shared = share(held)
  const going = new AbortController()
  const long = 'x'.repeat(20_000)
  let isSettled = false
  const several = textsOf(
    shared.tag([documentOf('1', long), documentOf('2', long)], { signal: going.signal }),
  )
  const settled = several
    .catch(() => {})
    .finally(() => {
      isSettled = true
    })
  await expect.poll(() => held.batches.length).toBe(1)
  going.abort(new Error('gone'))
  await new Promise(setImmediate)
  expect(isSettled).toBe(false)
  held.release()
  await settled
  await expect(several).rejects.toThrow('gone')
  expect(held.batches).toHaveLength(1)
})

test('models compute one after the other', async () => {
  const [a, b] = [createHeldTagger(), createHeldTagger()]
  const models = shareModels(modelsOf({ a, b }))
  const tag = (name: string) => models.use(name, {}, ({ tagger }) => tagger.tag('acid'))
  const both = [tag('a'), tag('b')]
  await expect.poll(() => a.batches.length).toBe(1)
  b.release()
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(b.batches).toEqual([])
  a.release()
  for (const tagged of await Promise.all(both)) expect(tagged!.mentions).toHaveLength(1)
  expect(await models.use('c', {}, async () => 1)).toBeUndefined()
})

test('many documents of one caller leave nothing behind on its signal', async () => {
  const { signal } = new AbortController()
  const listeners = () => getEventListeners(signal, 'abort').length
  const documents = Array.from({ length: 50 }, (_, i) => documentOf(String(i), 'acid'))
  const words: number[] = []
  const held = createHeldTagger()
  const tagged = textsOf(share(held).tag(documents, { signal, advance: count => words.push(count) }))
  await expect.poll(() => held.batches.length).toBe(1)
  expect(listeners()).toBe(1)
  held.release()
  expect(await tagged).toHaveLength(50)
  expect(listeners()).toBe(0)
  expect(words).toHaveLength(50)
})

test('a long document ends between two batches of the model when nobody waits for it', async () => {
  const going = new AbortController()
  let computed = 0
  const classifier = {
    labels: ['O'],
    maxLength: 64,
    async logits({ inputIds }: { readonly inputIds: { readonly length: number } }) {
      if (++computed === 3) going.abort(new Error('gone'))
      return new Float32Array(inputIds.length)
    },
    async dispose() {},
  }
  const tokenizer = { encodeWord: () => [5], prefix: [1], suffix: [2], padId: 0 }
  const tagger = createTagger(classifier, tokenizer, { batchPieces: 64 })
  const text = 'One word more. '.repeat(200)
  await expect(share(tagger).tag(text, { signal: going.signal })).rejects.toThrow('gone')
  expect(computed).toBe(3)
  await expect(tagger.tag(text, { signal: going.signal })).rejects.toThrow('gone')
  expect(computed).toBe(3)
})
