/**
 * @file Scores of types against how many mentions they have, with names that do not cover each other.
 */
import { maxOf, minOf } from "../../lists.js";
import { heading } from "../heading.js";
import { placeLabels } from "../placement.js";
import { number, percent, plural, typeLabel } from "../words.js";
import { byMentions } from "./scores.js";
const measures = ['precision', 'recall', 'f1'];
const measureTitles = { precision: 'precision', recall: 'recall', f1: 'F1' };
export function countAxis(counts, width) {
    const least = minOf(counts);
    const from = least < 5 ? 0 : least * 0.85;
    const to = maxOf(counts, 1) * 1.15;
    const pixelOf = (count) => (width * (Math.log1p(count) - Math.log1p(from))) / (Math.log1p(to) - Math.log1p(from));
    const ticks = [];
    for (const tick of [
        0,
        ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap(power => [1, 2, 5].map(digit => digit * 10 ** power)),
    ]) {
        if (tick < from || tick > to)
            continue;
        if (ticks.length === 0 || pixelOf(tick) - pixelOf(ticks.at(-1)) > 34)
            ticks.push(tick);
    }
    return { domain: [from, to], ticks, pixelOf };
}
const countScale = ({ domain }) => ({ type: 'symlog', constant: 1, domain, nice: false });
/** The stretch of scores that a plot shows, in tenths. */
export function scoreDomain(scores) {
    const low = Math.max(0, Math.floor(10 * minOf(scores) - 0.4) / 10);
    const high = Math.min(1, Math.ceil(10 * maxOf(scores) + 0.4) / 10);
    return [low, high];
}
function panel(points, theme, options) {
    const { width, height, axis, domain, xTitle, yTitle, mean, showsX } = options;
    const [color, second] = theme.categories;
    const x = {
        field: 'count',
        type: 'quantitative',
        scale: countScale(axis),
        title: showsX ? xTitle : null,
        axis: { values: axis.ticks, format: ',d', labels: showsX, ticks: showsX },
    };
    const y = {
        field: 'score',
        type: 'quantitative',
        scale: { domain, nice: false },
        title: yTitle,
        axis: { format: '.0%', tickCount: 5 },
    };
    const filled = points.filter(({ isFilled }) => isFilled);
    const hollow = points.filter(({ isFilled }) => !isFilled);
    return {
        width,
        height,
        layer: [
            {
                data: { values: [{ score: mean }] },
                mark: { type: 'rule', color: second, strokeDash: [5, 4], strokeWidth: 1.5 },
                encoding: { y },
            },
            ...(points.some(({ lower }) => lower !== undefined)
                ? [
                    {
                        data: { values: points },
                        mark: {
                            type: 'rule',
                            color,
                            opacity: points.length > manyTypes ? 0.2 : 0.45,
                            strokeWidth: 1.5,
                        },
                        encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
                    },
                ]
                : []),
            {
                data: { values: filled },
                mark: { type: 'point', color, size: 42, opacity: 0.9 },
                encoding: { x, y },
            },
            ...(hollow.length > 0
                ? [
                    {
                        data: { values: hollow },
                        mark: { type: 'point', color, filled: false, size: 36, strokeWidth: 1.5 },
                        encoding: { x, y },
                    },
                ]
                : []),
        ],
    };
}
/** From so many types on a plot is wider, and names may stand on intervals. */
const manyTypes = 40;
/** Adds names to a panel; says how many found no place. */
function addLabels(plot, points, types, theme, { width, height, axis, domain: [low, high], mean }) {
    const yOf = (score) => (height * (high - score)) / (high - low);
    const anchors = points.map(({ label, count, score }, index) => ({
        x: axis.pixelOf(count),
        y: yOf(score),
        short: types[index],
        long: label,
    }));
    const obstacles = points.flatMap(({ count, lower, upper }) => {
        if (lower === undefined || upper === undefined || points.length > manyTypes)
            return [];
        const x = axis.pixelOf(count);
        return [{ left: x - 1, right: x + 1, top: yOf(upper), bottom: yOf(lower) }];
    });
    obstacles.push({ left: 0, right: width, top: yOf(mean) - 1, bottom: yOf(mean) + 1 });
    const labels = placeLabels(anchors, { width: width + 120, height, obstacles });
    const pixel = (field) => ({ field, type: 'quantitative', scale: null, axis: null });
    const placed = labels.filter(label => label !== undefined);
    const lines = placed.flatMap(({ line }) => line ?? []);
    return {
        missing: points.length - placed.length,
        plot: {
            ...plot,
            layer: [
                ...(lines.length === 0
                    ? []
                    : [
                        {
                            data: { values: lines },
                            mark: { type: 'rule', color: theme.quiet, opacity: 0.6, strokeWidth: 0.8 },
                            encoding: {
                                x: pixel('fromX'),
                                y: pixel('fromY'),
                                x2: { field: 'toX' },
                                y2: { field: 'toY' },
                            },
                        },
                    ]),
                ...plot.layer,
                {
                    data: { values: placed.map(({ text, x, y }) => ({ text, x, y })) },
                    mark: { type: 'text', align: 'left', baseline: 'middle' },
                    encoding: { x: pixel('x'), y: pixel('y'), text: { field: 'text', type: 'nominal' } },
                },
            ],
        },
    };
}
const isDefined = (measure, { gold, predicted }) => measure === 'recall' ? gold > 0 : predicted > 0;
function listPoints(types, measure, typeName) {
    return types.map(([type, each]) => ({
        label: typeLabel(type, typeName),
        count: each.gold,
        score: each.scores[measure].estimate,
        isFilled: isDefined(measure, each),
    }));
}
/** Precision, recall and F1 of each type against its mentions in the part. */
export function supportFigure(evaluation, { part, labels }, typeName, theme) {
    const types = byMentions(evaluation.types);
    if (types.length < 2)
        return undefined;
    const hasLabels = labels === 'labels';
    const width = hasLabels ? (types.length > manyTypes ? 960 : 700) : 300;
    const height = hasLabels ? Math.min(640, 220 + 4 * types.length) : 280;
    const axis = countAxis(types.map(([, { gold }]) => gold), width);
    const domain = scoreDomain(types.flatMap(([, { scores }]) => measures.map(measure => scores[measure].estimate)));
    let missing = 0;
    const panels = measures.map((measure, index) => {
        const points = listPoints(types, measure, typeName);
        const options = {
            width,
            height,
            axis,
            domain,
            xTitle: `mentions in ${part}`,
            yTitle: measureTitles[measure],
            mean: evaluation.micro[measure].estimate,
            showsX: !hasLabels || index === measures.length - 1,
        };
        const plain = panel(points, theme, options);
        if (!hasLabels)
            return plain;
        const labelled = addLabels(plain, points, types.map(([type]) => type), theme, options);
        missing = Math.max(missing, labelled.missing);
        return labelled.plot;
    });
    const title = `Scores of types by their mentions in ${part}`;
    const never = types.filter(([, { predicted }]) => predicted === 0).length;
    const words = [
        `${plural(types.length, 'type')}; dashed: all mentions together, F1 ${percent(evaluation.micro.f1.estimate)}`,
        ...(never > 0 ? [`hollow: never predicted (${plural(never, 'type')})`] : []),
        ...(missing > 0 ? [`up to ${plural(missing, 'name')} of a plot found no place`] : []),
    ].join('; ');
    const frequent = types.slice(0, 3).map(([type, { gold, scores }]) => {
        return `${typeLabel(type, typeName)} with ${plural(gold, 'mention')}: F1 ${percent(scores.f1.estimate)}`;
    });
    return {
        title,
        description: `Precision, recall and F1 of each type against how often it is in ${part}. ${words}. The most frequent: ${frequent.join('; ')}.`,
        spec: {
            title: heading(title, [words]),
            ...(hasLabels ? { vconcat: panels, spacing: 14 } : { hconcat: panels, spacing: 28 }),
        },
    };
}
/** F1 of each type with its interval against its mentions in training. */
export function trainingMentionsFigure(evaluation, part, typeName, theme) {
    const types = Object.entries(evaluation.types)
        .flatMap(([type, { training, ...each }]) => training === undefined || each.gold === 0 ? [] : [[type, { ...each, training }]])
        .sort(([a, x], [b, y]) => y.training - x.training || (a < b ? -1 : 1));
    if (types.length < 2)
        return undefined;
    const width = types.length > manyTypes ? 960 : 760;
    const options = {
        width,
        height: Math.min(640, 340 + 3 * types.length),
        axis: countAxis(types.map(([, { training }]) => training), width),
        domain: scoreDomain(types.flatMap(([, { scores }]) => [scores.f1.lower, scores.f1.upper])),
        xTitle: 'mentions in training',
        yTitle: 'F1',
        mean: evaluation.micro.f1.estimate,
        showsX: true,
    };
    const points = types.map(([type, { training, scores, predicted }]) => {
        const { estimate, lower, upper } = scores.f1;
        return {
            label: typeLabel(type, typeName),
            count: training,
            score: estimate,
            isFilled: predicted > 0,
            lower,
            upper,
        };
    });
    const { plot, missing } = addLabels(panel(points, theme, options), points, types.map(([type]) => type), theme, options);
    const title = 'F1 of types by their mentions in training';
    const interval = Math.round(100 * evaluation.resampling.confidence);
    const words = `on ${part}, with ${interval} % intervals; dashed: all mentions together, ${percent(options.mean)}${missing > 0 ? `; ${plural(missing, 'name')} found no place` : ''}`;
    const say = ([type, { training, scores }]) => `${typeLabel(type, typeName)} with ${number(training)}: ${percent(scores.f1.estimate)}`;
    return {
        title,
        description: `F1 of ${plural(types.length, 'type')} ${words}. The most mentions in training: ${say(types[0])}; the fewest: ${say(types.at(-1))}.`,
        spec: { title: heading(title, [words]), ...plot },
    };
}
