/**
 * @file The figures of a training run: which there are, by the names of their files.
 *
 * Every function takes numbers and gives a specification with its title and what it shows in words. A figure that has
 * nothing to show is left out.
 */
import { type Evaluation } from '../../metrics/evaluation.ts';
import type { LogRecord } from '../../run/log.ts';
import type { Drawing, NamedFigure } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
import { type LearningPoint } from './learning.ts';
export type { LearningPoint, ScoreInterval } from './learning.ts';
/** What a figure is about, for those who show many. */
export type FigureSection = 'training' | 'types' | 'errors' | 'seen' | 'calibration' | 'data';
export interface RunFigure extends NamedFigure, Drawing {
    readonly section: FigureSection;
}
export interface RunFigureData {
    /** `log_history` of `trainer_state.json`. */
    readonly history: readonly LogRecord[];
    /** The step of the best model, where one was chosen. */
    readonly bestStep?: number;
    /** Mentions of each type by part: train, validation, test. */
    readonly mentions?: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** Of parts that were evaluated. */
    readonly validation?: Evaluation;
    readonly test?: Evaluation;
    /** By which scores were divided before they became probabilities. */
    readonly temperature?: number | undefined;
    /** F1 of models of smaller training parts. */
    readonly learningCurve?: readonly LearningPoint[];
}
/**
 * Every figure that a run has something to show in, those of the training first. What is about one part is about test,
 * or about validation where test has no mentions.
 */
export declare function runFigures(data: RunFigureData, typeName: TypeName, theme: Theme): RunFigure[];
