/**
 * @file Learning curves: F1 of models of smaller training parts.
 */
import type { Interval } from '../../metrics/bootstrap.ts';
import type { Drawing } from '../render.ts';
/** F1 with its interval. */
export type ScoreInterval = Pick<Interval, 'estimate' | 'lower' | 'upper'>;
export type PartF1 = Readonly<Record<'micro' | 'macro', ScoreInterval>>;
/** F1 of a model of a share of the training part. */
export interface LearningPoint {
    /** Of the training part, in (0, 1]. */
    readonly share: number;
    /** What it was trained on. */
    readonly documents: number;
    readonly mentions: number;
    /** Of the draw, where several were made. */
    readonly seed?: number;
    readonly validation: PartF1;
    readonly test: PartF1;
}
/** F1 against documents of training, on validation and test; several models of a share as points, their mean as line. */
export declare function learningCurveFigure(points: readonly LearningPoint[]): Drawing | undefined;
