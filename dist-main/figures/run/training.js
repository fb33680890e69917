/**
 * @file Curves of a training, from its log: loss, learning rate, norm of the gradient, scores on validation.
 *
 * A log is `log_history` of `trainer_state.json` as Hugging Face's Trainer writes it: records of a step, with `loss`,
 * `learning_rate` and `grad_norm`, or with `eval_loss`, `eval_f1` and so on.
 */
import { firstIndex, maxOf } from "../../lists.js";
import { heading } from "../heading.js";
import { list, number, percent } from "../words.js";
/** The finite values of one key, in the order of the log. */
export function seriesOf(history, key) {
    return history.flatMap(({ step, epoch, [key]: value }) => isNumber(step) && isNumber(value) ? [{ step, epoch: isNumber(epoch) ? epoch : step, value }] : []);
}
const isNumber = (value) => Number.isFinite(value);
/** `0.153`, or `1.2e-5`. */
export const short = (value) => value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
/** The axis of a training's progress. */
export function progressAxis(field, points) {
    const last = maxOf(points.map(point => point[field]), 0);
    return {
        field,
        type: 'quantitative',
        title: field,
        scale: { domain: [0, last === 0 ? 1 : last], nice: false },
        axis: {
            grid: false,
            ...(field === 'step' && { format: ',d' }),
            tickCount: 8,
            ...((field === 'step' || last >= 2) && { tickMinStep: 1 }),
        },
    };
}
/** From so many points on a curve is drawn smooth over the points as they are. */
const smoothFrom = 80;
function plot(curves, theme, options) {
    const { field, title, best, width = 640, scale = {}, format } = options;
    const all = curves.flatMap(({ points }) => points);
    const quiet = theme.quiet;
    const x = { field, type: 'quantitative' };
    return {
        width,
        height: 280,
        encoding: {
            x: progressAxis(field, all),
            y: {
                field: 'value',
                type: 'quantitative',
                title,
                scale: { zero: true, nice: true, ...scale },
                axis: { tickCount: 6, ...(format !== undefined && { format }) },
            },
        },
        layer: [
            ...(best === undefined
                ? []
                : [
                    {
                        data: { values: [best] },
                        mark: { type: 'rule', color: quiet, strokeDash: [4, 3] },
                        encoding: { x, y: { value: 0 }, y2: { value: 280 } },
                    },
                    {
                        data: { values: [best] },
                        mark: { type: 'text', color: quiet, baseline: 'bottom', dy: -4, text: 'best model' },
                        encoding: { x, y: { value: 0 } },
                    },
                ]),
            ...curves.flatMap(each => drawCurve(each, options)),
        ],
    };
}
function drawCurve({ name, points, color }, { legend, isExact = false }) {
    const look = legend === undefined
        ? { color: { value: color } }
        : {
            color: {
                datum: name,
                type: 'nominal',
                scale: { domain: legend.map(one => one.name), range: legend.map(one => one.color) },
                legend: { title: null, symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
            },
        };
    const layer = (values, mark) => ({
        data: { values },
        mark: { type: 'line', ...mark },
        encoding: look,
    });
    if (isExact || points.length < smoothFrom)
        return [layer(points, { point: points.length <= 40 ? { size: 30 } : false })];
    return [layer(points, { strokeWidth: 1, opacity: 0.35 }), layer(smooth(points), { strokeWidth: 2.25 })];
}
/** The median of each point with its neighbours, a fortieth of all on either side: single peaks leave no trace. */
function smooth(points) {
    const reach = Math.max(1, Math.round(points.length / 40));
    /** The values near a point, sorted. To sort them anew at every point takes minutes with 100,000. */
    const near = [];
    const placeOf = (value) => firstIndex(near, other => other >= value);
    let reached = 0;
    return points.map((point, at) => {
        for (; reached < points.length && reached <= at + reach; reached++) {
            const { value } = points[reached];
            near.splice(placeOf(value), 0, value);
        }
        if (at > reach)
            near.splice(placeOf(points[at - reach - 1].value), 1);
        return { ...point, value: near[near.length >> 1] };
    });
}
/** What is said where a curve is smooth. */
const smoothWords = (points) => points.length < smoothFrom
    ? ''
    : `; thick: the median of ${1 + 2 * Math.max(1, Math.round(points.length / 40))} values`;
const atStep = (points, step) => points.find(point => point.step === step);
function extreme(points, isBetter) {
    return points.reduce((best, point) => (isBetter(point.value, best.value) ? point : best));
}
function lossCurves({ history }, { categories }) {
    return {
        training: { name: 'training', points: seriesOf(history, 'loss'), color: categories[0] },
        validation: { name: 'validation', points: seriesOf(history, 'eval_loss'), color: categories[1] },
    };
}
/** `training from 3.18 to 0.02; validation lowest in epoch 8, 0.153`. */
function lossWords(training, validation) {
    const words = [];
    if (training.length > 0)
        words.push(`training from ${short(training[0].value)} to ${short(training.at(-1).value)}`);
    if (validation.length > 0) {
        const { epoch, value } = extreme(validation, (a, b) => a < b);
        words.push(`validation lowest in epoch ${short(epoch)}, ${short(value)}`);
    }
    return words.join('; ');
}
/** Loss of training and of validation beside each other, each on its own scale. */
export function lossFigure(log, theme) {
    const { training, validation } = lossCurves(log, theme);
    const curves = [training, validation].filter(({ points }) => points.length > 0);
    if (curves.length === 0)
        return undefined;
    const title = `Loss of ${list(curves.map(({ name }) => name))}`;
    const words = lossWords(training.points, validation.points);
    const best = atStep(validation.points, log.bestStep);
    return {
        title,
        description: `Curves of the loss over epochs: ${words}.`,
        spec: {
            title: { ...heading(title, [words + smoothWords(training.points)]), offset: 18 },
            hconcat: curves.map(each => ({
                title: { text: each.name, fontSize: 12, offset: best === undefined ? 6 : 20 },
                ...plot([each], theme, { field: 'epoch', title: 'loss', best, width: 380 }),
            })),
            spacing: 36,
        },
    };
}
/** Loss of training and of validation on one scale. */
export function lossTogetherFigure(log, theme) {
    const { training, validation } = lossCurves(log, theme);
    if (training.points.length === 0 || validation.points.length === 0)
        return undefined;
    const title = 'Loss of training and validation on one scale';
    const [last, held] = [training.points.at(-1).value, validation.points.at(-1).value];
    const words = `at the end: training ${short(last)}, validation ${short(held)}`;
    const curves = [training, validation];
    const best = atStep(validation.points, log.bestStep);
    return {
        title,
        description: `Curves of both losses over epochs; ${words}.`,
        spec: {
            title: heading(title, [words + smoothWords(training.points)]),
            ...plot(curves, theme, { field: 'epoch', title: 'loss', best, legend: curves }),
        },
    };
}
/** The learning rate of each step that was logged. */
export function learningRateFigure({ history }, theme) {
    const points = seriesOf(history, 'learning_rate');
    if (points.length === 0)
        return undefined;
    const { step, value } = extreme(points, (a, b) => a > b);
    const title = 'Learning rate';
    const words = `highest at step ${number(step)}: ${short(value)}; at the end ${short(points.at(-1).value)}`;
    const curve = { name: 'learning rate', points, color: theme.categories[0] };
    return {
        title,
        description: `The learning rate over steps, ${words}.`,
        spec: {
            title: heading(title, [words]),
            // A schedule is not noise: nothing of it is smoothed away.
            ...plot([curve], theme, { field: 'step', title: 'learning rate', isExact: true, format: '.1~e' }),
        },
    };
}
/** The norm of the gradient of each step that was logged, on a logarithmic scale where it varies greatly. */
export function gradientFigure({ history }, theme) {
    const points = seriesOf(history, 'grad_norm');
    if (points.length === 0)
        return undefined;
    const values = points.map(({ value }) => value).sort((a, b) => a - b);
    const [least, median, most] = [values[0], values[values.length >> 1], values.at(-1)];
    const title = 'Norm of the gradient';
    const words = `median ${short(median)}, highest ${short(most)}`;
    const isWide = least > 0 && most / least > 50;
    const curve = { name: 'gradient', points, color: theme.categories[0] };
    return {
        title,
        description: `The norm of the gradient over steps, before it is clipped: ${words}.`,
        spec: {
            title: heading(title, [words + smoothWords(points)]),
            ...plot([curve], theme, {
                field: 'step',
                title: isWide ? 'norm, logarithmic' : 'norm',
                ...(isWide && { scale: { type: 'log', zero: false } }),
            }),
        },
    };
}
/** What a record of an evaluation says of all types together. */
const globalMeasures = [
    ['F1', 'eval_f1'],
    ['precision', 'eval_precision'],
    ['recall', 'eval_recall'],
    ['accuracy', 'eval_accuracy'],
];
/** F1, precision, recall and accuracy on validation by epoch. */
export function globalMetricsFigure({ history, bestStep }, theme) {
    const curves = globalMeasures.flatMap(([name, key], index) => {
        const points = seriesOf(history, key);
        return points.length === 0 ? [] : [{ name, points, color: theme.categories[index] }];
    });
    if (curves.length === 0)
        return undefined;
    const [first] = curves;
    const best = atStep(first.points, bestStep);
    const shown = best ?? extreme(first.points, (a, b) => a > b);
    const values = curves.flatMap(({ name, points }) => {
        const value = atStep(points, shown.step)?.value;
        return value === undefined ? [] : [`${name} ${percent(value)}`];
    });
    const title = 'Scores on validation';
    const words = `epoch ${short(shown.epoch)}: ${values.join(', ')}`;
    return {
        title,
        description: `Curves of ${list(curves.map(({ name }) => name))} on validation over epochs. In ${words}.`,
        spec: {
            title: heading(title, [words]),
            ...plot(curves, theme, {
                field: 'epoch',
                title: 'score',
                best,
                scale: { domain: [0, 1] },
                format: '.0%',
                legend: curves,
            }),
        },
    };
}
