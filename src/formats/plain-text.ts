/**
 * @file Plain text: a `.txt` file is one document without mentions, named after the file.
 */
import { basename, extname } from 'node:path'
import { checkTextLength, type Document } from '../text/document.ts'
import type { DocumentFormat, ReadOptions } from '../text/format.ts'
import { readText } from '../text/source.ts'
import { segment } from '../text/words.ts'

async function readPlainText(path: string, options: ReadOptions): Promise<Document[]> {
  const text = await readText(path)
  checkTextLength(text.length, { path })
  const id = basename(path, extname(path))
  return [{ id, text, ...(options.segment ?? segment)(text), mentions: [], source: path }]
}

/** Recognised only where documents need no annotation, as for a tagger. */
export const plainTextFormat: DocumentFormat = {
  name: 'text',
  description: 'plain text, a document a .txt file, without mentions',
  accepts: ({ path, isFolder }) => !isFolder && /\.txt$/i.test(path),
  read: readPlainText,
}
