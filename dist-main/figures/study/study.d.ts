/**
 * @file The figures of a hyperparameter search: which there are, by the names of their files. They are those of Optuna's
 * `visualization`.
 */
import type { StudyFigureData } from '../../run/study-data.ts';
import type { Drawing, NamedFigure } from '../render.ts';
import type { Theme } from '../theme.ts';
/** What a figure is about. */
export type StudySection = 'course' | 'parameters';
export interface StudyFigure extends NamedFigure, Drawing {
    readonly name: StudyFigureName;
    readonly section: StudySection;
}
/** Every figure by its name: what it shows, and what of a study it needs. */
export declare const studyFigureNeeds: {
    readonly optimization_history: readonly ["values of trials", "needs a trial with a value"];
    readonly intermediate_values: readonly ["values by epoch", "needs values of two epochs"];
    readonly timeline: readonly ["trials in time", "needs trials that have ended, and at most 32 at once"];
    readonly param_importances: readonly ["importances", "needs several complete trials that differ"];
    readonly slice: readonly ["values over each parameter", "needs two complete trials"];
    readonly contour: readonly ["values over two parameters", "needs five complete trials that differ in two numbers"];
    readonly parallel_coordinate: readonly ["all parameters of each trial", "needs two complete trials"];
};
export type StudyFigureName = keyof typeof studyFigureNeeds;
/** Every figure that a study has something to show in. */
export declare function studyFigures(data: StudyFigureData, theme: Theme): StudyFigure[];
