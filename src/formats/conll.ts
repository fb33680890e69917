/**
 * @file CoNLL: one word a line with its columns, an empty line after each sentence.
 *
 * After the CoNLL-2003 shared task (Tjong Kim Sang & De Meulder 2003) and what grew from it: two columns or more,
 * separated by tabs or by blanks; documents begin at `-DOCSTART-`, or at comments that give ids (`# id = …`,
 * `# newdoc id = …`, `###MEDLINE:…`). Which columns hold words and tags, and whether tags are IOB1, IOB2, BIOES or
 * BILOU, is found by looking, and said. The file has no text: words are joined by blanks, sentences by line breaks.
 * A file without borders of documents is one document. Other columns are left out.
 */
import { basename, extname } from 'node:path'
import { MedspanError, Notices, type Where } from '../errors.ts'
import {
  type Corpus,
  checkTextLength,
  type Document,
  IGNORED_TYPE,
  longestText,
  type Mention,
  type Span,
} from '../text/document.ts'
import type { Candidate, DocumentFormat, ReadOptions, WriteOptions } from '../text/format.ts'
import { forEachStretch, visitLines } from '../text/source.ts'
import { spanOf } from '../text/spans.ts'
import { OUTSIDE, type TagAnomalies, tagSentences, tagsToSpans } from '../text/tags.ts'
import {
  createLayout,
  isTag,
  isWordLine,
  type Layout,
  parseDocumentLine,
  splitColumns,
} from './conll-layout.ts'

/** Lines that are looked at before it is decided which columns hold what. */
const sampleLines = 2000

/** BILOU's names of what BIOES calls E and S. */
const bilou: Readonly<Record<string, string>> = { L: 'E', U: 'S' }

/** A tag as `tagsToSpans` reads it, with what counts for telling schemes apart. */
interface KnownTag {
  readonly tag: string
  readonly prefix: string
  readonly type: string
}

const outside: KnownTag = { tag: OUTSIDE, prefix: '', type: '' }

/** How often each prefix occurs, and where `B` and `I` stand. */
interface Usage {
  readonly prefixes: Set<string>
  /** `B-X` where IOB1 would write `I-X`. */
  needlessBegins: number
  anomalies: TagAnomalies
}

interface Draft {
  id: string | undefined
  isNamed: boolean
  length: number
  readonly text: string[]
  readonly sentences: Span[]
  readonly tokens: Span[]
  readonly mentions: Mention[]
}

function createDraft(id: string | undefined, isNamed: boolean): Draft {
  return { id, isNamed, length: 0, text: [], sentences: [], tokens: [], mentions: [] }
}

/** The scheme that a file's tags keep to, by the marks that only it has. */
function schemeOf({ prefixes, needlessBegins, anomalies }: Usage): string {
  const has = (...names: string[]) => names.some(name => prefixes.has(name))
  if (has('L', 'U')) return 'BILOU'
  if (has('E', 'S')) return 'BIOES'
  if (!has('B', 'I')) return 'no mentions'
  return anomalies.orphans + anomalies.changes > 0 && needlessBegins === 0 ? 'IOB1' : 'IOB2'
}

/** Builds documents from lines, told one by one. */
function createBuilder(path: string, layout: Layout) {
  const notices = new Notices()
  const known = new Map<string, KnownTag>()
  const usage: Usage = { prefixes: new Set(), needlessBegins: 0, anomalies: { orphans: 0, changes: 0 } }
  const separator = layout.byTab ? '\t' : ' '
  /** Without ids where the file gives none. */
  const built: (Omit<Document, 'id'> & { readonly id: string | undefined })[] = []
  let firstOddity: Where | undefined
  let draft = createDraft(undefined, false)
  const words: string[] = []
  const tags: KnownTag[] = []
  /** Characters of the words, with a blank behind each. */
  let pending = 0
  let hasMention = false

  function readTag(tag: string, where: Where): KnownTag {
    if (!isTag(tag))
      throw new MedspanError(
        'input',
        `expected a tag such as O, B-T038, I-T038 or IGN in column ${layout.tag + 1}, got ${JSON.stringify(tag)}`,
        { where, hint: 'say which column holds tags (columns.tags, from 1), if it is another one' },
      )
    const prefix = tag[1] === '-' ? tag[0]! : ''
    const type = prefix === '' ? '' : tag.slice(2)
    const one: KnownTag = { tag: prefix === '' ? tag : `${bilou[prefix] ?? prefix}-${type}`, prefix, type }
    known.set(tag, one)
    return one
  }

  function closeDraft(): void {
    const { id, text, sentences, tokens, mentions } = draft
    if (text.length > 0 || id !== undefined)
      built.push({ id, text: text.join('\n'), sentences, tokens, mentions, source: path })
    else if (draft.isNamed)
      notices.add('document-empty', 'documents without words or id were left out', { path })
  }

  /** Begins a document, unless the one at hand is only just beginning. */
  function startDocument(id: string | undefined): void {
    if (draft.text.length === 0 && (draft.id === undefined || id === undefined || id === draft.id)) {
      draft.id ??= id
      draft.isNamed = true
      return
    }
    closeDraft()
    draft = createDraft(id, true)
  }

  function noteUsage(): void {
    let before: KnownTag | undefined
    for (const one of tags) {
      if (one.prefix !== '') {
        usage.prefixes.add(one.prefix)
        if (one.prefix === 'B' && before?.type !== one.type) usage.needlessBegins++
      }
      before = one
    }
  }

  function endSentence(where: Where): void {
    if (words.length === 0) return
    const start = draft.length === 0 ? 0 : draft.length + 1
    let begin = start
    const { tokens } = draft
    const first = tokens.length
    for (let i = 0; i < words.length; i++) {
      const end = begin + words[i]!.length
      tokens.push(spanOf(begin, end))
      begin = end + 1
    }
    draft.length = begin - 1
    draft.text.push(words.join(' '))
    draft.sentences.push({ begin: start, end: draft.length })
    if (hasMention) {
      noteUsage()
      const { anomalies } = usage
      const odd = anomalies.orphans + anomalies.changes
      for (const span of tagsToSpans(
        tags.map(({ tag }) => tag),
        anomalies,
        where,
      ))
        draft.mentions.push({
          begin: tokens[first + span.start]!.begin,
          end: tokens[first + span.end - 1]!.end,
          concepts: [],
          types: span.type === IGNORED_TYPE ? [] : [span.type],
        })
      if (anomalies.orphans + anomalies.changes > odd) firstOddity ??= where
    }
    words.length = 0
    tags.length = 0
    pending = 0
    hasMention = false
  }

  function addWord(word: string, value: string, line: number): void {
    const tag = value === OUTSIDE ? outside : (known.get(value) ?? readTag(value, { path, line }))
    const code = word.charCodeAt(0)
    if (!(code > 32 && code < 127) && word.trim() === '') {
      notices.add('empty-word', 'words of no characters were left out', { path, line })
      return
    }
    words.push(word)
    tags.push(tag)
    pending += word.length + 1
    // A place for every word would take longer than reading it.
    const length = draft.length + pending - 1
    if (length > longestText) checkTextLength(length, { path, line })
    if (tag !== outside) hasMention = true
  }

  /**
   * A line, from `from` to `to` of a text, of one separator between columns that are not empty: nearly every one.
   * False for any other.
   */
  function addPlain(text: string, from: number, to: number, number: number): boolean {
    let begin = from
    let wordBegin = 0
    let wordEnd = 0
    let tagBegin = 0
    let tagEnd = 0
    for (let column = 0; column < layout.columns; column++) {
      const isLast = column === layout.columns - 1
      const found = text.indexOf(separator, begin)
      const isInside = found >= 0 && found < to
      const end = isInside ? found : to
      if (begin >= end || isInside === isLast) return false
      if (column === layout.token) {
        wordBegin = begin
        wordEnd = end
      } else if (column === layout.tag) {
        tagBegin = begin
        tagEnd = end
      }
      begin = end + 1
    }
    const isOutside = tagEnd - tagBegin === 1 && text.charCodeAt(tagBegin) === 79
    addWord(text.slice(wordBegin, wordEnd), isOutside ? OUTSIDE : text.slice(tagBegin, tagEnd), number)
    return true
  }

  /** Whole lines of the file. */
  function addStretch(text: string, firstNumber: number): void {
    if (layout.document !== undefined || (!layout.byTab && text.includes('\t')) || text.includes('\r')) {
      visitLines(text, firstNumber, add)
      return
    }
    let number = firstNumber
    for (let begin = 0; ; number++) {
      const found = text.indexOf('\n', begin)
      const end = found < 0 ? text.length : found
      const code = text.charCodeAt(begin)
      const mayBeOther = begin === end || code === 45 || code === 35
      if (mayBeOther || !addPlain(text, begin, end, number)) add(text.slice(begin, end), number)
      if (found < 0) return
      begin = found + 1
    }
  }

  function add(line: string, number: number): void {
    if (line === '') {
      endSentence({ path, line: number })
      return
    }
    const code = line.charCodeAt(0)
    // `-` and `#` may begin a word, too.
    if ((code === 45 || code === 35) && !isWordLine(line, layout)) {
      const opening = parseDocumentLine(line)
      if (opening === undefined) return
      endSentence({ path, line: number })
      startDocument(opening.id)
      return
    }
    const isPlain = layout.document === undefined && (layout.byTab || !line.includes('\t'))
    if (isPlain && addPlain(line, 0, line.length, number)) return
    const fields = splitColumns(line, layout.byTab)
    const isCut = fields.length === layout.columns - 1 && !layout.byTab && /^[ \t]/.test(line)
    if (line.trim() === '') endSentence({ path, line: number })
    else if (fields.length === layout.columns) {
      const id = layout.document === undefined ? undefined : fields[layout.document]
      if (id !== undefined && id !== draft.id) {
        endSentence({ path, line: number })
        startDocument(id)
      }
      addWord(fields[layout.token]!, fields[layout.tag]!, number)
    } else if (isCut) addWord('', fields.at(layout.tag - layout.columns)!, number)
    else
      throw new MedspanError(
        'input',
        `expected ${layout.columns} columns as in the lines before, got ${fields.length}`,
        {
          where: { path, line: number },
          hint: `columns are separated by ${layout.byTab ? 'tabs' : 'blanks'} in this file`,
        },
      )
  }

  function finish(): { documents: Document[]; notices: Notices; scheme: string } {
    endSentence({ path })
    closeDraft()
    const scheme = schemeOf(usage)
    const { orphans, changes } = usage.anomalies
    if (scheme !== 'IOB1' && orphans > 0)
      notices.add('tag-orphan', 'I- tags continue nothing and were read as beginnings', firstOddity, orphans)
    if (scheme !== 'IOB1' && changes > 0)
      notices.add(
        'tag-change',
        'I- tags continue another type and were read as beginnings',
        firstOddity,
        changes,
      )
    if (built.length === 1 && built[0]!.id === undefined && built[0]!.sentences.length > 1)
      notices.add('document-whole', 'a file without borders of documents is one, which no split can part', {
        path,
      })
    const packed = basename(path).replace(/\.gz$/i, '')
    const name = basename(packed, extname(packed))
    const documents = built.map(({ id, ...rest }, i) => ({
      id: id ?? (built.length === 1 ? name : `${name}#${i + 1}`),
      ...rest,
    }))
    return { documents, notices, scheme }
  }
  return { add, addStretch, finish }
}

/**
 * The documents of a CoNLL file, in its order; a mention for each run of tags, `IGN` one without types.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `empty-word`, `document-empty`, `document-whole`. Columns and scheme are told to
 * `options.progress.info`.
 * @throws MedspanError (`input`) with file and line for a line of another number of columns and for what is no
 *   tag; (`config`) for a column that is none.
 */
export async function readConll(path: string, options: ReadOptions): Promise<Document[]> {
  const sample: string[] = []
  let layout: Layout | undefined
  let builder: ReturnType<typeof createBuilder> | undefined
  let enough = sampleLines
  const begin = (found: Layout) => {
    layout = found
    builder = createBuilder(path, found)
    for (const [i, line] of sample.entries()) builder.add(line, i + 1)
    return builder
  }
  const addLine = (line: string, number: number): void => {
    if (builder !== undefined) builder.add(line, number)
    else if (sample.push(line) === enough) {
      const found = createLayout(sample, path, options.columns)
      if (found.columns > 0) begin(found)
      else enough *= 2
    }
  }
  await forEachStretch(path, (text, firstNumber) => {
    if (builder === undefined) visitLines(text, firstNumber, addLine)
    else builder.addStretch(text, firstNumber)
  })
  builder ??= begin(createLayout(sample, path, options.columns))
  const { documents, notices, scheme } = builder.finish()
  for (const notice of notices.list()) options.progress.notice(notice)
  if (layout !== undefined && layout.columns > 0)
    options.progress.info(
      `${path}: CoNLL of ${layout.columns} columns, words in column ${layout.token + 1}, tags in column ` +
        `${layout.tag + 1} (${scheme})`,
    )
  return documents
}

function* formatConll(corpus: Corpus, { tags, notices }: WriteOptions): Generator<string> {
  const flat = (value: string, what: string, where: Where): string => {
    const safe = value.replace(/[\t\r\n]+/g, ' ').replace(/^-DOCSTART-/, '_DOCSTART-')
    if (safe !== value)
      notices.add('text-flattened', `${what} hold tabs or line breaks, which became blanks`, where)
    return safe
  }
  for (const document of corpus) {
    const where: Where = { path: document.source ?? '', at: document.id }
    const lines = [`-DOCSTART- (${flat(document.id, 'ids', where)})\t${OUTSIDE}\n`]
    if (document.mentions.some(mention => mention.concepts.length > 0))
      notices.add('concept-dropped', 'concepts of documents cannot be written as tags', where)
    for (const sentence of tagSentences(document, tags, notices))
      lines.push(
        sentence.words
          .map((word, i) => `${flat(word, 'words', where)}\t${flat(sentence.tags[i]!, 'types', where)}\n`)
          .join(''),
      )
    yield `${lines.join('\n')}\n`
  }
}

/** CoNLL files, such as those of CoNLL-2003, BLURB's corpora and JNLPBA. */
export const conllFormat: DocumentFormat = {
  name: 'conll',
  description: 'CoNLL: a word and its tag a line, 2 columns or more (IOB1, IOB2, BIOES, BILOU)',
  accepts({ path, isFolder, head }: Candidate) {
    if (isFolder) return false
    const lines = new TextDecoder()
      .decode(head)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
    // The last line may be cut.
    if (head.length >= 4096) lines.pop()
    return looksLikeConll(lines, /\.(?:conll|iob[12]?|bio[12]?|bioes|bilou)$/i.test(path))
  },
  read: readConll,
  writer: { holds: 'corpus', extension: '.conll', format: formatConll },
}

/** Whether lines are words with tags; where only `O` occurs, there must be more to say so. */
function looksLikeConll(lines: readonly string[], isNamedSo: boolean): boolean {
  if (lines.some(line => line.includes('\u0000')) || /^#FORMAT=WebAnno/.test(lines[0] ?? '')) return false
  const hasDocument = lines.some(line => line.startsWith('-DOCSTART-'))
  try {
    const layout = createLayout(lines, '')
    if (layout.columns === 0) return hasDocument
    let words = 0
    let mentions = 0
    for (const line of lines) {
      if (line.trim() === '' || (/^[-#]/.test(line) && !isWordLine(line, layout))) continue
      const fields = splitColumns(line, layout.byTab)
      if (fields.length !== layout.columns || !isTag(fields[layout.tag]!)) return false
      words++
      if (fields[layout.tag] !== OUTSIDE) mentions++
    }
    return mentions > 0 || hasDocument || isNamedSo || words >= 3
  } catch (error) {
    if (error instanceof MedspanError) return false
    throw error
  }
}
