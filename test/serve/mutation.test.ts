/** @file Requests that were tampered with: each is answered rightly or refused, and the server serves on. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns, fuzzSeed, fuzzTimeoutMs } from '../fuzz.ts'
import { changeBytes, changesOf } from '../mutation.ts'
import { acids, createTestApp } from './served.ts'

const runs = fuzzRuns(500)
const { app, defects } = createTestApp({ acids, other: acids })

const json = {
  type: 'application/json',
  body: JSON.stringify({
    model: 'acids',
    minScore: 0.5,
    documents: [
      {
        id: 'a',
        text: 'An acid 🧬 here.',
        sentences: [{ begin: 0, end: 16 }],
        tokens: [{ begin: 3, end: 7 }],
      },
      { id: 2, text: 'Second é.' },
    ],
  }),
}
const lines = {
  type: 'application/x-ndjson',
  body: '{"id": 1, "text": "An acid 🧬."}\n{"text": "none"}\n',
}
const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\u0000',
  '\ud83e',
  '-1',
  '1e999',
  '__proto__',
  '\n',
].map(text => Buffer.from(text))
const changes = changesOf(
  'byte',
  'bit',
  'digit',
  'swap',
  'cut',
  'drop',
  'repeat',
  'copy',
  'insert',
  'replace',
)
const path = fc.constantFrom(
  '/v1/tag',
  '/v1/tag?model=acids',
  '/v1/tag?minScore=0.1',
  '/v1/tag?%',
  '/V1/tag',
  '/',
)
const method = fc.constantFrom('POST', 'POST', 'POST', 'PUT', 'DELETE', 'PROPFIND')
const token = fc.string({ unit: 'binary-ascii', maxLength: 20 })
const header = fc.constantFrom('content-type', 'origin', 'host', 'content-length', 'authorization', 'accept')

test('requests that were changed anywhere are answered rightly or with a 4xx', {
  timeout: fuzzTimeoutMs(runs),
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(json, lines),
      changes,
      path,
      method,
      fc.option(fc.tuple(header, token), { freq: 5 }),
      async ({ type, body }, changed, path, method, extra) => {
        const headers = new Headers({ 'content-type': type })
        if (extra !== null && /^[\t -~]*$/.test(extra[1])) headers.set(...extra)
        const bytes = changeBytes(Buffer.from(body), changed, pieces)
        const response = await app.request(path, { method, headers, body: bytes })
        const text = await response.text()
        if (response.status !== 200) {
          expect(response.status).toBeGreaterThanOrEqual(400)
          expect(response.status).toBeLessThan(500)
          expect(JSON.parse(text).error.message).toMatch(/./)
        } else if (type === json.type)
          for (const { text: own, mentions } of JSON.parse(text).documents ?? [JSON.parse(text)])
            checkMentions(own, mentions)
        else
          for (const line of text.trimEnd().split('\n')) {
            const { text: own = '', mentions = [] } = line === '' ? {} : JSON.parse(line)
            checkMentions(own, mentions)
          }
        expect(text).toMatch(/^[ -~\n\p{L}\p{S}\p{N}\p{P}\p{M}\p{Z}]*$/u)
      },
    ),
    { numRuns: runs, seed: fuzzSeed },
  )
  expect(defects).toEqual([])
  expect((await app.request('/v1/models')).status).toBe(200)
})

function checkMentions(text: string, mentions: { begin: number; end: number; text: string }[]): void {
  expect(mentions.map(mention => mention.begin)).toEqual(
    [...text.matchAll(/acid/g)].map(({ index }) => index),
  )
  for (const mention of mentions) expect(text.slice(mention.begin, mention.end)).toBe(mention.text)
}
