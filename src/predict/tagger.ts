/**
 * @file A tagger: documents in, the same documents with predicted mentions out.
 *
 * It is written against `Classifier`, four things that any model can be asked. `openTagger` puts a trained run
 * behind it, and for that alone this file imports from `train`: the engine and its contract, nothing else.
 */
import { internal, MedspanError, Notices } from '../errors.ts'
import { readModel } from '../nn/model.ts'
import { type Progress, silent } from '../progress.ts'
import type { Document, Mention } from '../text/document.ts'
import { OUTSIDE, tagSentences, tagsToSpans } from '../text/tags.ts'
import { segment } from '../text/words.ts'
import {
  type Chunk,
  decodeTags,
  encodeSentence,
  IGNORED_LABEL,
  type PaddedChunks,
  padChunks,
} from '../tokenizer/align.ts'
import { readTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts'
import { createOnnxEngine } from '../train/onnx-engine.ts'

/** A token classifier, as far as a tagger needs to know it. */
export interface Classifier {
  /** The label set in BIO2, by id; L of them. */
  readonly labels: readonly string[]
  /** The longest sequence that it takes, special pieces included. */
  readonly maxLength: number
  /** [B,T] -> [B,T,L], without dropout. */
  logits(batch: PaddedChunks): Promise<Float32Array>
  dispose(): Promise<void>
}

export interface Tagger {
  /** The types that it can find, sorted. */
  readonly types: readonly string[]
  /**
   * A copy of the document with the predicted mentions in the place of those it had. Words and sentences are the
   * document's own; where it has none, they are found in its text.
   */
  tagDocument(document: Document): Promise<Document>
  /** Tags a text as a document called `text`. */
  tagText(text: string): Promise<Document>
  dispose(): Promise<void>
}

export interface TaggerOptions {
  /** Longer sentences are tagged in parts; left out, or where the classifier takes less, the classifier's own. */
  readonly maxLength?: number | undefined
  /** Sequences in one batch: more take more memory. */
  readonly batchSize?: number | undefined
  readonly progress?: Progress | undefined
}

/**
 * Makes a tagger of a classifier and its tokenizer; it disposes the classifier with itself.
 * @throws MedspanError `data` when the label set has no `O`
 */
export function createTagger(
  classifier: Classifier,
  tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix' | 'padId'>,
  options: TaggerOptions = {},
): Tagger {
  const { batchSize = 16, progress = silent } = options
  const { labels } = classifier
  const maxLength = Math.min(options.maxLength ?? classifier.maxLength, classifier.maxLength)
  const outside = labels.indexOf(OUTSIDE)
  if (outside < 0)
    throw new MedspanError('data', `expected a label set with ${OUTSIDE}, got ${labels.join(', ')}`, {
      hint: 'Take a model that was trained for token classification with BIO2 tags.',
    })
  const types = new Set(labels.flatMap(label => tagsToSpans([label]).map(span => span.type)))

  async function tagDocument(document: Document): Promise<Document> {
    const notices = new Notices()
    const untagged: Document = {
      ...document,
      ...(document.tokens.length === 0 ? segment(document.text) : {}),
      mentions: [],
    }
    const sentences = tagSentences(untagged, { overlap: 'longest' }, notices)
    const tags = await predict(
      sentences.map(sentence => sentence.words),
      notices,
    )
    const mentions = sentences.flatMap(({ tokens }, index) =>
      tagsToSpans(tags[index]!).map(
        ({ type, start, end }): Mention => ({
          begin: tokens[start]!.begin,
          end: tokens[end - 1]!.end,
          concepts: [],
          types: [type],
        }),
      ),
    )
    for (const notice of notices.list()) progress.notice(notice)
    return { ...untagged, mentions }
  }

  /** Tags sentences, given as words. Chunks of like length share a batch, so that little is padded. */
  async function predict(sentences: readonly (readonly string[])[], notices: Notices): Promise<string[][]> {
    const tags = sentences.map(words => new Array<string>(words.length).fill(OUTSIDE))
    const work: { readonly chunk: Chunk; readonly sentence: number }[] = sentences.flatMap(
      (words, sentence) =>
        encodeSentence(words, tokenizer, { maxLength, notices }).map(chunk => ({ chunk, sentence })),
    )
    work.sort((a, b) => a.chunk.ids.length - b.chunk.ids.length)
    for (let first = 0; first < work.length; first += batchSize) {
      const part = work.slice(first, first + batchSize)
      const chunks = part.map(({ chunk }) => chunk)
      const batch = padChunks(chunks, tokenizer.padId)
      const logits = await classifier.logits(batch)
      const decoded = decodeTags(chunks, logits, { length: batch.length, labels: labels.length, outside })
      for (const [row, { chunk, sentence }] of part.entries())
        for (const [word, label] of decoded[row]!.entries())
          tags[sentence]![chunk.firstWord + word] = labels[label]!
    }
    return tags
  }

  return {
    types: [...types].sort(),
    tagDocument,
    tagText: text => tagDocument({ id: 'text', text, sentences: [], tokens: [], mentions: [] }),
    dispose: () => classifier.dispose(),
  }
}

export interface OpenTaggerOptions extends TaggerOptions {
  /** Threads of the arithmetic; left out, one a core. */
  readonly threads?: number | undefined
}

/**
 * Opens a run folder, or any Hugging Face folder of a BERT token classifier with BIO2 labels.
 *
 * Without `maxLength`, sequences are at most as long as the tokenizer's `model_max_length` says (in a run folder,
 * the length that training used), and never longer than the model has positions.
 * @throws MedspanError `input` when a file is missing or broken, the weights are incomplete, or the tokenizer
 * belongs to another model
 */
export async function openTagger(runFolder: string, options: OpenTaggerOptions = {}): Promise<Tagger> {
  const tokenizer = await readTokenizer(runFolder)
  const model = await readModel(runFolder, { seed: 0 })
  const [missing] = model.fresh
  if (missing !== undefined)
    throw new MedspanError('input', `expected a trained model, but its weights lack ${missing}`, {
      where: { path: runFolder },
      hint: 'Give the output folder of a training that has ended.',
    })
  if (tokenizer.vocabSize > model.config.vocabSize)
    throw new MedspanError(
      'input',
      `expected a tokenizer of at most ${model.config.vocabSize} pieces, got ${tokenizer.vocabSize}`,
      {
        where: { path: runFolder, at: 'tokenizer.json' },
        hint: 'The tokenizer and config.json are of two different models.',
      },
    )
  const engine = await createOnnxEngine(model, {
    threads: options.threads,
  })
  const classifier: Classifier = {
    labels: model.labels,
    maxLength: engine.maxLength,
    async logits(batch) {
      const labels = new Int32Array(batch.inputIds.length).fill(IGNORED_LABEL)
      const { logits } = await engine.evaluate({ ...batch, labels })
      if (logits.length !== labels.length * model.labels.length)
        throw internal(`expected ${labels.length} times ${model.labels.length} logits, got ${logits.length}`)
      return logits
    },
    dispose: () => engine.dispose(),
  }
  return createTagger(classifier, tokenizer, {
    ...options,
    maxLength: options.maxLength ?? tokenizer.maxLength,
  })
}
