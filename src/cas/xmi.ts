/**
 * @file UIMA CAS as XMI 1.0, in which INCEpTION exports documents: the format as the importer sees it.
 *
 * Reading is in `xmi-reader.ts`, writing in `xmi-writer.ts`.
 */
import { Notices } from '../errors.ts'
import type { DocumentFormat } from '../text/format.ts'
import { toDocuments } from './concepts.ts'
import { readCas } from './document.ts'
import { xmiWriter } from './export.ts'
import { openXmiFile, startImport } from './files.ts'
import { isXmi } from './xmi-reader.ts'

export { isXmi, parseXmi, readXmi } from './xmi-reader.ts'
export { formatXmi, formatXmiPieces } from './xmi-writer.ts'

/** One XMI file with its type system beside it, up to two folders above it, or given. */
export const xmiFormat: DocumentFormat = {
  name: 'xmi',
  description: 'UIMA CAS as XMI, with a type system beside it (INCEpTION, DKPro)',
  accepts: ({ path, isFolder, head }) => !isFolder && isXmi(path, head),
  async read(path, options) {
    const { concept, progress } = options
    const notices = new Notices()
    const context = await startImport(options, notices)
    const reading = readCas(await openXmiFile(path, context), path, notices, context.reading)
    for (const notice of notices.list()) progress.notice(notice)
    return toDocuments([reading], concept, path, progress, options.onConcepts)
  },
  writer: xmiWriter,
}
