/**
 * @file Files in, tagged documents out.
 *
 * Every format that can be imported is read, and plain text (`.txt`); every one that can be written is what
 * `exportCorpus` makes of the result.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import { formats, type ImportOptions, importCorpus } from '../formats/index.ts'
import type { Document } from '../text/document.ts'
import { inputError, readHead, readText } from '../text/source.ts'
import { segment } from '../text/words.ts'
import type { Tagger } from './tagger.ts'

/**
 * Reads documents to be tagged: what `importCorpus` reads, and each `.txt` file that is of none of its formats as
 * one document, named after the file. Folders are searched for both, in sorted order; other files in them are
 * skipped, with a counted notice. When a format is asked for, everything is read by that format.
 * @throws MedspanError `input` when a path is missing, of no known format, or holds no document
 */
export async function readDocuments(paths: readonly string[], options: ImportOptions): Promise<Document[]> {
  if (options.format !== undefined) return importCorpus(paths, options)
  const notices = new Notices()
  const found: Found = { known: [], texts: [] }
  for (const path of paths) {
    const before = found.known.length + found.texts.length
    try {
      await search(path, found, { isNamed: true, notices })
    } catch (error) {
      throw inputError(error, path)
    }
    if (found.known.length + found.texts.length === before)
      throw new MedspanError('input', 'expected documents or .txt files, got a folder without any', {
        where: { path },
      })
  }
  const documents = found.known.length === 0 ? [] : await importCorpus(found.known, options)
  const ids = new Set(documents.map(document => document.id))
  for (const path of found.texts) {
    const name = basename(path, extname(path))
    let id = name
    for (let n = 2; ids.has(id); n++) id = `${name}#${n}`
    ids.add(id)
    const text = await readText(path)
    documents.push({ id, text, ...segment(text), mentions: [], source: path })
  }
  for (const notice of notices.list()) options.progress.notice(notice)
  return documents
}

interface Found {
  /** Files and folders of an importable format. */
  readonly known: string[]
  readonly texts: string[]
}

async function search(
  path: string,
  found: Found,
  options: { readonly isNamed: boolean; readonly notices: Notices },
): Promise<void> {
  const isFolder = (await stat(path)).isDirectory()
  const head = isFolder ? new Uint8Array() : await readHead(path)
  if (formats.some(format => format.accepts({ path, isFolder, head }))) found.known.push(path)
  else if (isFolder) {
    const names = (await readdir(path)).filter(name => !name.startsWith('.')).sort()
    for (const name of names) await search(join(path, name), found, { ...options, isNamed: false })
  } else if (extname(path).toLowerCase() === '.txt') found.texts.push(path)
  else if (options.isNamed)
    throw new MedspanError('input', 'expected a .txt file or one of a known format', {
      where: { path },
      hint: `Known formats: ${formats.map(format => format.name).join(', ')}.`,
    })
  else
    options.notices.add('file-skipped', 'files are of no known format and no .txt', {
      path,
    })
}

/** Reads documents and tags them, in order; mentions that they had are replaced by the predicted ones. */
export async function predictFiles(
  paths: readonly string[],
  options: ImportOptions & { readonly tagger: Tagger },
): Promise<Document[]> {
  const { tagger, ...settings } = options
  const documents = await readDocuments(paths, settings)
  const task = options.progress.task('Tagging', documents.length, 'documents')
  const tagged: Document[] = []
  let mentions = 0
  for (const document of documents) {
    const result = await tagger.tagDocument(document)
    tagged.push(result)
    mentions += result.mentions.length
    task.advance(1, `${mentions.toLocaleString('en-US')} mentions`)
  }
  task.end()
  return tagged
}
