/**
 * @file What parameters do in a hyperparameter search: how important they are, the metric over each, and all together.
 */
import { textWidth } from "../font.js";
import { heading } from "../heading.js";
import { list, plural } from "../words.js";
import { completeTrials, evenTicks, isBetter, metricText, parameterAxes, paramOf, paramWords, placeDomain, placeEncoding, rankColor, shareText, shortMetricText, shortName, valueAxis, valueEncoding, } from "./scales.js";
/** How important each parameter is, as bars. */
export function importanceFigure(data) {
    if (data.importance.length === 0)
        return undefined;
    const values = [...data.importance]
        .sort((a, b) => b.importance - a.importance)
        .map(({ name, importance }) => ({ name: shortName(name), importance, label: shareText(importance) }));
    const title = 'How important each parameter is';
    const words = list(values.slice(0, 3).map(({ name, label }) => `${name} ${label}`));
    const y = {
        field: 'name',
        type: 'nominal',
        scale: { domain: values.map(({ name }) => name) },
        title: null,
        axis: { ticks: false, domain: false },
    };
    const x = { field: 'importance', type: 'quantitative' };
    return {
        title,
        description: `Shares of the differences between trials that parameters account for: ${words}.`,
        spec: {
            title: heading(title, ['share of the differences between trials that it accounts for']),
            width: 560,
            height: { step: 26 },
            data: { values },
            encoding: { y },
            layer: [
                {
                    mark: { type: 'bar' },
                    encoding: {
                        x: {
                            ...x,
                            title: 'importance',
                            scale: { domainMin: 0, nice: true },
                            axis: { format: '.0%', tickCount: 5 },
                        },
                    },
                },
                {
                    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5 },
                    encoding: { x, text: { field: 'label', type: 'nominal' } },
                },
            ],
        },
    };
}
/** A number in (-0.5, 0.5) that spreads trials of the same choice: the fractional parts of multiples of the golden ratio. */
const spread = (index) => ((index * 0.618033988749895) % 1) - 0.5;
/** Places of trials on an axis; those of a choice lie beside each other. */
function placeOf({ ticks, parameter, place }, trial) {
    const value = paramOf(trial, parameter.name);
    if (value === undefined)
        return undefined;
    const width = parameter.kind === 'categorical' ? 0.5 / ticks.length : 0;
    return place(value) + width * spread(trial.number);
}
/** The complete trials with axes for their values and their parameters; undefined where there is nothing to compare. */
function trialsAndAxes(data) {
    const complete = completeTrials(data);
    const axes = parameterAxes(data, complete);
    if (complete.length < 2 || axes.length === 0)
        return undefined;
    const value = valueAxis(data, complete.map(trial => trial.value));
    return { complete, axes, value };
}
/** The value of the metric over each parameter. */
export function slicesFigure(data, theme) {
    const shown = trialsAndAxes(data);
    if (shown === undefined)
        return undefined;
    const { complete, axes, value } = shown;
    const columns = axes.length === 4 ? 2 : Math.min(3, axes.length);
    const width = columns === 1 ? 480 : columns === 2 ? 340 : 230;
    const last = complete.at(-1).number;
    const isMany = complete.length > 120;
    const color = {
        field: 'number',
        type: 'quantitative',
        title: 'trial',
        scale: { type: 'quantize', domain: [complete[0].number, last], range: theme.amounts },
        legend: { type: 'gradient', gradientLength: 260, format: '.0f' },
    };
    const panel = (axis, index) => {
        const points = complete.flatMap(trial => {
            const place = placeOf(axis, trial);
            return place === undefined ? [] : [{ place, value: value.clip(trial.value), number: trial.number }];
        });
        const best = points.filter(({ number }) => number === data.best);
        const y = valueEncoding(value);
        return {
            width,
            height: 200,
            encoding: {
                x: placeEncoding(axis, 'place', width),
                y: index % columns === 0 ? y : { ...y, title: null },
            },
            layer: [
                {
                    data: { values: points },
                    mark: { type: 'point', size: isMany ? 28 : 48, stroke: theme.quiet, strokeWidth: 0.7 },
                    encoding: { color },
                },
                ...(best.length === 0
                    ? []
                    : [
                        {
                            data: { values: best },
                            mark: {
                                type: 'point',
                                filled: false,
                                size: 150,
                                strokeWidth: 2.2,
                                opacity: 1,
                                color: theme.categories[3],
                            },
                        },
                    ]),
            ],
        };
    };
    const title = `${value.title} over each parameter`;
    const best = complete.find(({ number }) => number === data.best);
    const words = `${plural(complete.length, 'complete trial')}, later ones stronger${best === undefined ? '' : '; ring: the best'}`;
    return {
        title,
        description: `A plot for each of ${plural(axes.length, 'parameter')}: ${words}.${best === undefined ? '' : ` The best has ${paramWords(data, best)}.`}${value.words === '' ? '' : ` ${value.words}.`}`,
        spec: {
            title: heading(title, [words, value.words], columns * width),
            concat: axes.map(panel),
            columns,
            spacing: { row: 24, column: 30 },
            resolve: { scale: { color: 'shared' } },
        },
    };
}
/** Pixels between two lines of a figure of all parameters. */
const lineStep = 124;
const plotHeight = 300;
/** A name in lines of at most so many pixels, cut after blanks, points and underscores. */
function lines(name, width) {
    const found = [];
    for (const piece of name.split(/(?<=[ ._])/u)) {
        const line = (found.at(-1) ?? '') + piece;
        if (found.length > 0 && textWidth(line, 11, 'semiBold') <= width)
            found[found.length - 1] = line;
        else
            found.push(piece);
    }
    return found;
}
/** Every complete trial as a line through its value and its parameters. */
export function parallelFigure(data, theme) {
    const shown = trialsAndAxes(data);
    if (shown === undefined)
        return undefined;
    const { complete, axes, value } = shown;
    const [low, high] = value.domain;
    const valuePlace = (of) => (value.clip(of) - low) / (high - low);
    // Absent values have a place below all others.
    const absent = -0.12;
    const hasAbsent = complete.some(trial => axes.some(({ name }) => paramOf(trial, name) === undefined));
    const width = lineStep * axes.length;
    const sorted = [...complete].sort((a, b) => (isBetter(data, a.value, b.value) ? 1 : -1));
    const pointsOf = (trial, order) => [
        { at: 0, place: valuePlace(trial.value), value: value.clip(trial.value), number: trial.number, order },
        ...axes.map((axis, index) => ({
            at: lineStep * (index + 1),
            place: placeOf(axis, trial) ?? absent,
            value: value.clip(trial.value),
            number: trial.number,
            order,
        })),
    ];
    const best = complete.find(({ number }) => number === data.best);
    const courses = sorted.flatMap(pointsOf);
    const titles = [value.title, ...axes.map(({ title }) => title)].map(text => lines(text, lineStep - 12));
    const valueTicks = evenTicks(low, high).map(tick => ({
        place: valuePlace(tick),
        label: shortMetricText(data.metric, tick),
    }));
    const ticks = [valueTicks, ...axes.map(axis => axis.ticks)].flatMap((own, index) => [
        ...own.map(({ place, label }) => ({ at: lineStep * index, place, label })),
        ...(index > 0 && complete.some(trial => paramOf(trial, axes[index - 1].name) === undefined)
            ? [{ at: lineStep * index, place: absent, label: 'not used' }]
            : []),
    ]);
    const x = (field) => ({
        field,
        type: 'quantitative',
        scale: { domain: [0, width], nice: false, zero: false },
        axis: null,
    });
    const y = {
        field: 'place',
        type: 'quantitative',
        scale: { domain: [hasAbsent ? absent : placeDomain[0], placeDomain[1]], nice: false, zero: false },
        axis: null,
    };
    const many = complete.length;
    const title = 'All parameters of each trial';
    const words = `a line through the value and the parameters of each of ${plural(many, 'complete trial')}${best === undefined ? '' : '; thick: the best'}`;
    return {
        title,
        description: `${words[0].toUpperCase()}${words.slice(1)}.${best === undefined
            ? ''
            : ` The best, ${metricText(data.metric, best.value)}, has ${paramWords(data, best)}.`}${value.words === '' ? '' : ` ${value.words}.`}`,
        spec: {
            title: heading(title, [words, value.words], Math.max(560, width)),
            width,
            height: plotHeight,
            layer: [
                {
                    data: { values: titles.map((_, index) => ({ at: lineStep * index })) },
                    mark: { type: 'rule', color: theme.quiet, strokeWidth: 1 },
                    encoding: { x: x('at'), y: { value: 0 }, y2: { value: plotHeight } },
                },
                {
                    data: { values: courses },
                    mark: {
                        type: 'line',
                        strokeWidth: many > 120 ? 1 : 1.5,
                        opacity: many > 200 ? 0.45 : many > 60 ? 0.6 : 0.85,
                    },
                    encoding: {
                        x: x('at'),
                        y,
                        // Worse ones are drawn first, so that the better are on top.
                        detail: { field: 'order', type: 'ordinal' },
                        color: rankColor(data, value, sorted.map(trial => trial.value), theme),
                    },
                },
                ...(best === undefined
                    ? []
                    : [
                        {
                            data: { values: pointsOf(best, 0) },
                            mark: { type: 'line', strokeWidth: 3.5, color: theme.categories[3], point: false },
                            encoding: { x: x('at'), y },
                        },
                    ]),
                {
                    data: { values: ticks },
                    mark: {
                        type: 'text',
                        align: 'left',
                        baseline: 'middle',
                        dx: 5,
                        limit: lineStep - 14,
                        stroke: theme.background,
                        strokeWidth: 3,
                        strokeOpacity: 0.85,
                    },
                    encoding: { x: x('at'), y, text: { field: 'label', type: 'nominal' } },
                },
                {
                    data: { values: ticks },
                    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, limit: lineStep - 14 },
                    encoding: { x: x('at'), y, text: { field: 'label', type: 'nominal' } },
                },
                {
                    data: {
                        values: titles.flatMap((own, index) => own.map((text, row) => ({ at: lineStep * index, text, y: plotHeight + 12 + 15 * row }))),
                    },
                    mark: {
                        type: 'text',
                        align: 'left',
                        baseline: 'top',
                        dx: -2,
                        limit: lineStep - 8,
                        fontWeight: 600,
                    },
                    encoding: {
                        x: x('at'),
                        y: { field: 'y', type: 'quantitative', scale: null, axis: null },
                        text: { field: 'text', type: 'nominal' },
                    },
                },
            ],
        },
    };
}
