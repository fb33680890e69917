/**
 * @file Scores of mentions that training has seen apart from those that are new: what is remembered, what is learnt.
 *
 * The idea is Augenstein, Derczynski and Bontcheva's ("Generalisation in named entity recognition", 2017, section 3.5)
 * and Fu, Liu and Zhang's (2020): a mention's surface form may be known with its type, known with other types only, or
 * unknown.
 */
import { type CountedScore } from './mapped.ts';
import type { MentionSpan, ScoredDocument } from './mentions.ts';
/** A mention of the training part: the characters it covers, and its type. */
export interface SurfaceForm {
    readonly form: string;
    readonly type: string;
}
/** What the training part holds. */
export interface TrainingMentions {
    /** Mentions of each type. */
    readonly counts: Readonly<Record<string, number>>;
    /** Every surface form with its type, once. */
    readonly forms: readonly SurfaceForm[];
}
/** What training knows of a mention: its form with this type, its form with other types only, nothing. */
export type Familiarity = 'mention' | 'form' | 'new';
export type SeenScores = Readonly<Record<Familiarity, CountedScore>>;
/** How surface forms are compared: letter by letter, or without regard to case. */
export interface SeenAnalysis {
    readonly asGiven: SeenScores;
    readonly caseFolded: SeenScores;
}
/**
 * Scores mentions by what training knows of them.
 *
 * Precision can be counted as well as recall: the class depends on form and type alone, which a predicted mention has
 * as a gold one does, and a right prediction is in the class of its gold mention. A prediction of the wrong type is
 * in the class that its own type gives it: a form seen as a gene and tagged as a disease counts against `form`.
 * @param training every mention of the training part, as often as you like.
 * @param formOf the characters that a mention covers in its document.
 */
export declare function scoreSeen(documents: readonly ScoredDocument[], training: Iterable<SurfaceForm>, formOf: (document: ScoredDocument, mention: MentionSpan) => string): SeenAnalysis;
