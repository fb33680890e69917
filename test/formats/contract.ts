/**
 * @file What every document format owes: a call of `testFormat` a format, in that format's own test file.
 *
 * Random documents are written and read back; files are mutated and must give a clear error or documents that hold
 * together. MEDSPAN_FUZZ_RUNS says how many of each are tried.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import {
  bySpan,
  type Corpus,
  type Document,
  longestText,
  type Mention,
  type Span,
} from '../../src/text/document.ts'
import type { DocumentFormat, ReadOptions, WriteOptions } from '../../src/text/format.ts'
import { segment } from '../../src/text/words.ts'
import { fuzzRuns, fuzzTimeoutMs } from '../fuzz.ts'
import { changeBytes, changesOf } from '../mutation.ts'

const runs = fuzzRuns(60)
const timeoutMs = fuzzTimeoutMs(runs)

/** Words with everything that has ever broken an offset. */
const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('lung', 'cancer', 'IL-2', 'p.Tyr263Cys', '0.05', 'α-synuclein', 'Ca2+', '(β)'),
  },
  fc.constantFrom(
    '😀',
    '👩‍⚕️',
    'e\u0301',
    'n\u0303o',
    '𝛼',
    '\u200Bx',
    'ﬁ',
    'İ',
    'ß',
    '\uFFFD',
    'עברית',
    '中文',
  ),
  fc.constantFrom('"', '\\', '|', '#', '<b>', '&amp;', '_', 'O', '-', '*', '[1]', '{}', "'"),
)

export interface RandomOptions {
  /** What stands between words; by default blanks, line breaks of every kind, tabs and more. */
  readonly separators?: readonly string[]
  /** Borders of mentions: anywhere between characters (default), or between words only. */
  readonly borders?: 'characters' | 'words'
  /** Whether mentions may overlap and nest (default), or lie apart. */
  readonly overlapping?: boolean
  /** Whether mentions have concepts (default). */
  readonly concepts?: boolean
  /** How many types a mention may have; by default up to 2. */
  readonly types?: { readonly min: number; readonly max: number }
  /** Whether some mentions are discontinuous. */
  readonly parts?: boolean
}

/** Whether a border lies between whole characters, not inside a surrogate pair. */
const isBorder = (text: string, at: number): boolean =>
  !/[\ud800-\udbff]/.test(text[at - 1] ?? '') || !/[\udc00-\udfff]/.test(text[at] ?? '')

/** Random documents: texts of words, segmented as ours are, with mentions over them. */
export function randomDocument(options: RandomOptions = {}): fc.Arbitrary<Document> {
  const separators = options.separators ?? [
    ' ',
    ' ',
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\t',
    '. ',
    '.\n',
    '\u00A0',
    ', ',
  ]
  const types = options.types ?? { min: 0, max: 2 }
  const text = fc
    .array(fc.tuple(word, fc.constantFrom(...separators)), { minLength: 1, maxLength: 12 })
    .map(parts => parts.flat().slice(0, -1).join(''))
  const draw = fc.record({
    at: fc.nat(10_000),
    length: fc.nat(10_000),
    concepts: fc.uniqueArray(fc.constantFrom('C0000001', 'C0010674', 'C9999999'), {
      maxLength: options.concepts === false ? 0 : 2,
    }),
    types: fc.uniqueArray(fc.constantFrom('T047', 'T116', 'Disease'), {
      minLength: types.min,
      maxLength: types.max,
    }),
    split: fc.boolean(),
  })
  return fc
    .tuple(
      fc.constantFrom('1', '28463645', 'doc-a', 'naïve 😀', 'a/b'),
      text,
      fc.array(draw, { maxLength: 5 }),
    )
    .map(([id, content, draws]) => {
      const { sentences, tokens } = segment(content)
      const mentions: Mention[] = []
      for (const one of draws) {
        const span = options.borders === 'words' ? wordSpan(tokens, one) : characterSpan(content, one)
        if (span === undefined) continue
        if (
          options.overlapping === false &&
          mentions.some(other => other.begin < span.end && span.begin < other.end)
        )
          continue
        const parts = options.parts === true && one.split ? partsOf(content, span) : undefined
        mentions.push({
          ...span,
          concepts: one.concepts,
          types: one.types,
          ...(parts === undefined ? {} : { parts }),
        })
      }
      return { id, text: content, sentences, tokens, mentions: mentions.sort(bySpan) }
    })
    .filter(document => document.tokens.length > 0)
}

function wordSpan(tokens: readonly Span[], { at, length }: { at: number; length: number }): Span | undefined {
  if (tokens.length === 0) return undefined
  const first = at % tokens.length
  const last = Math.min(tokens.length - 1, first + (length % 3))
  return { begin: tokens[first]!.begin, end: tokens[last]!.end }
}

function characterSpan(text: string, { at, length }: { at: number; length: number }): Span | undefined {
  const begin = at % text.length
  const end = Math.min(text.length, begin + 1 + (length % 12))
  const covered = text.slice(begin, end)
  // Nobody marks blanks alone, and no format keeps half of a character.
  return covered.trim() === covered && covered !== '' && isBorder(text, begin) && isBorder(text, end)
    ? { begin, end }
    : undefined
}

function partsOf(text: string, { begin, end }: Span): Span[] | undefined {
  const middle = (begin + end) >> 1
  return middle - begin >= 1 && end - middle >= 2 && isBorder(text, middle) && isBorder(text, middle + 1)
    ? [
        { begin, end: middle },
        { begin: middle + 1, end },
      ]
    : undefined
}

export interface FormatCase {
  readonly format: DocumentFormat
  /** What random documents are like; and what comes back of one: the document itself, or what the format can hold. */
  readonly roundTrip?: RandomOptions & { expected?(document: Document): Partial<Document> }
  /** Valid files by name, whose mutations are read; the files that are written are mutated as well. */
  readonly samples?: Readonly<Record<string, string | Uint8Array>>
  readonly readOptions?: Partial<ReadOptions>
  /** Of samples that need others beside them: a folder's files, the first is the one that is mutated and read. */
  readonly companions?: Readonly<Record<string, string | Uint8Array>>
}

/** Calls the format with everything that it owes. */
export function testFormat({
  format,
  roundTrip,
  samples = {},
  readOptions,
  companions = {},
}: FormatCase): void {
  describe(`${format.name} keeps what a format owes`, () => {
    let folder = ''
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), `medspan-${format.name}-`))
      for (const [name, content] of Object.entries(companions)) await writeFile(join(folder, name), content)
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))
    const options: ReadOptions = { progress: silent, ...readOptions }

    if (roundTrip !== undefined) {
      it(
        'gives random documents back as they were written',
        async () => {
          let serial = 0
          await fc.assert(
            fc.asyncProperty(randomDocument(roundTrip), async document => {
              const path = join(folder, `trip-${serial++}`)
              const read = await format.read(await writeCorpus(format, [document], path), options)
              await rm(path, { recursive: true, force: true })
              expect(read.length).toBe(1)
              const { source: _, ...back } = read[0]!
              const wanted = roundTrip.expected?.(document) ?? document
              expect(
                Object.fromEntries(Object.keys(wanted).map(key => [key, back[key as keyof typeof back]])),
              ).toEqual(wanted)
            }),
            { numRuns: runs },
          )
        },
        timeoutMs,
      )
    }

    it.runIf(format.writer !== undefined)('refuses a document that is longer than any may be', async () => {
      const end = longestText + 1
      const span = { begin: 0, end }
      const mentions = [{ ...span, concepts: [], types: ['Disease'] }]
      const document = { id: '1', text: 'a'.repeat(end), sentences: [span], tokens: [span], mentions }
      const path = await writeCorpus(format, [document], join(folder, 'long'))
      await expect(format.read(path, options)).rejects.toThrow(
        /at most 10,000,000 characters, got 10,000,001/,
      )
    })

    it(
      'reads mutated files truthfully or says what is wrong',
      async () => {
        const seeds: { name: string; bytes: Uint8Array }[] = Object.entries(samples).map(
          ([name, content]) => ({
            name,
            bytes: Buffer.from(content as string),
          }),
        )
        if (roundTrip !== undefined && format.writer?.holds === 'corpus')
          for (const document of fc.sample(randomDocument(roundTrip), { numRuns: 5, seed: 1 }))
            seeds.push({
              name: `written${format.writer.extension}`,
              bytes: await written(format, [document]),
            })
        expect(seeds.length).toBeGreaterThan(0)
        let refused = 0
        await fc.assert(
          fc.asyncProperty(fc.constantFrom(...seeds), mutations, async (seed, changes) => {
            const path = join(folder, seed.name)
            await writeFile(path, changeBytes(seed.bytes, changes, strange))
            try {
              for (const document of await format.read(path, options)) expectSound(document)
            } catch (error) {
              if (!(error instanceof MedspanError) || error.code === 'internal') throw error
              expect(formatError(error)).toContain(seed.name)
              refused++
            }
          }),
          { numRuns: runs },
        )
        // Mutations that break nothing would try nothing.
        expect(refused).toBeGreaterThan(0)
      },
      timeoutMs,
    )
  })
}

const writeOptions = (): WriteOptions => ({ tags: { overlap: 'longest' }, notices: new Notices() })

async function written(format: DocumentFormat, corpus: Corpus): Promise<Uint8Array> {
  const { writer } = format
  if (writer?.holds !== 'corpus') throw new Error(`${format.name} does not write one file`)
  const pieces: Buffer[] = []
  for await (const piece of writer.format(corpus, writeOptions())) pieces.push(Buffer.from(piece as string))
  return Buffer.concat(pieces)
}

/** Writes a corpus as the format does, and gives the path to read. */
export async function writeCorpus(format: DocumentFormat, corpus: Corpus, path: string): Promise<string> {
  const { writer } = format
  if (writer === undefined) throw new Error(`${format.name} has no writer`)
  await mkdir(path, { recursive: true })
  if (writer.holds === 'corpus') {
    const file = join(path, `corpus${writer.extension}`)
    await writeFile(file, await written(format, corpus))
    return file
  }
  let first: string | undefined
  for (const { name, content } of writer.format(corpus, writeOptions())) {
    const file = join(path, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
    if (
      format.accepts({ path: file, isFolder: false, head: Buffer.from(content as string).subarray(0, 4096) })
    )
      first ??= file
  }
  if (first === undefined) throw new Error(`${format.name} accepts no file that it writes`)
  return first
}

const mutations = changesOf('byte', 'cut', 'drop', 'repeat', 'insert', 'swap')

/** What breaks parsers: numbers out of range, unfinished structures, control characters, names of prototypes. */
const strange = [
  '99999999999',
  '-1',
  '1e999',
  'NaN',
  '\0',
  '\uFFFE',
  '"',
  '<',
  '>',
  '&',
  '&#0;',
  ']]>',
  '[[[[',
  '|',
  '\\',
  '{{{{',
  '\t',
  '\n',
  '\r\n',
  '__proto__',
  'constructor',
  '\\u0000',
  '\ud800',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '../../etc/passwd',
  'null',
  '|',
].map(text => Buffer.from(text))

/** Fails for a document that does not hold together. */
export function expectSound(document: Document): void {
  const { text } = document
  expect(document.id).not.toBe('')
  expectOrder(document.sentences, text, true)
  expectOrder(document.tokens, text, true)
  expectOrder(document.mentions, text, false)
  for (const { parts, begin, end } of document.mentions) {
    if (parts === undefined) continue
    expect(parts.length).toBeGreaterThan(1)
    expectOrder(parts, text, true)
    expect([parts[0]!.begin, parts.at(-1)!.end]).toEqual([begin, end])
  }
}

function expectOrder(spans: readonly Span[], text: string, apart: boolean): void {
  let before = { begin: 0, end: 0 }
  for (const span of spans) {
    if (!(Number.isInteger(span.begin) && span.begin < span.end && span.end <= text.length))
      expect(span).toBe(`within 0 and ${text.length}`)
    if (!isBorder(text, span.begin) || !isBorder(text, span.end)) expect(span).toBe('between characters')
    if (apart ? span.begin < before.end : bySpan(before, span) > 0 && before.end > 0)
      expect(span).toBe(`after ${JSON.stringify(before)}`)
    before = span
  }
}
