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
 * Reads documents, `.txt` files among them, splits those without words as the tagger does, and tags them in order; mentions that they had are replaced by the
 * predicted ones.
 * @throws MedspanError `input` when a path is missing, of no known format, or holds no document
 */
export async function predictFiles(
  paths: readonly string[],
  options: ImportOptions & { readonly tagger: Tagger },
): Promise<Document[]> {
  const { tagger, ...settings } = options
  const documents = await importCorpus(paths, {
    ...settings,
    segment: settings.segment ?? tagger.segment,
    plainText: true,
  })
  const words = documents.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const task = options.progress.task('Tagging', words, 'words')
  const tagged: Document[] = []
  let mentions = 0
  for (const document of documents) {
    const result = await tagger.tagDocument(document, count => task.advance(count))
    tagged.push(result)
    mentions += result.mentions.length
    const counted = `${tagged.length.toLocaleString('en-US')} documents, ${mentions.toLocaleString('en-US')} mentions`
    task.advance(0, counted)
  }
  task.end()
  return tagged
}
