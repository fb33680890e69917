import { heading } from "../heading.js";
import { number, percent, plural, typeLabel } from "../words.js";
import { onScoreColor, scoreColor } from "./progress.js";
import { byMentions } from "./scores.js";
/** The most types whose counts stand in their cells. */
const mostNumbers = 45;
/**
 * Gold types by predicted types. On the diagonal stands what is right; beside the types, a column of mentions of the
 * right type and wrong borders and one of missed ones, and a row of spurious ones.
 */
export function confusionFigure(evaluation, part, typeName, theme) {
    const entries = byMentions(evaluation.types);
    if (entries.length < 2)
        return undefined;
    const types = entries.map(([type]) => type);
    const label = (type) => typeLabel(type, typeName);
    const [borders, missed, spurious] = ['wrong borders', 'missed', 'spurious'];
    const cells = [];
    const add = (row, column, times, all) => {
        if (times > 0)
            cells.push({ row, column, times, score: times / all });
    };
    const golds = new Map(entries.map(([type, { gold }]) => [type, gold]));
    for (const { gold, predicted, sameBorders, otherBorders } of evaluation.confusions) {
        const all = golds.get(gold);
        if (gold === predicted) {
            add(label(gold), gold, sameBorders, all);
            add(label(gold), borders, otherBorders, all);
        }
        else
            add(label(gold), predicted, sameBorders + otherBorders, all);
    }
    const { classes } = evaluation;
    for (const [type, { gold, errors }] of entries) {
        add(label(type), missed, errors.gold.missed, gold);
        add(spurious, type, errors.predicted.spurious, classes.spurious);
    }
    const hasNumbers = types.length <= mostNumbers;
    const digits = String(cells.reduce((most, { times }) => Math.max(most, times), 0)).length;
    const step = hasNumbers ? Math.max(types.length <= 12 ? 34 : 27, 7 * digits + 6) : 13;
    const worst = [...evaluation.confusions]
        .filter(({ gold, predicted }) => gold !== predicted)
        .map(one => ({ ...one, times: one.sameBorders + one.otherBorders }))
        .sort((a, b) => b.times - a.times || (a.gold + a.predicted < b.gold + b.predicted ? -1 : 1))[0];
    const title = `Confusion matrix on ${part}`;
    const counts = `of ${plural(evaluation.gold, 'mention')} ${number(classes.correct)} right, ${number(classes.border)} with wrong borders, ${number(classes.type + classes.both)} of another type, ${number(classes.missed)} missed; ${number(classes.spurious)} spurious`;
    const often = worst === undefined
        ? ''
        : `; most often ${label(worst.gold)} as ${label(worst.predicted)} (${number(worst.times)})`;
    // A break before what is no type.
    const gap = ' ';
    const axis = { grid: false, ticks: false, domain: false };
    const y = {
        field: 'row',
        type: 'nominal',
        scale: { domain: [...types.map(label), gap, spurious] },
        title: 'gold',
        axis: { ...axis, labelPadding: 6, orient: 'left' },
    };
    const x = {
        field: 'column',
        type: 'nominal',
        scale: { domain: [...types, gap, borders, missed] },
        title: 'predicted',
        axis: { ...axis, labelAngle: -90, labelLimit: 130, labelPadding: 6, orient: 'top' },
    };
    return {
        title,
        description: `A matrix of gold types by predicted types on ${part}: ${counts}${often}.`,
        spec: {
            title: heading(title, [
                counts + often,
                'colour: share of the row; a cell beside the diagonal holds mentions with right and with wrong borders',
            ]),
            data: { values: cells },
            width: { step },
            height: { step: hasNumbers ? Math.min(step, 24) : step },
            encoding: { x, y },
            layer: [
                {
                    mark: { type: 'rect', stroke: theme.background, strokeWidth: 1 },
                    encoding: {
                        color: {
                            ...scoreColor(theme),
                            legend: hasNumbers
                                ? null
                                : { title: 'share of the row', orient: 'right', direction: 'vertical', format: '.0%' },
                        },
                    },
                },
                ...(hasNumbers
                    ? [
                        {
                            mark: { type: 'text' },
                            encoding: {
                                text: { field: 'times', type: 'quantitative' },
                                color: onScoreColor(theme),
                            },
                        },
                    ]
                    : []),
            ],
        },
    };
}
/** Kinds of what becomes of a gold mention, and the place of their colours among the categories. */
const kinds = [
    ['correct', 'right', 0],
    ['border', 'wrong borders', 2],
    ['type', 'wrong type', 1],
    ['both', 'wrong type and borders', 3],
    ['missed', 'missed', 6],
];
/** What becomes of the gold mentions of each type, and how many predicted ones stand where none is. */
export function breakdownFigure(evaluation, part, typeName, theme) {
    if (evaluation.gold + evaluation.predicted === 0)
        return undefined;
    const entries = byMentions(evaluation.types);
    const { classes } = evaluation;
    const all = 'all types';
    const name = (type, gold) => `${type === all ? all : typeLabel(type, typeName)} (${number(gold)})`;
    const rows = [
        ...(entries.length > 1
            ? [
                {
                    name: name(all, evaluation.gold),
                    gold: classes,
                    golds: evaluation.gold,
                    spurious: classes.spurious,
                    predicted: evaluation.predicted,
                },
            ]
            : []),
        ...entries.map(([type, { gold, predicted, errors }]) => ({
            name: name(type, gold),
            gold: errors.gold,
            golds: gold,
            spurious: errors.predicted.spurious,
            predicted,
        })),
    ];
    const order = rows.map(row => row.name);
    const shares = rows.flatMap(({ name, gold, golds }) => {
        let from = 0;
        return golds === 0
            ? []
            : kinds.map(([kind, words]) => {
                const share = gold[kind] / golds;
                from += share;
                return { name, kind: words, from: from - share, to: Math.min(1, from) };
            });
    });
    const spurious = rows.flatMap(({ name, spurious, predicted }) => predicted === 0
        ? []
        : [{ name, share: spurious / predicted, text: `${number(spurious)} of ${number(predicted)}` }]);
    const { categories } = theme;
    const orient = order.length > 30 ? 'top' : 'bottom';
    const y = {
        field: 'name',
        type: 'nominal',
        scale: { domain: order },
        title: null,
        axis: { ticks: false, domain: false, labelPadding: 8 },
    };
    const x = { type: 'quantitative', scale: { domain: [0, 1] }, axis: { format: '.0%', tickCount: 5, orient } };
    const share = (times) => (evaluation.gold === 0 ? '–' : percent(times / evaluation.gold));
    const title = `Errors by type on ${part}`;
    const words = `${kinds.map(([kind, word]) => `${word} ${share(classes[kind])}`).join(', ')}`;
    return {
        title,
        description: `Bars of how gold mentions are found on ${part}. All types: ${words}; ${number(classes.spurious)} of ${plural(evaluation.predicted, 'predicted mention')} spurious.`,
        spec: {
            title: heading(title, [words, 'in brackets: gold mentions, the most frequent type first']),
            hconcat: [
                {
                    data: { values: shares },
                    width: 420,
                    height: { step: 19 },
                    mark: { type: 'bar', height: 13 },
                    encoding: {
                        y,
                        x: { field: 'from', ...x, title: 'share of gold mentions' },
                        x2: { field: 'to' },
                        color: {
                            field: 'kind',
                            type: 'nominal',
                            scale: {
                                domain: kinds.map(([, word]) => word),
                                range: kinds.map(([, , place]) => categories[place]),
                            },
                            title: null,
                        },
                    },
                },
                {
                    width: 180,
                    height: { step: 19 },
                    data: { values: spurious },
                    encoding: {
                        y: { ...y, axis: { ...y.axis, labels: false } },
                        x: {
                            field: 'share',
                            type: 'quantitative',
                            axis: { format: '.0%', tickCount: 3, orient },
                            title: 'spurious among predicted',
                        },
                    },
                    layer: [
                        { mark: { type: 'bar', height: 13, color: categories[4] } },
                        {
                            mark: { type: 'text', align: 'left', dx: 4 },
                            encoding: { text: { field: 'text', type: 'nominal' } },
                        },
                    ],
                },
            ],
            spacing: 20,
        },
    };
}
/** Wilson's interval of 95 % for a share of a bin's mentions (Wilson 1927). */
function wilson({ accuracy, count }) {
    const z = 1.959963984540054;
    const middle = (accuracy + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
    const half = (z / (1 + z ** 2 / count)) * Math.sqrt((accuracy * (1 - accuracy)) / count + z ** 2 / (4 * count ** 2));
    return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}
/**
 * How often mentions of a score are right, and how many have it; where a temperature has changed the scores, also before that.
 */
export function reliabilityFigure({ calibration, uncalibrated }, part, theme, temperature) {
    if (calibration.count === 0)
        return undefined;
    const { expectedError, maximumError, bins } = calibration.equalWidth;
    const filled = bins.filter(({ count }) => count > 0);
    const values = filled.map(bin => ({ ...bin, ...wilson(bin) }));
    const [color, gap] = [theme.categories[0], theme.categories[3]];
    const x = (field, title, labels) => ({
        field,
        type: 'quantitative',
        scale: { domain: [0, 1] },
        title,
        axis: { format: '.0%', tickCount: 5, labels },
    });
    const y = (field) => ({
        field,
        type: 'quantitative',
        scale: { domain: [0, 1] },
        title: 'share that is right',
        axis: { format: '.0%', tickCount: 5 },
    });
    const title = `Calibration on ${part}`;
    const before = uncalibrated === undefined
        ? ''
        : ` (${percent(uncalibrated.equalWidth.expectedError)} before temperature scaling)`;
    const words = `expected calibration error ${percent(expectedError)}${before}, greatest of a bin ${percent(maximumError)}, Brier score ${calibration.brier.toFixed(3)}`;
    const top = filled.at(-1);
    const named = (name, { equalWidth }) => `${name}: ECE ${percent(equalWidth.expectedError)}`;
    const after = named(temperature === undefined ? 'calibrated' : `T = ${temperature}`, calibration);
    const curves = uncalibrated === undefined
        ? []
        : [
            { name: named('T = 1', uncalibrated), color: theme.categories[1] },
            { name: after, color },
        ];
    const lineColor = (name) => curves.length === 0
        ? {}
        : {
            color: {
                datum: name,
                type: 'nominal',
                scale: { domain: curves.map(curve => curve.name), range: curves.map(curve => curve.color) },
                title: null,
            },
        };
    return {
        title,
        description: `The share of right mentions against the model's score in ${bins.length} bins on ${part}, of ${plural(calibration.count, 'predicted mention')}: ${words}. In the highest bin, ${plural(top.count, 'mention')} of mean score ${percent(top.confidence)}, ${percent(top.accuracy)} are right.`,
        spec: {
            title: heading(title, [
                words,
                'thin: 95 % intervals; broad: how far a bin is from the dashed line, where score and share agree',
            ]),
            vconcat: [
                {
                    width: 440,
                    height: 360,
                    layer: [
                        {
                            data: { values: [{ from: 0, to: 1 }] },
                            mark: { type: 'rule', color: theme.quiet, strokeDash: [4, 4] },
                            encoding: { x: x('from', null, false), x2: { field: 'to' }, y: y('from'), y2: { field: 'to' } },
                        },
                        {
                            data: { values },
                            mark: { type: 'rule', color: gap, strokeWidth: 5, opacity: 0.55 },
                            encoding: { x: x('confidence', null, false), y: y('accuracy'), y2: { field: 'confidence' } },
                        },
                        {
                            data: { values },
                            mark: { type: 'rule', color, strokeWidth: 1 },
                            encoding: { x: x('confidence', null, false), y: y('lower'), y2: { field: 'upper' } },
                        },
                        {
                            data: { values },
                            mark: { type: 'line', color, point: { size: 50, ...(curves.length === 0 && { color }) } },
                            encoding: { x: x('confidence', null, false), y: y('accuracy'), ...lineColor(after) },
                        },
                        ...(uncalibrated === undefined
                            ? []
                            : [
                                {
                                    data: { values: uncalibrated.equalWidth.bins.filter(({ count }) => count > 0) },
                                    mark: { type: 'line', strokeDash: [6, 3], point: { size: 30 } },
                                    encoding: {
                                        x: x('confidence', null, false),
                                        y: y('accuracy'),
                                        ...lineColor(curves[0].name),
                                    },
                                },
                            ]),
                    ],
                },
                {
                    width: 440,
                    height: 110,
                    data: { values: bins },
                    mark: { type: 'bar', color, binSpacing: 1 },
                    encoding: {
                        x: { ...x('lower', "the model's score", true), bin: 'binned' },
                        x2: { field: 'upper' },
                        y: {
                            field: 'count',
                            type: 'quantitative',
                            title: 'mentions',
                            axis: { tickCount: 3, tickMinStep: 1, format: ',d' },
                        },
                    },
                },
            ],
            spacing: 12,
        },
    };
}
