/**
 * @file Texts as lines of a stream, such as a pipe, each answered by a line of JSON in its turn: the text with its mentions, or
 * what is wrong with the line.
 */
import { internal, MedspanError, type Where } from '../errors.ts'
import { checkTextLength, type Document, describeMentions } from '../text/document.ts'
import { parseJson } from '../text/json.ts'
import { decodeText, linesOf } from '../text/source.ts'
import { documentOf, type Tagger, type TaggingOptions } from './tagger.ts'
import { windowsOf } from './windows.ts'

/** What a line is: an object `{text, id}` in JSON, or the text itself. */
export const LINE_FORMATS = ['json', 'text'] as const
export type LineFormat = (typeof LINE_FORMATS)[number]

/** The longest line, in bytes: the longest text, all of it in escapes, and some more. */
const longestLine = 2 ** 26

/** A line that could not be read, or its document and the id that it gave. */
type Line = { readonly number: number } & (
  | { readonly error: MedspanError }
  | { readonly document: Document; readonly id: string | number | undefined }
)

/** A line of JSON without its end. */
export interface Answer {
  readonly text: string
  readonly isError: boolean
}

export interface AnswerOptions extends TaggingOptions {
  readonly tagger: Tagger
  readonly format: LineFormat
  /** The longest line, in bytes; 64 MiB by default. */
  readonly maxLineBytes?: number | undefined
  /** What an answer has as the mentions of a document; `describeMentions` by default. */
  readonly describe?: ((document: Document) => unknown) | undefined
}

/**
 * Answers each line in its turn. Lines are tagged as they come: when none comes for a moment, those that are there.
 * @param bytes UTF-8, as it comes
 */
export async function* answerLines(
  bytes: AsyncIterable<Uint8Array>,
  { tagger, format, maxLineBytes, describe = describeMentions, ...options }: AnswerOptions,
): AsyncGenerator<Answer, void, undefined> {
  const size = (line: Line) => ('error' in line ? 0 : line.document.text.length + String(line.id).length)
  for await (const window of windowsOf(readLines(bytes, format, maxLineBytes), size)) {
    const documents = window.flatMap(line => ('error' in line ? [] : [line.document]))
    const tagged = tagger.tag(documents, options)
    for (const line of window)
      if ('error' in line) {
        const { number, error } = line
        yield { text: JSON.stringify({ line: number, error: { message: error.message } }), isError: true }
      } else {
        const next = await tagged.next()
        if (next.done === true) throw internal('expected a document for each that was tagged')
        const mentions = describe(next.value)
        yield { text: JSON.stringify({ id: line.id, text: line.document.text, mentions }), isError: false }
      }
    await tagged.return()
  }
}

/**
 * The documents of lines that must all be good.
 * @throws MedspanError `input` for the first that is not
 */
export async function* readLineDocuments(
  bytes: AsyncIterable<Uint8Array>,
  format: LineFormat,
): AsyncGenerator<Document, void, undefined> {
  for await (const line of readLines(bytes, format)) {
    if ('error' in line) throw line.error
    yield line.document
  }
}

async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  format: LineFormat,
  maxLineBytes: number = longestLine,
): AsyncGenerator<Line> {
  let number = 0
  for await (const line of linesOf(bytes, maxLineBytes)) {
    number++
    try {
      yield { number, ...readLine(line, number, { format, maxLineBytes }) }
    } catch (error) {
      if (!(error instanceof MedspanError)) throw error
      yield { number, error }
    }
  }
}

/** @throws MedspanError for a text that is too long or holds what is no character */
export function checkText(text: string, where: Where): void {
  checkTextLength(text.length, where)
  const wrong = text.includes('\u0000')
    ? 'expected a text, got NUL in it'
    : /\p{Surrogate}/u.test(text)
      ? 'expected a text of characters, got half of a surrogate pair in it'
      : undefined
  if (wrong !== undefined) throw new MedspanError('input', wrong, { where })
}

/** @throws MedspanError for what is no text to tag */
function readLine(
  bytes: Uint8Array | undefined,
  number: number,
  { format, maxLineBytes }: { readonly format: LineFormat; readonly maxLineBytes: number },
) {
  const where = { path: 'standard input', line: number }
  const wrong = (expected: string): MedspanError =>
    new MedspanError('input', `expected ${expected}`, { where })
  if (bytes === undefined) throw wrong(`a line of at most ${maxLineBytes / 2 ** 20} MiB, got a longer one`)
  const line = decodeText(bytes, where, number)
  const { text, id } = format === 'text' ? { text: line, id: undefined } : readObject(line)
  checkText(text, where)
  return { document: documentOf(String(id ?? `line ${number}`), text), id }

  function readObject(json: string): { text: string; id: string | number | undefined } {
    if (json.trim() === '') throw wrong('an object {"text": ...}, got an empty line')
    const value = parseJson(json, where)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrong('an object {"text": ...}, got another value')
    const { text, id = null } = value as Readonly<Record<string, unknown>>
    if (typeof text !== 'string') throw wrong('an object with a text under "text"')
    if (id !== null && typeof id !== 'string' && typeof id !== 'number')
      throw wrong('a text or a number under "id"')
    return { text, id: id ?? undefined }
  }
}
