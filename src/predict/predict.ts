/**
 * @file Files in, tagged documents out.
 *
 * Every format that can be imported is read, and plain text (`.txt`); every one that can be written is what
 * `exportCorpus` makes of the result.
 */
import { type ImportOptions, importCorpus } from '../formats/index.ts'
import type { Document } from '../text/document.ts'
import type { Tagger } from './tagger.ts'

/**
 * Reads documents, `.txt` files among them, and tags them in order; mentions that they had are replaced by the
 * predicted ones.
 * @throws MedspanError `input` when a path is missing, of no known format, or holds no document
 */
export async function predictFiles(
  paths: readonly string[],
  options: ImportOptions & { readonly tagger: Tagger },
): Promise<Document[]> {
  const { tagger, ...settings } = options
  const documents = await importCorpus(paths, { ...settings, plainText: true })
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
