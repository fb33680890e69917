import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTagger, documentOf, type Tagger } from '../../src/predict/tagger.ts'
import { createSharedTagger, createTaggingTurns, shareModels } from '../../src/serve/batching.ts'
import type { Document } from '../../src/text/document.ts'
import { createHeldTagger, type HeldTagger, modelsOf } from './served.ts'

const share = (tagger: Tagger) => createSharedTagger(tagger, { ...createTaggingTurns(), counted() {} })

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
  await setImmediate()
  held.release()
  expect((await first).text).toBe('first')
  expect((await one).mentions).toHaveLength(1)
  expect(await several).toEqual(['b', 'acid c'])
  expect(await last).toMatchObject({ id: '3', text: 'd', mentions: [] })
  expect(held.batches[1]!.toSorted()).toEqual(['acid', 'acid c', 'b', 'd'])
})

test('a batch is bounded, and a long document is one by itself, beside the others', async () => {
  const { held, shared } = await occupied()
  const long = 'x'.repeat(20_000)
  const texts = ['a', long, 'b', ...new Array<string>(300).fill('c')]
  const all = texts.map(text => shared.tag(text))
  held.release()
  await Promise.all(all)
  expect(
    held.batches
      .slice(1)
      .map(batch => batch.length)
      .toSorted((a, b) => a - b),
  ).toEqual([1, 46, 256])
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
  await setImmediate()
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

/** A tagger of one-piece words whose model is a function. */
function taggerOf(logits: () => void): Tagger {
  const classifier = {
    labels: ['O'],
    maxLength: 64,
    async logits({ inputIds }: { readonly inputIds: { readonly length: number } }) {
      logits()
      await setImmediate()
      return new Float32Array(inputIds.length)
    },
    async dispose() {},
  }
  const tokenizer = { encodeWord: () => [5], prefix: [1], suffix: [2], padId: 0 }
  return createTagger(classifier, tokenizer, { batchPieces: 64 })
}

test('a long document ends between two batches of the model when nobody waits for it', async () => {
  const going = new AbortController()
  let computed = 0
  const tagger = taggerOf(() => {
    if (++computed === 3) going.abort(new Error('gone'))
  })
  const text = 'One word more. '.repeat(200)
  await expect(share(tagger).tag(text, { signal: going.signal })).rejects.toThrow('gone')
  expect(computed).toBe(3)
  await expect(tagger.tag(text, { signal: going.signal })).rejects.toThrow('gone')
  expect(computed).toBe(3)
})

test('what is short waits for two batches of long documents at most, and these for each other by batches', async () => {
  const turns: string[] = []
  let begin = (): void => {}
  const begun = new Promise<void>(resolve => {
    begin = resolve
  })
  const take = (name: string) => () => {
    if (turns.push(name) === 2) begin()
  }
  const models = { a: taggerOf(take('a')), b: taggerOf(take('b')) }
  const shared = shareModels(modelsOf(models))
  const tag = (name: string, words: number) =>
    shared.use(name, {}, ({ tagger }) => tagger.tag('One word more. '.repeat(words)))
  const longest = tag('a', 1100)
  const untilShorter = tag('b', 560).then(() => turns.slice())
  await begun
  const before = turns.length
  await tag('b', 1)
  // One is under way, one more of each waits already, and one is its own.
  expect(turns.length - before).toBeLessThanOrEqual(4)
  const both = await untilShorter
  await longest
  expect(turns.length).toBeGreaterThan(both.length)
  expect(both.filter(name => name === 'a').length).toBeLessThanOrEqual(
    both.filter(name => name === 'b').length + 2,
  )
})

test('of documents that are very long, only some are tagged at once', async () => {
  const held = createHeldTagger()
  const given: string[] = []
  const counting: Tagger = {
    ...held,
    tag: ((documents: readonly Document[], options: object) => {
      given.push(documents[0]!.id)
      return held.tag(documents, options)
    }) as Tagger['tag'],
  }
  const shared = share(counting)
  const text = 'x '.repeat(50_000)
  const going = new AbortController()
  const all = Array.from({ length: 7 }, (_, i) =>
    shared.tag(documentOf(String(i), text), i === 5 ? { signal: going.signal } : {}),
  )
  const short = shared.tag(documentOf('short', 'acid'))
  await expect.poll(() => given.length).toBe(5)
  going.abort()
  await expect(all[5]).rejects.toThrow()
  expect(given.toSorted()).toEqual(['0', '1', '2', '3', 'short'])
  held.release()
  await Promise.all([...all.filter((_, i) => i !== 5), short])
  expect(given).not.toContain('5')
  expect(given).toHaveLength(7)
})
