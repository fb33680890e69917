/**
 * @file Predicted mentions put into the files that annotators have: the same CASes, with annotations of one layer added.
 */
import type { OpenedCas } from '../cas/opened.ts'
import { type RewriteOptions, rewriteCases } from '../cas/rewrite.ts'
import { addMentions } from '../cas/writer.ts'
import type { Notices } from '../errors.ts'
import type { Tagger } from './tagger.ts'

export interface IntoOptions extends Pick<RewriteOptions, 'typeSystem' | 'progress'> {
  readonly tagger: Tagger
  /** What to write; see `rewriteCases`. */
  readonly output: string
  /**
   * The layer that takes the mentions, by full name or by its last part; by default the one that the model was trained from, else
   * DKPro's NamedEntity.
   */
  readonly layer?: string | undefined
  /** Its feature that takes their types; by default the one that the model was trained from, if the layer is that one, else `value`. */
  readonly feature?: string | undefined
  /** Whether the annotations that the layer has give way; default false. */
  readonly replace?: boolean | undefined
}

/**
 * Tags the documents of XMI, JSON CAS and WebAnno TSV files, folders and archives, and writes the same files with the mentions in
 * them. Everything else in a CAS stays as it is. A project of INCEpTION becomes one that begins with the mentions (`planCopy`); which
 * version of its documents is tagged, `versionsToTag` says.
 *
 * Counted notices: those of reading, of `addMentions`, of `planCopy`, and `inception-serialized`.
 * @throws MedspanError `config` where a type system or project has no such layer or text feature; `output` where the output is what is read
 */
export async function predictInto(
  paths: readonly string[],
  options: IntoOptions,
): Promise<{ readonly documents: number; readonly mentions: number }> {
  const { tagger, output, typeSystem, replace } = options
  const found = { documents: 0, mentions: 0 }
  const task = options.progress.task('Tagging', undefined, 'words')
  const change = async ({ cas, document, declares }: OpenedCas, notices: Notices) => {
    const tagged = await tagger.tag(document, { advance: words => task.advance(words) })
    found.documents += 1
    found.mentions += tagged.mentions.length
    const counted = `${found.documents.toLocaleString('en-US')} documents, ${found.mentions.toLocaleString('en-US')} mentions`
    task.advance(0, counted)
    return addMentions(tagged, { base: cas, replace, declares, notices, ...placeOf(options) })
  }
  await rewriteCases(paths, output, {
    change,
    typeSystem,
    segment: tagger.segment,
    progress: options.progress,
  })
  task.end()
  return found
}

/** The layer and the feature that take the mentions. */
export function placeOf({
  layer,
  feature,
  tagger: { trainedFrom },
}: Pick<IntoOptions, 'layer' | 'feature' | 'tagger'>): {
  readonly layer: string | undefined
  readonly typeFeature: string
} {
  const isTrained =
    trainedFrom !== undefined &&
    (layer === undefined || layer === trainedFrom.layer || trainedFrom.layer.endsWith(`.${layer}`))
  return {
    layer: isTrained ? trainedFrom.layer : layer,
    typeFeature: feature ?? (isTrained ? trainedFrom.feature : 'value'),
  }
}
