/**
 * @file From documents to what an engine learns from: tagged sentences, and their chunks with labels.
 */
import type { LabelSet } from '../corpus/labels.ts'
import { internal, Notices } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { type Corpus, IGNORED_TYPE } from '../text/document.ts'
import { type TaggedSentence, tagSentences } from '../text/tags.ts'
import { alignLabels, encodeSentence } from '../tokenizer/align.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Example } from './batches.ts'
import type { Config } from './config.ts'
import { IGNORE_INDEX } from './engine.ts'

/** What scores need of a sentence: its document, which is large, need not be kept. */
export type TaggedWords = Pick<TaggedSentence, 'words' | 'tags'>

/** A sentence with its chunks, in order; together they hold every word. */
export interface EncodedSentence {
  readonly sentence: TaggedWords
  readonly chunks: readonly Example[]
}

/**
 * The tagged sentences of a part. With a list of types, a mention of none of them is `O`; with `all`, every
 * mention keeps its first type, also one that training has not seen.
 */
export function tagCorpus(
  corpus: Corpus,
  config: Pick<Config, 'corpus' | 'labels'>,
  progress: Progress,
): TaggedSentence[] {
  const { types } = config.labels
  const options = {
    overlap: config.corpus.overlap,
    ...(types === 'all' ? {} : { label: (own: readonly string[]) => own.find(type => types.includes(type)) }),
  }
  const notices = new Notices()
  const sentences = corpus.flatMap(document => tagSentences(document, options, notices))
  for (const notice of notices.list()) progress.notice(notice)
  return sentences
}

export interface EncodeCorpusOptions {
  readonly tokenizer: Tokenizer
  readonly labels: LabelSet
  readonly maxLength: number
  readonly labelAllTokens: boolean
  /** What is encoded, for the progress and notices: `training`. */
  readonly title: string
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/**
 * Encodes tagged sentences. A word whose tag has no label does not count in the loss: `IGN`, and with the notice
 * `label-unknown` a type that training has not seen.
 */
export function encodeCorpus(
  sentences: readonly TaggedSentence[],
  options: EncodeCorpusOptions,
): EncodedSentence[] {
  const { tokenizer, labels, maxLength, progress } = options
  const notices = new Notices()
  const task = progress.task(`Encoding ${options.title}`, sentences.length, 'sentences')
  let cut = 0
  const encoded = sentences.map(sentence => {
    options.signal?.throwIfAborted()
    const labelIds = sentence.tags.map(tag => {
      const id = labels.id(tag)
      if (id !== undefined) return id
      if (tag !== IGNORED_TYPE && tag.startsWith('B-')) {
        const { source, id: documentId } = sentence.document
        notices.add(
          'label-unknown',
          `${options.title} has mentions of type ${tag.slice(2)}, which training has not seen: ` +
            'they do not count in the loss, and a tagger cannot find them',
          { path: source ?? documentId },
        )
      }
      return IGNORE_INDEX
    })
    const chunks = encodeSentence(sentence.words, tokenizer, { maxLength, notices }).map(chunk => ({
      chunk,
      labels: alignLabels(chunk, labelIds, {
        labelAllTokens: options.labelAllTokens,
        labels: labels.labels,
      }),
    }))
    if (chunks.length > 1) cut++
    task.advance()
    return { sentence: { words: sentence.words, tags: sentence.tags }, chunks }
  })
  task.end()
  if (cut > 0) {
    notices.add(
      'sentence-cut',
      `sentences of ${options.title} have more than ${maxLength} word pieces and are cut between words`,
      undefined,
      cut,
    )
  }
  for (const notice of notices.list()) progress.notice(notice)
  return encoded
}

/** The number of `O`, which every label set has. */
export function outsideOf(labels: LabelSet): number {
  const outside = labels.id('O')
  if (outside === undefined) throw internal('a label set has no O')
  return outside
}
