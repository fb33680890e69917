import { describe, expect, test } from 'vitest'
import type { Tagger } from '../../../src/predict/tagger.ts'
import { createMentionCache } from '../../../src/serve/recommender/cache.ts'
import { parseRequest, predictionRequest } from '../../../src/serve/recommender/messages.ts'
import { startPrediction } from '../../../src/serve/recommender/prediction.ts'
import type { Document } from '../../../src/text/document.ts'
import { typeSystem } from '../../cas/sample-cas.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { predictionBody, predictionTypes, type Served, serve, suggestionsIn } from './inception.ts'
import { casOf, ENTITY, wordTagger } from './sample.ts'

/** Sentences of 100 words each, with a cough in the last word but one. */
const long = Array.from({ length: 12 }, (_, i) => `${`w${i} `.repeat(98)}cough .`).join(' ')
const longCas = casOf(long, predictionTypes(typeSystem, ENTITY))

const longer = Array.from({ length: 5 }, () => long).join(' ')
const longerCas = () => casOf(longer, longCas.typeSystem)

/** A tagger that waits before every stretch until it is let on, and counts the words that it was given. */
function heldTagger() {
  const waiting: (() => void)[] = []
  const given: number[] = []
  const tagger = createTestTagger(wordTagger.types, async (document, options) => {
    given.push(document.tokens.length)
    await new Promise<void>(resolve => waiting.push(resolve))
    options?.signal?.throwIfAborted()
    return [...(await wordTagger.tag(document)).mentions]
  })
  const next = async (): Promise<void> => {
    while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 1))
    waiting.shift()!()
  }
  return { tagger, given, next }
}

/** Lets what can go on go on. */
const soon = () => new Promise(resolve => setTimeout(resolve))

const begins = async (served: Served, asking: object = ENTITY) =>
  suggestionsIn(await served.predict(longCas, { ...ENTITY, ...asking }), ENTITY).map(({ begin }) => begin)

describe('a long document', () => {
  const all = [...long.matchAll(/cough/g)].map(({ index }) => index)

  test('is answered in time with what is found, and continued by the next request', async () => {
    const { tagger, given, next } = heldTagger()
    const served = serve(tagger, { timeMs: 600 })
    const late = (done: number) =>
      `recommender: drugs answered with ${done} of 4 stretches in time; the next request continues`
    expect(await begins(served)).toEqual([])
    expect([given, served.log]).toEqual([[300], [late(0)]])
    // What was being tagged when the answer went out is kept, and no more is tagged for nobody.
    await next()
    await soon()
    expect(given).toEqual([300])
    expect(await begins(served)).toEqual(all.slice(0, 3))
    expect([given, served.log]).toEqual([
      [300, 300],
      [late(0), late(1)],
    ])
    await next()
    await soon()
    const third = begins(served)
    await next()
    await next()
    expect(await third).toEqual(all)
    expect(await begins(served)).toEqual(all)
    expect([given, served.log.length]).toEqual([[300, 300, 300, 300], 2])
  })

  test('is tagged in parts, each three times as long as the one before, and the same comes of it', async () => {
    const together: number[] = []
    const counting: Tagger = {
      ...wordTagger,
      tag: ((documents: readonly Document[]) => {
        together.push(documents.length)
        return wordTagger.tag(documents)
      }) as Tagger['tag'],
    }
    const served = serve(counting)
    const answer = await served.predict(longerCas(), ENTITY)
    expect(together).toEqual([1, 3, 9, 7])
    expect(suggestionsIn(answer, ENTITY).map(({ begin }) => begin)).toEqual(
      [...longer.matchAll(/cough/g)].map(({ index }) => index),
    )
  })

  test('lets others have their turn while its answer is written', async () => {
    const sent = JSON.stringify(predictionBody(longerCas(), ENTITY))
    const prediction = startPrediction(
      parseRequest(sent, predictionRequest),
      { version: '1', tagger: wordTagger },
      { name: 'drugs', cache: createMentionCache(0) },
    )
    let turns = 0
    let isWritten = false
    const other = (): void => {
      turns++
      if (!isWritten) setImmediate(other)
    }
    setImmediate(other)
    const written = await prediction.format()
    isWritten = true
    // In two pieces.
    expect(written.length).toBeGreaterThan(2 ** 18)
    expect(turns).toBeGreaterThan(1)
  })

  test('is tagged where it was asked for, and elsewhere only when that is', async () => {
    const { tagger, given, next } = heldTagger()
    const served = serve(tagger)
    const range = { begin: all[7]! - 1, end: all[7]! }
    const asked = begins(served, { range })
    await next()
    expect(await asked).toEqual([all[7]])
    expect(given).toEqual([300])
    const rest = begins(served)
    for (let i = 0; i < 3; i++) await next()
    expect(await rest).toEqual(all)
    expect(given).toHaveLength(4)
  })

  test('is tagged again by another version of the model', async () => {
    let version = '1'
    const given: number[] = []
    const counting = createTestTagger([], ({ tokens }) => {
      given.push(tokens.length)
      return []
    })
    const served = serve(counting, { version: () => version })
    await begins(served)
    await begins(served)
    expect(given).toHaveLength(4)
    version = '2'
    await begins(served)
    expect(given).toHaveLength(8)
  })

  test('is left alone when its client goes away, and what was found is kept', async () => {
    const { tagger, given, next } = heldTagger()
    const served = serve(tagger)
    const client = new AbortController()
    const body = predictionBody(longCas, ENTITY)
    const gone = served.send('drugs/predict', body, { signal: client.signal })
    await next()
    while (given.length < 2) await new Promise(resolve => setTimeout(resolve, 1))
    client.abort()
    await next()
    await gone
    expect([given, served.log]).toEqual([[300, 300], []])
    const again = begins(served)
    for (let i = 0; i < 3; i++) await next()
    expect(await again).toEqual(all)
  })

  test('is tagged once for all who ask for it at once, also when the first of them goes away', async () => {
    const { tagger, given, next } = heldTagger()
    const served = serve(tagger)
    const client = new AbortController()
    const first = served.send('drugs/predict', predictionBody(longCas, ENTITY), { signal: client.signal })
    const second = begins(served)
    await next()
    while (given.length < 2) await soon()
    client.abort()
    await next()
    await first
    for (let i = 0; i < 3; i++) await next()
    expect(await second).toEqual(all)
    expect(given).toHaveLength(5)
  })

  test('without a full stop is cut between words, and its mentions are found', async () => {
    const table = 'w '
      .repeat(5000)
      .trim()
      .replace(/(?:w ){100}/g, '$&cough ')
    const cas = casOf(`${table}.`, predictionTypes(typeSystem, ENTITY))
    const given: number[] = []
    const counting = createTestTagger([], document => {
      given.push(document.tokens.length)
      return [...document.text.matchAll(/cough/g)].map(({ index }) => ({
        begin: index,
        end: index + 5,
        concepts: [],
        types: ['T047'],
      }))
    })
    const answer = await serve(counting).predict(cas, ENTITY)
    expect(given).toEqual([1024, 1024, 1024, 1024, 954])
    expect(suggestionsIn(answer, ENTITY)).toHaveLength(49)
    expect(new Set(suggestionsIn(answer, ENTITY).map(one => one.text))).toEqual(new Set(['cough']))
  })
})

describe('under load', () => {
  const body = predictionBody(longCas, ENTITY)

  test('a request more than there is room for is told when to come again', async () => {
    const { tagger, next } = heldTagger()
    const served = serve(tagger, { atOnce: 1, timeMs: 200 })
    const first = served.send('drugs/predict', body)
    const refused = await served.send('drugs/predict', body)
    expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([
      429,
      '5',
      'the recommender is busy with other requests: try again soon',
    ])
    expect((await first).status).toBe(200)
    // Behind the answer a stretch is still being tagged, and has its room.
    expect((await served.send('drugs/predict', body)).status).toBe(429)
    await next()
    await soon()
    expect((await served.send('drugs/predict', body)).status).toBe(200)
    await next()
  })

  test('large requests have room one after the other', async () => {
    const { tagger, given, next } = heldTagger()
    const sent = JSON.stringify(predictionBody(casOf('Cough.', longCas.typeSystem), ENTITY))
    const served = serve(tagger, { bodyBytes: Math.floor(1.5 * Buffer.byteLength(sent)) })
    const first = served.send('drugs/predict', sent)
    while (given.length === 0) await soon()
    const refused = await served.send('drugs/predict', sent)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    await next()
    expect((await first).status).toBe(200)
    expect((await served.send('drugs/predict', sent)).status).toBe(200)
  })

  test('a body that does not come leaves its room', async () => {
    const served = serve(wordTagger, { atOnce: 1, timeMs: 50 })
    const init: RequestInit & { duplex: 'half' } = { body: new ReadableStream({}), duplex: 'half' }
    const late = await served.send('drugs/predict', '', init)
    expect([late.status, await late.text()]).toEqual([
      408,
      'expected the whole request within 0.05 s, got a part of it',
    ])
    expect((await served.send('drugs/predict', body)).status).not.toBe(429)
  })

  test('a model that is not there in time is not waited for, and nothing is tagged for nobody', async () => {
    let resolve = (): void => {}
    const promise = new Promise<void>(done => {
      resolve = done
    })
    const given: string[] = []
    const tagger = createTestTagger([], ({ id }) => {
      given.push(id)
      return []
    })
    const models = {
      names: ['drugs'],
      async use<T>(
        _: string,
        __: object,
        work: (one: { version: string; tagger: typeof tagger }) => Promise<T>,
      ) {
        await promise
        return work({ version: '1', tagger })
      },
    }
    const served = serve(tagger, { models, timeMs: 200 })
    const response = await served.send(
      'drugs/predict',
      predictionBody(casOf('Cough.', longCas.typeSystem), ENTITY),
    )
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    resolve()
    await soon()
    expect(given).toEqual([])
  })
})
