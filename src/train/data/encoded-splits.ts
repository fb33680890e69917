/**
 * @file The one way from the parts of a corpus to what a model takes: labelled as the configuration says, then encoded.
 */
import type { Config, Part } from '../../config/config.ts'
import type { LabelSet } from '../../corpus/labels.ts'
import type { TrainingMentions } from '../../metrics/seen.ts'
import { type Progress, sumNotices } from '../../progress.ts'
import type { Tokenizer } from '../../tokenizer/tokenizer.ts'
import type { PreparedCorpus } from './dataset.ts'
import { type EncodedSentence, encodeCorpus, type LabelledSentence, tagCorpus } from './examples.ts'
import { type GoldDocument, goldDocuments } from './gold-documents.ts'
import { createPolicies, type PartPolicies } from './labelling.ts'
import { trainingMentions } from './training-mentions.ts'

/** The parts that are evaluated. */
export type EvaluatedPart = Exclude<Part, 'train'>

/** The parts with a tag for each word. */
export interface LabelledSplits {
  readonly policies: PartPolicies
  readonly tagged: Readonly<Record<Part, readonly LabelledSentence[]>>
  /** The gold mentions of the parts that are evaluated. */
  readonly documents: Readonly<Record<EvaluatedPart, readonly GoldDocument[]>>
  readonly training: TrainingMentions
}

/** Labels the mentions of each part. */
export function labelSplits(
  { parts }: Pick<PreparedCorpus, 'parts'>,
  labels: LabelSet,
  config: Config,
  progress: Progress,
): LabelledSplits {
  const policies = createPolicies(labels, config.labels)
  const tag = (part: Part) => tagCorpus(parts[part], config, progress, policies[part])
  const tagged = { train: tag('train'), validation: tag('validation'), test: tag('test') }
  const gold = (part: EvaluatedPart) => goldDocuments(parts[part], tagged[part], policies[part])
  return {
    policies,
    tagged,
    documents: { validation: gold('validation'), test: gold('test') },
    training: trainingMentions(parts.train, policies.train),
  }
}

export interface EncodeSplitOptions {
  readonly config: Config
  readonly tokenizer: Tokenizer
  /** The longest sequence that the model takes. */
  readonly longest: number
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** The sentences of a part as sequences. */
export function encodeSplit(
  { tagged, policies }: LabelledSplits,
  part: Part,
  { config: { model }, longest, ...options }: EncodeSplitOptions,
): Promise<EncodedSentence[]> {
  return encodeCorpus(tagged[part], {
    ...options,
    labels: policies[part].labelSet,
    maxLength: Math.min(model.max_seq_length, longest),
    stride: model.stride,
    context: model.context,
    labelAllTokens: model.label_all_tokens,
    title: part === 'train' ? 'training' : part,
  })
}

/** The parts as sequences. */
export interface EncodedSplits extends LabelledSplits {
  readonly sentences: Readonly<Record<Part, readonly EncodedSentence[]>>
}

/** Labels and encodes all parts, as a training needs them. */
export function encodeSplits(
  corpus: Pick<PreparedCorpus, 'parts'>,
  labels: LabelSet,
  options: EncodeSplitOptions,
): Promise<EncodedSplits> {
  return sumNotices(options.progress, async progress => {
    const labelled = labelSplits(corpus, labels, options.config, progress)
    const encode = (part: Part) => encodeSplit(labelled, part, { ...options, progress })
    return {
      ...labelled,
      sentences: {
        train: await encode('train'),
        validation: await encode('validation'),
        test: await encode('test'),
      },
    }
  })
}
