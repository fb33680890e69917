/**
 * @file From documents to what an engine learns from: tagged sentences, and their chunks with labels.
 */
import { setImmediate } from 'node:timers/promises'
import type { LabelPolicy, LabelSet } from '../../corpus/labels.ts'
import { internal, MedspanError, Notices, type Where } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { type Corpus, type Document, IGNORED_TYPE } from '../../text/document.ts'
import { type TaggedSentence, type TagOptions, tagSentences } from '../../text/tags.ts'
import { alignLabels, type ChunkOptions, encodeSentences } from '../../tokenizer/align.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import { IGNORE_INDEX } from '../engine/engine.ts'
import type { Example } from './batches.ts'
import { lookedForBy } from './labelling.ts'

/** What scores need of a sentence: its document, which is large, need not be kept. */
export interface TaggedWords extends Pick<TaggedSentence, 'words' | 'tags'> {
  /** Types that the sentence's annotators did not look for: finding one there is neither right nor wrong. */
  readonly unjudged?: ReadonlySet<string> | undefined
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
): TaggedSentence[] {
  const notices = new Notices()
  const { overlap } = config.corpus
  const sentences = corpus.flatMap(document =>
    tagSentences(
      document,
      { overlap, ...(policy && { label: labeller(policy, document, notices) }) },
      notices,
    ),
  )
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

export interface EncodeCorpusOptions extends ChunkOptions {
  readonly tokenizer: Tokenizer
  readonly labels: LabelSet
  /** Which labels the types get that a document's annotators looked for; without it they looked for all. */
  readonly policy?: LabelPolicy | undefined
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
  sentences: readonly TaggedSentence[],
  options: EncodeCorpusOptions,
): Promise<EncodedSentence[]> {
  const { tokenizer, labels, maxLength, progress } = options
  const notices = new Notices()
  const task = progress.task(`Encoding ${options.title}`, sentences.length, 'sentences')
  const lookedFor = createLookedFor(options.policy)
  const labelOf = (tag: string, { source, id: documentId }: Document): number => {
    const id = labels.id(tag)
    if (id !== undefined) return id
    if (tag !== IGNORED_TYPE && tag.startsWith('B-'))
      notices.addKind(
        'label-unknown',
        `${options.title} has mentions of types that training has not seen: they do not count in the loss, ` +
          'and the scores count them as missed',
        tag.slice(2),
        { path: source ?? documentId },
      )
    return IGNORE_INDEX
  }
  const encoded: EncodedSentence[] = []
  let cut = 0
  for (const [index, { document, sentences: own }] of byDocument(sentences).entries()) {
    // Lets a signal be heard.
    if (index % 64 === 63) await setImmediate()
    options.signal?.throwIfAborted()
    const looked = lookedFor(document)
    const chunksOf = encodeSentences(
      own.map(({ words }) => words),
      tokenizer,
      { maxLength, stride: options.stride, context: options.context, notices },
    )
    for (const [i, { words, tags }] of own.entries()) {
      const labelIds = tags.map(tag => labelOf(tag, document))
      const chunks = chunksOf[i]!.map(chunk => ({
        chunk,
        labels: alignLabels(chunk, labelIds, {
          labelAllTokens: options.labelAllTokens,
          labels: labels.labels,
        }),
        lookedFor: looked?.vector,
      }))
      if (chunks.length > 1) cut++
      encoded.push({ sentence: { words, tags, unjudged: looked?.unjudged }, chunks })
      task.advance()
    }
  }
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

interface DocumentSentences {
  readonly document: Document
  readonly sentences: TaggedSentence[]
}

/** Sentences by their documents, all in order. */
function byDocument(sentences: readonly TaggedSentence[]): DocumentSentences[] {
  const documents: DocumentSentences[] = []
  for (const sentence of sentences) {
    const last = documents.at(-1)
    if (last?.document === sentence.document) last.sentences.push(sentence)
    else documents.push({ document: sentence.document, sentences: [sentence] })
  }
  return documents
}

/** What a document's annotators looked for. */
interface LookedFor {
  /** [L], see `lookedForBy`. */
  readonly vector: Int32Array
  /** The types of the labels that they did not look for. */
  readonly unjudged: ReadonlySet<string>
}

/** What documents' annotators looked for, worked out once for each list of types; undefined where it was all. */
function createLookedFor(policy: LabelPolicy | undefined) {
  const known = new Map<string, LookedFor | undefined>()
  return ({ annotated }: Document): LookedFor | undefined => {
    if (policy === undefined || annotated === undefined) return undefined
    const key = annotated.join('\u0000')
    if (!known.has(key)) {
      const vector = lookedForBy(annotated, policy)
      const { types, id } = policy.labelSet
      const unjudged = types.filter(type => vector?.[id(`B-${type}`) ?? -1] === 0)
      known.set(key, vector && { vector, unjudged: new Set(unjudged) })
    }
    return known.get(key)
  }
}

/** The number of `O`, which every label set has. */
export function outsideOf(labels: LabelSet): number {
  const outside = labels.id('O')
  if (outside === undefined) throw internal('a label set has no O')
  return outside
}
