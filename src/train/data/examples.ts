/**
 * @file From documents to what an engine learns from: tagged sentences, and their chunks with labels.
 */
import type { LabelPolicy, LabelSet } from '../../corpus/labels.ts'
import { MedspanError, Notices, type Where } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { type Corpus, type Document, IGNORED_TYPE } from '../../text/document.ts'
import { IGNORE_INDEX, OUTSIDE, type TaggedSentence, type TagOptions, tagSentences } from '../../text/tags.ts'
import { alignLabels, type ChunkOptions, encodeSentences } from '../../tokenizer/align.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { type Annotated, type AnnotatedOf, createAnnotatedOf } from './annotated.ts'
import type { Example } from './batches.ts'

/** A sentence with a tag for each word, and what of the label set was annotated in its document, where that is not all. */
export interface LabelledSentence extends TaggedSentence {
  readonly annotated?: Annotated | undefined
}

/** What scores need of a sentence: its document, which is large, need not be kept. */
export interface TaggedWords extends Pick<LabelledSentence, 'words' | 'tags'> {
  readonly annotated?: Pick<Annotated, 'unannotated'> | undefined
}

/** A sentence with its chunks, in order; together they hold every word. */
export interface EncodedSentence {
  readonly sentence: TaggedWords
  readonly chunks: readonly Example[]
}

/**
 * The tagged sentences of a part. With a policy, mentions get its labels, and what becomes `O` or does not count for
 * want of one is a notice, `type-without-label`; without it, each has its first type.
 *
 * @throws MedspanError (`data`) with the document under `labels.unseen: error`, and for mentions that overlap
 * under `corpus.overlap: error`
 */
export function tagCorpus(
  corpus: Corpus,
  config: { readonly corpus: { readonly overlap: TagOptions['overlap'] } },
  progress: Progress,
  policy?: LabelPolicy,
): LabelledSentence[] {
  const notices = new Notices()
  const { overlap } = config.corpus
  const annotatedOf: AnnotatedOf = policy === undefined ? () => undefined : createAnnotatedOf(policy)
  const sentences = corpus.flatMap(document => {
    const annotated = annotatedOf(document)
    const options = { overlap, ...(policy && { label: labeller(policy, document, notices) }) }
    return tagSentences(document, options, notices).map(sentence => ({ ...sentence, annotated }))
  })
  for (const notice of notices.list()) progress.notice(notice)
  return sentences
}

/** Labels the mentions of a document by a policy; what has no label, and what may have none, is told with its place. */
function labeller(
  policy: LabelPolicy,
  document: Document,
  notices: Notices,
): (types: readonly string[]) => string | undefined {
  const where = { path: document.source ?? document.id, at: document.id }
  return types => {
    const label = labelAt(policy, types, where)
    const { how, type } = policy.decide(types)
    if (how === 'outside')
      notices.addKind('type-without-label', 'mentions without a label are tagged O', type, where)
    else if (how === 'ignored')
      notices.addKind('type-without-label', 'mentions without a label do not count', type, where)
    return label
  }
}

function labelAt(policy: LabelPolicy, types: readonly string[], where: Where): string | undefined {
  try {
    return policy.label(types)
  } catch (error) {
    if (!(error instanceof MedspanError)) throw error
    throw new MedspanError(error.code, error.message, { where, hint: error.hint, cause: error })
  }
}

/** How long encoding lets nothing else happen. */
const longestMs = 50

export interface EncodeCorpusOptions extends ChunkOptions {
  readonly tokenizer: Tokenizer
  readonly labels: LabelSet
  readonly labelAllTokens: boolean
  /** What is encoded, for the progress and notices: `training`. */
  readonly title: string
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/**
 * Encodes tagged sentences; those of a document stand together, and with `context` see each other. A word whose tag
 * has no label does not count in the loss: `IGN`, and with the notice `label-unknown` a type that training has not
 * seen.
 */
export async function encodeCorpus(
  sentences: readonly LabelledSentence[],
  options: EncodeCorpusOptions,
): Promise<EncodedSentence[]> {
  const { tokenizer, labels, maxLength, progress } = options
  const notices = new Notices()
  const task = progress.task(`Encoding ${options.title}`, sentences.length, 'sentences')
  const outside = labels.id(OUTSIDE)
  const labelOf = (tag: string, { source, id: documentId }: Document): number => {
    const id = tag === OUTSIDE ? outside : labels.id(tag)
    if (id !== undefined) return id
    if (tag !== IGNORED_TYPE && tag.startsWith('B-'))
      notices.addKind(
        'label-unknown',
        'mentions have types that training has not seen: they do not count in the loss, and the scores count ' +
          'them as missed',
        tag.slice(2),
        { path: source ?? documentId },
      )
    return IGNORE_INDEX
  }
  const alignment = { labelAllTokens: options.labelAllTokens, labels: labels.labels }
  const encoded: EncodedSentence[] = []
  let cut = 0
  let pausedMs = performance.now()
  for (const { document, sentences: own } of byDocument(sentences)) {
    if (performance.now() - pausedMs > longestMs) {
      // Lets a signal be heard.
      await new Promise(resolve => setTimeout(resolve))
      pausedMs = performance.now()
    }
    options.signal?.throwIfAborted()
    const chunksOf = encodeSentences(
      own.map(({ words }) => words),
      tokenizer,
      { maxLength, stride: options.stride, context: options.context, notices },
    )
    for (let i = 0; i < own.length; i++) {
      const { words, tags, annotated } = own[i]!
      const labelIds = tags.map(tag => labelOf(tag, document))
      const labelMask = annotated?.labelMask
      const chunks = chunksOf[i]!.map(chunk => ({
        chunk,
        labels: alignLabels(chunk, labelIds, alignment),
        labelMask,
      }))
      if (chunks.length > 1) cut++
      encoded.push({ sentence: { words, tags, annotated }, chunks })
    }
    task.advance(own.length)
  }
  task.end()
  if (cut > 0) {
    notices.addKind(
      'sentence-cut',
      `sentences have more than ${maxLength} word pieces and are cut between words`,
      options.title,
      undefined,
      cut,
    )
  }
  for (const notice of notices.list()) progress.notice(notice)
  return encoded
}

interface DocumentSentences {
  readonly document: Document
  readonly sentences: LabelledSentence[]
}

/** Sentences by their documents, all in order. */
function byDocument(sentences: readonly LabelledSentence[]): DocumentSentences[] {
  const documents: DocumentSentences[] = []
  for (const sentence of sentences) {
    const last = documents.at(-1)
    if (last?.document === sentence.document) last.sentences.push(sentence)
    else documents.push({ document: sentence.document, sentences: [sentence] })
  }
  return documents
}
