/**
 * @file The documents of a part with their gold mentions by characters, and the mentions that a model found in them.
 */
import type { LabelPolicy } from '../../corpus/labels.ts';
import type { FoundMention, GoldMention, MentionSpan, ScoredDocument } from '../../metrics/mentions.ts';
import { type Corpus, type Document, type Span } from '../../text/document.ts';
import type { Prediction } from '../../tokenizer/prediction.ts';
import type { LabelledSentence } from './examples.ts';
/** A document with its gold mentions. */
export interface GoldDocument {
    readonly id: string;
    readonly text: string;
    readonly gold: readonly GoldMention[];
    /** Stretches of mentions that count for nothing. */
    readonly ignored: readonly Span[];
    /** Types that were not annotated. */
    readonly unannotated: ReadonlySet<string>;
    /** The words of each of its tagged sentences. */
    readonly sentences: readonly (readonly Span[])[];
}
/**
 * The documents of a part. Gold are all mentions that have a label, whether tags can express them or not; those that
 * tags cannot express are `lost`.
 * @param tagged the sentences of the same corpus, in order
 */
export declare function goldDocuments(corpus: Corpus, tagged: readonly LabelledSentence[], policy: LabelPolicy): GoldDocument[];
/** The mentions of a document that have a label, and where those are that count for nothing. */
export declare function labelledMentions({ text, mentions }: Document, policy: LabelPolicy): {
    readonly mentions: MentionSpan[];
    readonly ignored: Span[];
};
/**
 * Puts what a model found beside the gold mentions; see `matchMentions`.
 * @param predictions of each tagged sentence, in the documents' order
 */
export declare function matchPredictions(documents: readonly GoldDocument[], predictions: readonly Pick<Prediction, 'found'>[]): ScoredDocument[];
/**
 * Puts found mentions beside the gold ones of a document. Those that touch one that counts for nothing are left out, and so
 * are those of types that were not annotated: they are neither right nor wrong.
 */
export declare function matchMentions({ id, text, gold, ignored, unannotated, sentences }: GoldDocument, found: readonly FoundMention[]): ScoredDocument;
