/**
 * @file From documents to what an engine learns from: tagged sentences, and their chunks with labels.
 */
import type { LabelPolicy, LabelSet } from '../../corpus/labels.ts';
import type { Progress } from '../../progress.ts';
import { type Corpus } from '../../text/document.ts';
import { type TaggedSentence, type TagOptions } from '../../text/tags.ts';
import { type ChunkOptions } from '../../tokenizer/align.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { type Annotated } from './annotated.ts';
import type { Example } from './batches.ts';
/** A sentence with a tag for each word, and what of the label set was annotated in its document, where that is not all. */
export interface LabelledSentence extends TaggedSentence {
    readonly annotated?: Annotated | undefined;
}
/** What scores need of a sentence: its document, which is large, need not be kept. */
export interface TaggedWords extends Pick<LabelledSentence, 'words' | 'tags'> {
    readonly annotated?: Pick<Annotated, 'unannotated'> | undefined;
}
/** A sentence with its chunks, in order; together they hold every word. */
export interface EncodedSentence {
    readonly sentence: TaggedWords;
    readonly chunks: readonly Example[];
}
/**
 * The tagged sentences of a part. With a policy, mentions get its labels, and what becomes `O` or does not count for
 * want of one is a notice, `type-without-label`; without it, each has its first type.
 *
 * @throws MedspanError (`data`) with the document under `labels.unseen: error`, and for mentions that overlap
 * under `corpus.overlap: error`
 */
export declare function tagCorpus(corpus: Corpus, config: {
    readonly corpus: {
        readonly overlap: TagOptions['overlap'];
    };
}, progress: Progress, policy?: LabelPolicy): LabelledSentence[];
export interface EncodeCorpusOptions extends ChunkOptions {
    readonly tokenizer: Tokenizer;
    readonly labels: LabelSet;
    readonly labelAllTokens: boolean;
    /** What is encoded, for the progress and notices: `training`. */
    readonly title: string;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Encodes tagged sentences; those of a document stand together, and with `context` see each other. A word whose tag
 * has no label does not count in the loss: `IGN`, and with the notice `label-unknown` a type that training has not
 * seen.
 */
export declare function encodeCorpus(sentences: readonly LabelledSentence[], options: EncodeCorpusOptions): Promise<EncodedSentence[]>;
