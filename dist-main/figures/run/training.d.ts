/**
 * @file Curves of a training, from its log: loss, learning rate, norm of the gradient, scores on validation.
 *
 * A log is `log_history` of `trainer_state.json` as Hugging Face's Trainer writes it: records of a step, with `loss`,
 * `learning_rate` and `grad_norm`, or with `eval_loss`, `eval_f1` and so on.
 */
import type { LogRecord } from '../../run/log.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
export interface TrainingLog {
    readonly history: readonly LogRecord[];
    /** The step of the best model, where one was chosen. */
    readonly bestStep?: number | undefined;
}
/** A value of a log, and when it was logged. */
export interface LogPoint {
    readonly step: number;
    readonly epoch: number;
    readonly value: number;
}
type Progress = 'step' | 'epoch';
/** The finite values of one key, in the order of the log. */
export declare function seriesOf(history: readonly LogRecord[], key: string): LogPoint[];
/** `0.153`, or `1.2e-5`. */
export declare const short: (value: number) => string;
/** The axis of a training's progress. */
export declare function progressAxis(field: Progress, points: readonly Pick<LogPoint, Progress>[]): {
    field: Progress;
    type: string;
    title: Progress;
    scale: {
        domain: number[];
        nice: boolean;
    };
    axis: {
        tickMinStep?: number;
        tickCount: number;
        format?: string;
        grid: boolean;
    };
};
/** Loss of training and of validation beside each other, each on its own scale. */
export declare function lossFigure(log: TrainingLog, theme: Theme): Drawing | undefined;
/** Loss of training and of validation on one scale. */
export declare function lossTogetherFigure(log: TrainingLog, theme: Theme): Drawing | undefined;
/** The learning rate of each step that was logged. */
export declare function learningRateFigure({ history }: TrainingLog, theme: Theme): Drawing | undefined;
/** The norm of the gradient of each step that was logged, on a logarithmic scale where it varies greatly. */
export declare function gradientFigure({ history }: TrainingLog, theme: Theme): Drawing | undefined;
/** F1, precision, recall and accuracy on validation by epoch. */
export declare function globalMetricsFigure({ history, bestStep }: TrainingLog, theme: Theme): Drawing | undefined;
export {};
