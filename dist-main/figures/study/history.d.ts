/**
 * @file How a hyperparameter search went: values in the order of trials, epoch by epoch, and what ran when.
 */
import type { StudyFigureData, StudyTrial } from '../../run/study-data.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
/** `12 complete, 3 pruned and 1 failed`. */
export declare function stateWords(trials: readonly StudyTrial[]): string;
/** Values in the order of trials, and the best value so far. */
export declare function studyHistoryFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
/** The values of each trial by epoch. */
export declare function intermediateFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
/** What ran when: a bar a trial, those that ran at once below each other. */
export declare function timelineFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
/** `1 h 12 min`, `3 min 5 s`, `0.8 s`. */
export declare function durationText(seconds: number): string;
