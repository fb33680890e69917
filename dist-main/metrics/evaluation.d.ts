/**
 * @file All that is said of a part: scores with intervals, by type, group and ancestor, errors, what was seen,
 * calibration. Plain JSON; a function of the documents and of what training knew.
 *
 * Mentions are counted by characters, so that one that no tag can express counts as missed; `lost` says how many.
 */
import { type ResamplingOptions, type ScoreIntervals } from './bootstrap.ts';
import { type Calibration } from './calibration.ts';
import { type Confusion, type MentionClass, type TypeErrors } from './error-analysis.ts';
import { type CountedScore } from './mapped.ts';
import type { ScoredDocument } from './mentions.ts';
import { type SeenAnalysis, type TrainingMentions } from './seen.ts';
import { type MatchScores } from './semeval.ts';
export interface EvaluationOptions extends ResamplingOptions {
    /** What the training part holds; left out, nothing is known of a training. */
    readonly training?: TrainingMentions | undefined;
    /** The group of a type, where it has one: that of the UMLS Semantic Network unless given. */
    readonly groupOf?: (type: string) => string | undefined;
    /** The ancestors of a type, without itself: those of the UMLS Semantic Network unless given. */
    readonly ancestorsOf?: (type: string) => readonly string[];
}
/** Counts of mentions; right are those whose borders and type agree. */
export interface MentionCounts {
    readonly correct: number;
    readonly predicted: number;
    readonly gold: number;
    /** Gold mentions that tags cannot express. */
    readonly lost: number;
}
export interface TypeEvaluation extends MentionCounts {
    /** Mentions in the training part, where there is one. */
    readonly training?: number;
    readonly scores: ScoreIntervals;
    readonly semeval: MatchScores;
    readonly errors: TypeErrors;
}
export interface Evaluation extends MentionCounts {
    readonly documents: number;
    /** Over all mentions together. */
    readonly micro: ScoreIntervals;
    /** The plain mean over the types that occur. */
    readonly macro: ScoreIntervals;
    /** Types that occur in gold or prediction, sorted by code unit. */
    readonly types: Readonly<Record<string, TypeEvaluation>>;
    readonly semeval: MatchScores;
    /** How many mentions, or pairs of them, are in each class. */
    readonly classes: Readonly<Record<MentionClass, number>>;
    readonly confusions: readonly Confusion[];
    /** By what training knew of a mention, where there is a training. */
    readonly seen?: SeenAnalysis;
    readonly calibration: Calibration;
    /** That of the scores before temperature scaling, where that has changed them. */
    readonly uncalibrated?: Calibration;
    /** By semantic group: a mention is right when borders and group agree. Empty where types have no groups. */
    readonly groups: Readonly<Record<string, CountedScore>>;
    /** By ancestor: a mention counts for each type that lies above its own, and for its own where others lie below it. */
    readonly ancestors: Readonly<Record<string, CountedScore>>;
    readonly resampling: {
        readonly seed: number;
        readonly samples: number;
        readonly confidence: number;
    };
}
/**
 * Evaluates a part.
 * @throws MedspanError `config` for less than one sample or a confidence outside (0, 1), `data` for a score outside [0, 1]
 */
export declare function evaluateDocuments(documents: readonly ScoredDocument[], options: EvaluationOptions): Evaluation;
