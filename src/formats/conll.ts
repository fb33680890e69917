/**
 * @file CoNLL: one word a line with its columns, an empty line after each sentence.
 *
 * After the CoNLL-2003 shared task (Tjong Kim Sang & De Meulder 2003) and what grew from it: two columns or more,
 * separated by tabs or by blanks; documents begin at `-DOCSTART-`, or at comments that give ids (`# id = …`,
 * `# newdoc id = …`, `###MEDLINE:…`). Which columns hold words and tags, and whether tags are IOB1, IOB2, BIOES or
 * BILOU, is found by looking, and said. The file has no text: words are joined by blanks, sentences by line breaks.
 * A file without borders of documents is one document. Other columns are left out.
 */
import { MedspanError, Notices, type Where } from '../errors.ts'
import type { Corpus, Document } from '../text/document.ts'
import type { Candidate, DocumentFormat, ReadOptions, WriteOptions } from '../text/format.ts'
import { readStretches, visitLines } from '../text/source.ts'
import { OUTSIDE, tagSentences } from '../text/tags.ts'
import { ConllDocuments } from './conll-documents.ts'
import { createLayout, isTag, isWordLine, type Layout, splitColumns } from './conll-layout.ts'
import { ConllLines } from './conll-lines.ts'
import { ConllTags } from './conll-tags.ts'
import { noticeScores } from './offsets.ts'

/** Lines that are looked at before it is decided which columns hold what. */
const sampleLines = 2000

/** A file whose columns are known. */
interface Reading {
  readonly layout: Layout
  readonly tags: ConllTags
  readonly documents: ConllDocuments
  readonly lines: ConllLines
  readonly notices: Notices
}

/** Reads the lines that the layout was found in; the others follow. */
function begin(path: string, layout: Layout, sample: readonly string[]): Reading {
  const notices = new Notices()
  const tags = new ConllTags(path, layout.tag)
  const documents = new ConllDocuments(path, tags, notices)
  const lines = new ConllLines(path, layout, documents)
  for (const [i, line] of sample.entries()) lines.add(line, i + 1)
  return { layout, tags, documents, lines, notices }
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
  let reading: Reading | undefined
  let enough = sampleLines
  const addLine = (line: string, number: number): void => {
    if (reading !== undefined) reading.lines.add(line, number)
    else if (sample.push(line) === enough) {
      const layout = createLayout(sample, path, options.columns)
      if (layout.columns > 0) reading = begin(path, layout, sample)
      else enough *= 2
    }
  }
  for await (const { text, firstNumber } of readStretches(path)) {
    if (reading === undefined) visitLines(text, firstNumber, addLine)
    else reading.lines.addText(text, firstNumber)
  }
  reading ??= begin(path, createLayout(sample, path, options.columns), sample)
  const { layout, tags, documents, notices } = reading
  const found = documents.finish()
  for (const notice of notices.list()) options.progress.notice(notice)
  if (layout.columns > 0)
    options.progress.info(
      `${path}: CoNLL of ${layout.columns} columns, words in column ${layout.token + 1}, tags in column ` +
        `${layout.tag + 1} (${tags.scheme})`,
    )
  return found
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
    noticeScores(document, notices, where)
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
    // A line alone, of words between blanks, is prose about B-cells.
    const isTable = words > 1 || layout.byTab || layout.columns === 2
    return hasDocument || isNamedSo || words >= 3 || (mentions > 0 && isTable)
  } catch (error) {
    if (error instanceof MedspanError) return false
    throw error
  }
}
