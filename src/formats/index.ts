/**
 * @file Importing: files and folders of any known format become documents.
 *
 * To add a format, write a `DocumentFormat` in a file of its own and put it into the list below.
 */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import type { Progress } from '../progress.ts'
import type { Document } from '../text/document.ts'
import { inputError, readHead } from '../text/source.ts'
import { casJsonFormat } from './cas-json.ts'
import { corpusFormat } from './corpus.ts'
import type { Candidate, ConceptSetting, DocumentFormat } from './format.ts'
import { inceptionFormat } from './inception.ts'
import { pubtatorFormat } from './pubtator.ts'
import { recordsFormat } from './records.ts'
import { webannoTsvFormat } from './webanno-tsv.ts'
import { xmiFormat } from './xmi.ts'

/** Every format, in the order in which they are asked whether a file is theirs. */
export const formats: readonly DocumentFormat[] = [
  inceptionFormat,
  xmiFormat,
  corpusFormat,
  casJsonFormat,
  webannoTsvFormat,
  recordsFormat,
  pubtatorFormat,
]

export interface ImportOptions {
  /** The name of the format of everything; without it each file's is recognised. */
  readonly format?: string | undefined
  readonly concept?: ConceptSetting | undefined
  readonly typeSystem?: string | undefined
  readonly progress: Progress
}

/** Something to read, and the format to read it with. */
interface Entry {
  readonly path: string
  readonly format: DocumentFormat
}

function findFormat(name: string): DocumentFormat {
  const format = formats.find(one => one.name === name)
  if (format !== undefined) return format
  throw new MedspanError('config', `expected one of the formats ${names()}, got ${JSON.stringify(name)}`, {
    where: { at: 'format' },
  })
}

function names(): string {
  return formats.map(({ name }) => name).join(', ')
}

/** What is to be read at a path, in sorted order; a folder that is no format's own is walked. */
async function collect(paths: readonly string[], asked: DocumentFormat | undefined, notices: Notices) {
  const entries: Entry[] = []
  const walked = new Set<string>()
  const choices = asked === undefined ? formats : [asked]

  async function visit(path: string, isNamed: boolean): Promise<void> {
    const isFolder = (await stat(path)).isDirectory()
    const readsAnyway = !isFolder && isNamed && asked !== undefined
    const candidate: Candidate = {
      path,
      isFolder,
      head: isFolder || readsAnyway ? new Uint8Array() : await readHead(path),
    }
    const format = readsAnyway ? asked : choices.find(one => one.accepts(candidate))
    if (format !== undefined) entries.push({ path, format })
    else if (isFolder) {
      const real = await realpath(path)
      if (walked.has(real)) return
      walked.add(real)
      const children = (await readdir(path)).filter(name => !name.startsWith('.')).sort()
      for (const name of children) await visit(join(path, name), false)
    } else if (isNamed)
      throw new MedspanError('input', `expected a file of a known format (${names()})`, {
        where: { path },
        hint: 'say which one it is with --format, or `format` in the configuration',
      })
    else
      notices.add(
        'file-skipped',
        `files are of no ${asked === undefined ? 'known format' : `${asked.name} format`}`,
        {
          path,
        },
      )
  }

  for (const path of paths) {
    const before = entries.length
    try {
      await visit(path, true)
    } catch (error) {
      throw inputError(error, path)
    }
    if (entries.length === before)
      throw new MedspanError('input', `expected documents, got a folder without any (${names()})`, {
        where: { path },
      })
  }
  return entries
}

/** Whether two documents say the same, wherever they were read. */
function isSame(a: Document, b: Document): boolean {
  return a.text === b.text && JSON.stringify(a.mentions) === JSON.stringify(b.mentions)
}

/** Gives each document an id of its own; one that comes again unchanged is left out. */
function setApart(documents: readonly Document[], notices: Notices): Document[] {
  const byId = new Map<string, Document>()
  for (const document of documents) {
    let id = document.id
    let known = byId.get(id)
    for (let n = 2; known !== undefined && !isSame(known, document); n++) {
      id = `${document.id}#${n}`
      known = byId.get(id)
    }
    const where = { path: document.source ?? '', at: document.id }
    if (known !== undefined) {
      notices.add('document-repeated', 'documents occur again, word for word, and were left out', where)
      continue
    }
    if (id !== document.id)
      notices.add('document-renamed', 'documents have the id of another one and were numbered', where)
    byId.set(id, id === document.id ? document : { ...document, id })
  }
  return [...byId.values()]
}

/**
 * Reads every document under the given paths, in the order of the paths; a folder's files in sorted order.
 *
 * Counted notices, besides those of the formats: `file-skipped` (in a folder), `document-repeated`,
 * `document-renamed`.
 * @throws MedspanError (`input`) when a path is missing, is of no known format, or holds no document; (`config`)
 * for an unknown format name.
 */
export async function importCorpus(paths: readonly string[], options: ImportOptions): Promise<Document[]> {
  const { format, progress, ...settings } = options
  const notices = new Notices()
  const asked = format === undefined ? undefined : findFormat(format)
  const entries = await collect(paths, asked, notices)
  const task = progress.task('Importing', entries.length, 'files')
  const documents: Document[] = []
  for (const entry of entries) {
    for (const document of await entry.format.read(entry.path, { ...settings, progress }))
      documents.push(document)
    task.advance(1, `${documents.length.toLocaleString('en-US')} documents`)
  }
  task.end()
  const kept = setApart(documents, notices)
  for (const notice of notices.list()) progress.notice(notice)
  if (kept.length === 0)
    throw new MedspanError('input', 'expected documents, got files without any', {
      where: { path: paths[0] ?? '' },
    })
  return kept
}
