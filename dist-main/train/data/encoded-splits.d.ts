/**
 * @file The one way from the parts of a corpus to what a model takes: labelled as the configuration says, then encoded.
 */
import type { Config, Part } from '../../config/config.ts';
import type { LabelSet } from '../../corpus/labels.ts';
import type { TrainingMentions } from '../../metrics/seen.ts';
import { type Progress } from '../../progress.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { PreparedCorpus } from './dataset.ts';
import { type EncodedSentence, type LabelledSentence } from './examples.ts';
import { type GoldDocument } from './gold-documents.ts';
import { type PartPolicies } from './labelling.ts';
/** The parts that are evaluated. */
export type EvaluatedPart = Exclude<Part, 'train'>;
/** The parts with a tag for each word. */
export interface LabelledSplits {
    readonly policies: PartPolicies;
    readonly tagged: Readonly<Record<Part, readonly LabelledSentence[]>>;
    /** The gold mentions of the parts that are evaluated. */
    readonly documents: Readonly<Record<EvaluatedPart, readonly GoldDocument[]>>;
    readonly training: TrainingMentions;
}
/** Labels the mentions of each part. */
export declare function labelSplits({ parts }: Pick<PreparedCorpus, 'parts'>, labels: LabelSet, config: Config, progress: Progress): LabelledSplits;
export interface EncodeSplitOptions {
    readonly config: Config;
    readonly tokenizer: Tokenizer;
    /** The longest sequence that the model takes. */
    readonly longest: number;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/** The sentences of a part as sequences. */
export declare function encodeSplit({ tagged, policies }: LabelledSplits, part: Part, { config: { model }, longest, ...options }: EncodeSplitOptions): Promise<EncodedSentence[]>;
/** The parts as sequences. */
export interface EncodedSplits extends LabelledSplits {
    readonly sentences: Readonly<Record<Part, readonly EncodedSentence[]>>;
}
/** Labels and encodes all parts, as a training needs them. */
export declare function encodeSplits(corpus: Pick<PreparedCorpus, 'parts'>, labels: LabelSet, options: EncodeSplitOptions): Promise<EncodedSplits>;
