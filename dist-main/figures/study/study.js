/**
 * @file The figures of a hyperparameter search: which there are, by the names of their files. They are those of Optuna's
 * `visualization`.
 */
import { contourFigure } from "./contour.js";
import { intermediateFigure, studyHistoryFigure, timelineFigure } from "./history.js";
import { importanceFigure, parallelFigure, slicesFigure } from "./parameters.js";
/** Every figure by its name: what it shows, and what of a study it needs. */
export const studyFigureNeeds = {
    optimization_history: ['values of trials', 'needs a trial with a value'],
    intermediate_values: ['values by epoch', 'needs values of two epochs'],
    timeline: ['trials in time', 'needs trials that have ended, and at most 32 at once'],
    param_importances: ['importances', 'needs several complete trials that differ'],
    slice: ['values over each parameter', 'needs two complete trials'],
    contour: ['values over two parameters', 'needs five complete trials that differ in two numbers'],
    parallel_coordinate: ['all parameters of each trial', 'needs two complete trials'],
};
/** Every figure that a study has something to show in. */
export function studyFigures(data, theme) {
    const figures = [];
    const add = (section, name, drawing) => {
        if (drawing === undefined)
            return;
        const { title, description, spec } = drawing;
        figures.push({ name, section, title, description, spec: { description, ...spec } });
    };
    add('course', 'optimization_history', studyHistoryFigure(data, theme));
    add('course', 'intermediate_values', intermediateFigure(data, theme));
    add('course', 'timeline', timelineFigure(data, theme));
    add('parameters', 'param_importances', importanceFigure(data));
    add('parameters', 'slice', slicesFigure(data, theme));
    add('parameters', 'contour', contourFigure(data, theme));
    add('parameters', 'parallel_coordinate', parallelFigure(data, theme));
    return figures;
}
