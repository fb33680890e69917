/**
 * @file The figures of a training run: which there are, by the names of their files.
 *
 * Every function takes numbers and gives a specification with its title and what it shows in words. A figure that has
 * nothing to show is left out.
 */
import { evaluateDocuments } from "../../metrics/evaluation.js";
import { typesFigure } from "../corpus/corpus.js";
import { number, plural } from "../words.js";
import { breakdownFigure, confusionFigure, reliabilityFigure } from "./errors.js";
import { learningCurveFigure } from "./learning.js";
import { typeCurvesFigure, typeMapFigure } from "./progress.js";
import { supportFigure, trainingMentionsFigure } from "./scatter.js";
import { boxplotFigure, groupsFigure, seenFigure } from "./scores.js";
import { globalMetricsFigure, gradientFigure, learningRateFigure, lossFigure, lossTogetherFigure, } from "./training.js";
/** The evaluation of no documents: where nothing was evaluated there is nothing to show but curves. */
const nothing = evaluateDocuments([], { seed: 1, samples: 1 });
/**
 * Every figure that a run has something to show in, those of the training first. What is about one part is about test,
 * or about validation where test has no mentions.
 */
export function runFigures(data, typeName, theme) {
    const { validation = nothing, test = nothing, mentions = {}, learningCurve = [], temperature } = data;
    const [part, judged] = test.gold + test.predicted > 0 ? ['test', test] : ['validation', validation];
    const figures = [];
    const add = (section, name, drawing) => {
        if (drawing === undefined)
            return;
        const { title, description, spec } = drawing;
        figures.push({ name, section, title, description, spec: { description, ...spec } });
    };
    add('training', 'loss', lossFigure(data, theme));
    add('training', 'loss_same_fig', lossTogetherFigure(data, theme));
    add('training', 'learning_rate', learningRateFigure(data, theme));
    add('training', 'grad_norm', gradientFigure(data, theme));
    add('training', 'global_metrics', globalMetricsFigure(data, theme));
    add('training', 'log_per_class_epoch', typeMapFigure(data, typeName, theme));
    add('training', 'log_per_class_step', typeCurvesFigure(data, typeName, theme));
    add('types', 'boxplot_metrics_eval', boxplotFigure(validation, 'validation', typeName, theme));
    add('types', 'boxplot_metrics_pred', boxplotFigure(test, 'test', typeName, theme));
    for (const labels of ['labels', 'no-labels']) {
        const ending = labels === 'labels' ? '' : '_nolabel';
        const support = (evaluation, part) => supportFigure(evaluation, { part, labels }, typeName, theme);
        add('types', `scatter_plot_metric_support_eval${ending}`, support(validation, 'validation'));
        add('types', `scatter_plot_metric_support_pred${ending}`, support(test, 'test'));
    }
    add('types', 'f1_training_mentions', trainingMentionsFigure(judged, part, typeName, theme));
    add('types', 'groups', groupsFigure(judged, part, typeName, theme));
    add('seen', 'seen_unseen', seenFigure([
        { name: 'validation', evaluation: validation },
        { name: 'test', evaluation: test },
    ], theme));
    add('training', 'learning_curve', learningCurveFigure(learningCurve));
    add('errors', 'confusion_matrix', confusionFigure(judged, part, typeName, theme));
    add('errors', 'error_breakdown', breakdownFigure(judged, part, typeName, theme));
    add('calibration', 'reliability', reliabilityFigure(judged, part, theme, temperature));
    add('data', 'types_per_split', splitFigure(mentions, typeName));
    return figures;
}
/** Mentions of each type, and their shares in the parts. */
function splitFigure(mentions, typeName) {
    const parts = Object.entries(mentions).map(([name, types]) => ({ name, types: withoutZeros(types) }));
    const types = new Set(parts.flatMap(part => Object.keys(part.types)));
    if (types.size === 0)
        return undefined;
    const totals = parts.map(({ name, types }) => `${name} ${number(Object.values(types).reduce((a, b) => a + b, 0))}`);
    return {
        title: 'Mentions of each type',
        description: `Mentions of ${plural(types.size, 'type')}, and the share of each type in each part: ${totals.join(', ')}.`,
        spec: typesFigure(parts, typeName),
    };
}
function withoutZeros(types) {
    return Object.fromEntries(Object.entries(types).filter(([, times]) => times > 0));
}
