/**
 * @file UIMA CAS as XMI 1.0, in which INCEpTION exports documents: the format as the importer sees it.
 *
 * Reading is in `xmi-reader.ts`, writing in `xmi-writer.ts`.
 */
import { Notices } from '../errors.ts'
import type { DocumentFormat } from '../text/format.ts'
import { toDocuments } from './concepts.ts'
import { xmiWriter } from './export.ts'
import { readXmiFile, startImport } from './files.ts'

export { parseXmi, readXmi } from './xmi-reader.ts'
export { formatXmi, formatXmiPieces } from './xmi-writer.ts'

/** True where a file is called XMI or begins as one. */
export function isXmi(path: string, head: Uint8Array): boolean {
  return /\.xmi$/i.test(path) || Buffer.from(head).toString('latin1').includes('<xmi:XMI')
}

/** One XMI file with its type system beside it, up to two folders above it, or given. */
export const xmiFormat: DocumentFormat = {
  name: 'xmi',
  description: 'UIMA CAS as XMI, with a type system beside it (INCEpTION, DKPro)',
  accepts: ({ path, isFolder, head }) => !isFolder && isXmi(path, head),
  async read(path, options) {
    const { concept, progress } = options
    const notices = new Notices()
    const reading = await readXmiFile(path, await startImport(options, notices))
    for (const notice of notices.list()) progress.notice(notice)
    return toDocuments([reading], concept, path, progress, options.onConcepts)
  },
  writer: xmiWriter,
}
