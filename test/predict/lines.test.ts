import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerLines, type LineFormat } from '../../src/predict/lines.ts'
import { createPatternTagger } from './test-tagger.ts'

const tagger = createPatternTagger(/acid/g, 'Drug')

/** The answers to bytes that come in pieces. */
async function answersTo(pieces: Iterable<Uint8Array>, format: LineFormat = 'json') {
  async function* bytes() {
    yield* pieces
  }
  const answers: { isError: boolean; value: Record<string, unknown> }[] = []
  for await (const { text, isError } of answerLines(bytes(), { tagger, format }))
    answers.push({ isError, value: JSON.parse(text) })
  return answers
}

const bytesOf = (text: string) => Buffer.from(text, 'utf8')
const errorOf = ({ value }: { value: Record<string, unknown> }) =>
  (value.error as { message: string } | undefined)?.message

test('each line is answered in its turn, the bad ones by what is wrong with them', async () => {
  const lines = [
    '{"id": 7, "text": "An acid.", "label": "other keys are not kept"}',
    '{"text": "\\ud83e\\uddec acid"}\r',
    '{"text": "cut',
    '',
    '["An acid."]',
    '{"id": "x"}',
    '{"id": [], "text": "a"}',
    '{"text": "half \\ud800"}',
    '{"text": "\\u0000"}',
    '{"id": "last", "text": ""}',
  ]
  const answers = await answersTo([bytesOf(`\uFEFF${lines.join('\n')}`)])
  expect(answers.map(answer => errorOf(answer) ?? answer.value.id ?? null)).toEqual([
    7,
    null,
    'expected JSON, which cannot go on with the end of the text',
    'expected an object {"text": ...}, got an empty line',
    'expected an object {"text": ...}, got another value',
    'expected an object with a text under "text"',
    'expected a text or a number under "id"',
    'expected a text of characters, got half of a surrogate pair in it',
    'expected a text, got NUL in it',
    'last',
  ])
  expect(answers.map(({ value }) => value.line)).toEqual([
    undefined,
    undefined,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    undefined,
  ])
  expect(answers[0]!.value).toEqual({
    id: 7,
    text: 'An acid.',
    mentions: [{ begin: 3, end: 7, text: 'acid', types: ['Drug'], concepts: [] }],
  })
  expect(answers[1]!.value).toMatchObject({ text: '🧬 acid', mentions: [{ begin: 3, end: 7 }] })
})

test('a line of text is a document, an empty one too', async () => {
  const answers = await answersTo([bytesOf('An acid\r\n\n{acid\n'), Uint8Array.of(0xff, 10)], 'text')
  expect(answers.map(answer => errorOf(answer) ?? answer.value.text)).toEqual([
    'An acid',
    '',
    '{acid',
    'expected UTF-8, got bytes that are not',
  ])
})

test('a line without an end is not held, and those after it are answered', async () => {
  const piece = new Uint8Array(2 ** 20).fill(0x61)
  function* pieces() {
    yield bytesOf('{"text": "')
    for (let i = 0; i < 80; i++) yield piece
    yield bytesOf('"}\n{"text": "acid"}\n')
  }
  const [long, good] = await answersTo(pieces())
  expect(errorOf(long!)).toBe('expected a line of at most 64 MiB, got a longer one')
  expect(good!.value).toMatchObject({ text: 'acid', mentions: [{ begin: 0, end: 4 }] })
})

test('changed bytes in any pieces change no answer but that of their line', async () => {
  const good = '{"id": "a", "text": "An acid 🧬 with \\"acid\\"."}\n'
  const line = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean()).map(([at, byte, isCut]) => {
    const bytes = bytesOf(good)
    bytes[at % (bytes.length - 1)] = byte === 10 ? 11 : byte
    return isCut ? Buffer.concat([bytes.subarray(0, at % bytes.length), bytesOf('\n')]) : bytes
  })
  const expected = (await answersTo([bytesOf(good)]))[0]!
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 20 }),
      fc.integer({ min: 1, max: 99 }),
      async (lines, size) => {
        const all = Buffer.concat(lines.flatMap(changed => [changed, bytesOf(good)]))
        const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
          all.subarray(i * size, (i + 1) * size),
        )
        const answers = await answersTo(pieces)
        expect(answers).toHaveLength(2 * lines.length)
        for (const [i, answer] of answers.entries())
          if (i % 2 === 1) expect(answer).toEqual(expected)
          else if (answer.isError) expect(answer.value.line).toBe(i + 1)
      },
    ),
    { numRuns: 100 },
  )
})
