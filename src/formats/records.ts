/**
 * @file Records: rows of `{tokens, ner_tags, doc_id}`, as a JSON array or as one JSON object a line.
 *
 * One row is one sentence; the rows of one `doc_id` are one document, wherever they stand. The text is rebuilt:
 * words joined by spaces, sentences by line breaks. Tags are read as seqeval reads them, and what is not valid
 * BIO2 is counted. A run of the bare tag `IGN` becomes one mention without types, so two unknown mentions side by
 * side come back as one; their tags stay the same.
 */
import { basename } from 'node:path'
import { MedspanError, Notices, type Where } from '../errors.ts'
import { type Document, IGNORED_TYPE, type Mention, type Span } from '../text/document.ts'
import { parseJson } from '../text/json.ts'
import { forEachLine, readHead, readText } from '../text/source.ts'
import { type TagOddities, tagsToSpans } from '../text/tags.ts'
import type { Candidate, DocumentFormat, ReadOptions } from './format.ts'

interface Row {
  readonly tokens: readonly string[]
  readonly tags: readonly string[]
  readonly document: string | undefined
}

function texts(value: unknown, key: string, where: Where): string[] {
  if (!Array.isArray(value))
    throw new MedspanError('input', `expected ${key}: a list of texts, got ${describe(value)}`, { where })
  const odd = value.findIndex(item => typeof item !== 'string')
  if (odd >= 0)
    throw new MedspanError('input', `expected ${key}: a list of texts, got ${describe(value[odd])} in it`, {
      where: { ...where, at: `${where.at} ${key}[${odd}]` },
      hint:
        key === 'ner_tags' ? 'numbered tags need their names: write them out as B-…, I-… and O' : undefined,
    })
  return value
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : `${JSON.stringify(value)}`
}

function readRow(value: unknown, where: Where): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MedspanError('input', `expected an object with tokens and ner_tags, got ${describe(value)}`, {
      where,
    })
  const fields = value as Record<string, unknown>
  const tokens = texts(fields.tokens, 'tokens', where)
  const tags = texts(fields.ner_tags, 'ner_tags', where)
  if (tokens.length !== tags.length)
    throw new MedspanError(
      'input',
      `expected as many tags as tokens, got ${tokens.length} tokens and ${tags.length} tags`,
      { where },
    )
  const id = fields.doc_id
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number')
    throw new MedspanError('input', `expected doc_id: a text or a number, got ${describe(id)}`, { where })
  return { tokens, tags, document: id === undefined || id === null ? undefined : String(id) }
}

/** Builds documents from rows, told one by one with their places. */
function createBuilder(path: string) {
  const notices = new Notices()
  const documents = new Map<
    string,
    { text: string[]; length: number; sentences: Span[]; tokens: Span[]; mentions: Mention[] }
  >()
  let count = 0

  function add(value: unknown, where: Where): void {
    count++
    const row = readRow(value, where)
    if (row.document === undefined)
      notices.add('row-without-document', 'rows without doc_id became a document each', where)
    const id = row.document ?? `${basename(path)}#${count}`
    let document = documents.get(id)
    if (document === undefined) {
      document = { text: [], length: 0, sentences: [], tokens: [], mentions: [] }
      documents.set(id, document)
    }
    const words = row.tokens
      .map((token, i) => ({ token, tag: row.tags[i]! }))
      .filter(({ token }) => token.trim() !== '')
    if (words.length < row.tokens.length)
      notices.add(
        'empty-word',
        'words of no characters were left out',
        where,
        row.tokens.length - words.length,
      )
    if (words.length === 0) {
      notices.add('empty-sentence', 'rows without words were left out', where)
      return
    }
    const own: Span[] = []
    for (const { token } of words) {
      const separator = own.length > 0 ? ' ' : document.length > 0 ? '\n' : ''
      const begin = document.length + separator.length
      document.text.push(separator, token)
      document.length = begin + token.length
      own.push({ begin, end: document.length })
    }
    const oddities: TagOddities = { orphans: 0, changes: 0 }
    const spans = tagsToSpans(
      words.map(({ tag }) => tag),
      oddities,
      where,
    )
    if (oddities.orphans > 0)
      notices.add(
        'tag-orphan',
        'I- tags continue nothing and were read as beginnings',
        where,
        oddities.orphans,
      )
    if (oddities.changes > 0)
      notices.add(
        'tag-change',
        'I- tags continue another type and were read as beginnings',
        where,
        oddities.changes,
      )
    for (const { type, start, end } of spans)
      document.mentions.push({
        begin: own[start]!.begin,
        end: own[end - 1]!.end,
        concepts: [],
        types: type === IGNORED_TYPE ? [] : [type],
      })
    document.tokens.push(...own)
    document.sentences.push({ begin: own[0]!.begin, end: document.length })
  }

  function finish(): { documents: Document[]; notices: Notices } {
    const built = [...documents].map(([id, { text, sentences, tokens, mentions }]) => ({
      id,
      text: text.join(''),
      sentences,
      tokens,
      mentions,
      source: path,
    }))
    return { documents: built, notices }
  }
  return { add, finish }
}

/**
 * The documents of a file of records, in the order in which they first occur.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `empty-word`, `empty-sentence`, `row-without-document`.
 * @throws MedspanError (`input`) for JSON that is none (with line and column), rows of another shape, lists of
 * different length, and tags of another form (with the row's number from 1).
 */
export async function readRecords(path: string, options: ReadOptions): Promise<Document[]> {
  const builder = createBuilder(path)
  if (/^\s*\[/u.test(new TextDecoder().decode(await readHead(path)))) {
    const value = parseJson(await readText(path), { path })
    if (!Array.isArray(value)) throw new MedspanError('input', 'expected a list of rows', { where: { path } })
    for (const [i, row] of value.entries()) builder.add(row, { path, at: `row ${i + 1}` })
  } else {
    let row = 0
    await forEachLine(path, (line, number) => {
      if (line.trim() === '') return
      row++
      builder.add(parseJson(line, { path, line: number }), { path, line: number, at: `row ${row}` })
    })
  }
  const { documents, notices } = builder.finish()
  for (const notice of notices.list()) options.progress.notice(notice)
  return documents
}

/** The reference project's JSON, which team curations are kept in. */
export const recordsFormat: DocumentFormat = {
  name: 'records',
  description: 'JSON or JSONL rows of {tokens, ner_tags, doc_id}, one sentence each',
  accepts({ isFolder, head }: Candidate) {
    if (isFolder) return false
    const text = new TextDecoder().decode(head)
    // The first key is one of these; other JSON, such as a tokenizer's, may have `tokens` further inside.
    const row = /^\s*(?:\[\s*)?\{\s*"(?:tokens|ner_tags|doc_id|id|pos_tags|chunk_tags)"\s*:/u
    return row.test(text) && /"(?:tokens|ner_tags)"\s*:/u.test(text)
  },
  read: readRecords,
}
