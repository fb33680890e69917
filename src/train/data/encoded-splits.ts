/**
 * @file The three parts of a corpus as what a model takes, labelled as the configuration says.
 */

import type { Config, Part } from '../../config/config.ts'
import type { LabelSet } from '../../corpus/labels.ts'
import type { TrainingMentions } from '../../metrics/seen.ts'
import type { Progress } from '../../progress.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import type { PreparedCorpus } from './dataset.ts'
import { type EncodedSentence, encodeCorpus, tagCorpus } from './examples.ts'
import { createPolicies } from './labelling.ts'
import { type PartDocument, partDocuments } from './scored-documents.ts'
import { trainingMentions } from './training-mentions.ts'

export interface EncodePartsOptions {
  readonly config: Config
  readonly tokenizer: Tokenizer
  /** The longest sequence that the model takes. */
  readonly longest: number
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** The parts' sentences as sequences, and what became of their types. */
export interface EncodedParts {
  readonly sentences: Readonly<Record<Part, readonly EncodedSentence[]>>
  readonly policies: ReturnType<typeof createPolicies>
  /** Of the parts that are evaluated: their documents, but for what a model finds in them. */
  readonly documents: Readonly<Record<'validation' | 'test', readonly PartDocument[]>>
  readonly training: TrainingMentions
}

/** Tags and encodes each part. */
export async function encodeParts(
  { parts }: PreparedCorpus,
  labels: LabelSet,
  { config, longest, ...options }: EncodePartsOptions,
): Promise<EncodedParts> {
  const { model } = config
  const policies = createPolicies(labels, config.labels)
  const documents: Record<'validation' | 'test', readonly PartDocument[]> = { validation: [], test: [] }
  const encode = (part: Part): Promise<EncodedSentence[]> => {
    const tagged = tagCorpus(parts[part], config, options.progress, policies[part])
    if (part !== 'train') documents[part] = partDocuments(parts[part], tagged, policies[part])
    return encodeCorpus(tagged, {
      ...options,
      labels,
      policy: policies[part],
      maxLength: Math.min(model.max_seq_length, longest),
      stride: model.stride,
      context: model.context,
      labelAllTokens: model.label_all_tokens,
      title: part === 'train' ? 'training' : part,
    })
  }
  return {
    sentences: {
      train: await encode('train'),
      validation: await encode('validation'),
      test: await encode('test'),
    },
    policies,
    documents,
    training: trainingMentions(parts.train, policies.train),
  }
}
