/**
 * @file medspan's own corpus files: lossless JSON lines, `.jsonl`.
 *
 * The first line says what the file is; each further line is one document. Spans are `[begin, end]` in UTF-16
 * code units; a mention is `[begin, end, concepts, types]`.
 */
import { z } from 'zod'
import { MedspanError, type Where } from '../errors.ts'
import type { Corpus, Document, Span } from '../text/document.ts'
import { parseJson } from '../text/json.ts'
import { forEachLine } from '../text/source.ts'
import type { Candidate, DocumentFormat } from './format.ts'

const name = 'medspan-corpus'
const version = 1

const pair = z.tuple([z.int(), z.int()])
const line = z.strictObject({
  id: z.string().min(1),
  text: z.string(),
  sentences: z.array(pair),
  tokens: z.array(pair),
  mentions: z.array(z.tuple([z.int(), z.int(), z.array(z.string()), z.array(z.string())])),
  source: z.string().optional(),
})

/** A document as a line of a corpus file, without the line's end. */
export function formatDocument({ id, text, sentences, tokens, mentions, source }: Document): string {
  const pairs = (spans: readonly Span[]) => spans.map(({ begin, end }) => [begin, end])
  return JSON.stringify({
    id,
    text,
    sentences: pairs(sentences),
    tokens: pairs(tokens),
    mentions: mentions.map(({ begin, end, concepts, types }) => [begin, end, concepts, types]),
    ...(source === undefined ? {} : { source }),
  })
}

/** A corpus as the text of a corpus file. */
export function formatCorpus(corpus: Corpus): string {
  return [JSON.stringify({ format: name, version }), ...corpus.map(formatDocument), ''].join('\n')
}

/** Refuses spans that are empty, outside the text, unsorted, or (for tokens and sentences) overlapping. */
function checkSpans(spans: readonly Span[], length: number, key: string, apart: boolean, where: Where): void {
  let before: Span = { begin: 0, end: 0 }
  for (const [i, span] of spans.entries()) {
    const { begin, end } = span
    const at = { ...where, at: `${where.at} ${key}[${i}]` }
    if (begin < 0 || begin >= end || end > length)
      throw new MedspanError('input', `expected a span within 0 and ${length}, got ${begin} to ${end}`, {
        where: at,
      })
    if (apart ? begin < before.end : begin < before.begin)
      throw new MedspanError(
        'input',
        `expected spans in order${apart ? ' and apart' : ''}, got ${begin} to ${end} after ${before.begin} to ` +
          `${before.end}`,
        { where: at },
      )
    before = span
  }
}

function readDocument(value: unknown, where: Where): Document {
  const parsed = line.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new MedspanError('input', `not a document of a corpus file: ${issue.message}`, {
      where: { ...where, at: issue.path.join('.') },
    })
  }
  const { id, text, source } = parsed.data
  const spans = (pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([begin, end]) => ({ begin, end }))
  const document = {
    id,
    text,
    sentences: spans(parsed.data.sentences),
    tokens: spans(parsed.data.tokens),
    mentions: parsed.data.mentions.map(([begin, end, concepts, types]) => ({ begin, end, concepts, types })),
    ...(source === undefined ? {} : { source }),
  }
  const at = { ...where, at: id }
  checkSpans(document.sentences, text.length, 'sentences', false, at)
  checkSpans(document.tokens, text.length, 'tokens', true, at)
  checkSpans(document.mentions, text.length, 'mentions', false, at)
  return document
}

/** @throws MedspanError (`input`) with file, line and reason. */
async function readCorpus(path: string): Promise<Document[]> {
  const documents: Document[] = []
  let opened = false
  await forEachLine(path, (text, number) => {
    if (text.trim() === '') return
    const where = { path, line: number }
    const value = parseJson(text, where)
    if (opened) {
      documents.push(readDocument(value, where))
      return
    }
    const header = z.object({ format: z.literal(name), version: z.number() }).safeParse(value)
    if (!header.success)
      throw new MedspanError('input', `expected the first line {"format":"${name}","version":${version}}`, {
        where,
      })
    if (header.data.version !== version)
      throw new MedspanError(
        'input',
        `expected version ${version} of the corpus format, got ${header.data.version}`,
        {
          where,
          hint: 'read it with the version of medspan that wrote it',
        },
      )
    opened = true
  })
  if (!opened) throw new MedspanError('input', 'expected a corpus, got an empty file', { where: { path } })
  return documents
}

export const corpusFormat: DocumentFormat = {
  name: 'corpus',
  description: "medspan's own lossless JSON lines, which its commands hand to each other",
  accepts: ({ isFolder, head }: Candidate) =>
    !isFolder && /^\s*\{"format":\s*"medspan-corpus"/u.test(new TextDecoder().decode(head)),
  read: readCorpus,
}
