/**
 * @file What parameters do in a hyperparameter search: how important they are, the metric over each, and all together.
 */
import type { StudyFigureData } from '../../run/study-data.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
/** How important each parameter is, as bars. */
export declare function importanceFigure(data: StudyFigureData): Drawing | undefined;
/** The value of the metric over each parameter. */
export declare function slicesFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
/** Every complete trial as a line through its value and its parameters. */
export declare function parallelFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
