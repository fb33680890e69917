/**
 * @file Scores of a part: their spread over types, of groups of types, of what training knew, of smaller trainings.
 */
import type { Evaluation } from '../../metrics/evaluation.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
/** Types, or groups of types, the most frequent first. */
export declare function byMentions<Counts extends {
    readonly gold: number;
}>(types: Readonly<Record<string, Counts>>): [string, Counts][];
/** How precision, recall and F1 spread over types: boxes of quartiles, and a point of each type. */
export declare function boxplotFigure(evaluation: Evaluation, part: string, typeName: TypeName, theme: Theme): Drawing | undefined;
/** Scores of groups of types, where a mention is right when borders and group agree. */
export declare function groupsFigure(evaluation: Evaluation, part: string, typeName: TypeName, theme: Theme): Drawing | undefined;
/** Scores of mentions that training knew apart from those that are new. Forms are compared without regard to case. */
export declare function seenFigure(parts: readonly {
    readonly name: string;
    readonly evaluation: Evaluation;
}[], theme: Theme): Drawing | undefined;
