/**
 * @file How the scores of single types grow in training, from the evaluations in its log.
 *
 * Types are the `T047` of keys `eval_T047_f1` that have an `eval_T047_number`, as Hugging Face's `run_ner` writes them
 * with `return_entity_level_metrics`.
 */
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
import { type TrainingLog } from './training.ts';
/** F1 of each type at each evaluation, as a map: a row a type, the best at the end first. */
export declare function typeMapFigure(log: TrainingLog, typeName: TypeName, theme: Theme): Drawing | undefined;
/** Colours of scores from 0 to 1 in steps, the same in every figure. */
export declare function scoreColor({ amounts }: Theme): {
    field: string;
    type: string;
    scale: {
        type: string;
        domain: number[];
        range: readonly string[];
    };
};
/** Text on a cell of such a colour. */
export declare const onScoreColor: ({ onMany, onFew }: Theme) => {
    condition: {
        test: string;
        value: string;
    };
    value: string;
};
/** F1 of each type over steps: a small plot of each, that of all types together behind it. */
export declare function typeCurvesFigure(log: TrainingLog, typeName: TypeName, theme: Theme): Drawing | undefined;
