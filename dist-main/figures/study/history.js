/**
 * @file How a hyperparameter search went: values in the order of trials, epoch by epoch, and what ran when.
 */
import { maxOf, minOf } from "../../lists.js";
import { heading } from "../heading.js";
import { list, number, plural } from "../words.js";
import { completeTrials, isBetter, metricText, valueAxis, valueEncoding } from "./scales.js";
const states = ['complete', 'pruned', 'failed', 'running'];
/** `12 complete, 3 pruned and 1 failed`. */
export function stateWords(trials) {
    const order = [...states, 'waiting'];
    return list(order.flatMap(state => {
        const count = trials.filter(trial => trial.state === state).length;
        return count === 0 ? [] : [`${number(count)} ${state}`];
    }));
}
/** Colours by state: what has a value is strong. */
const stateColors = ({ categories, quiet }) => ({
    complete: categories[0],
    pruned: quiet,
    failed: categories[3],
    running: categories[2],
    waiting: quiet,
});
const lastOf = ({ intermediate }) => intermediate.findLast(([, value]) => value !== null)?.[1] ?? undefined;
/** Trials that are said by name, with a ring: the best, and the one with the configuration's own values. */
function marked({ best, initial }) {
    if (best !== undefined && best === initial)
        return [{ number: best, text: `best: trial ${best}, as configured` }];
    return [
        ...(best === undefined ? [] : [{ number: best, text: `best: trial ${best}` }]),
        ...(initial === undefined ? [] : [{ number: initial, text: `trial ${initial}, as configured` }]),
    ];
}
const bestSoFar = 'best so far';
/** Values in the order of trials, and the best value so far. */
export function studyHistoryFigure(data, theme) {
    const complete = completeTrials(data);
    const pruned = data.trials.flatMap(trial => {
        const value = trial.state === 'pruned' ? (trial.value ?? lastOf(trial)) : undefined;
        return value === undefined ? [] : [{ ...trial, value }];
    });
    const failed = data.trials.filter(({ state }) => state === 'failed');
    if (complete.length === 0 && pruned.length === 0)
        return undefined;
    const axis = valueAxis(data, [...complete, ...pruned].map(({ value }) => value));
    const foot = data.direction === 'maximize' ? axis.domain[0] : axis.domain[1];
    const kinds = [
        ...(complete.length > 0 ? ['complete', bestSoFar] : []),
        ...(pruned.length > 0 ? ['pruned, its last value'] : []),
        ...(failed.length > 0 ? ['failed, no value'] : []),
    ];
    const looks = {
        complete: [stateColors(theme).complete, 'circle'],
        [bestSoFar]: [theme.categories[1], 'stroke'],
        'pruned, its last value': [stateColors(theme).pruned, 'triangle-down'],
        'failed, no value': [stateColors(theme).failed, 'cross'],
    };
    const points = [
        ...complete.map(trial => ({ number: trial.number, value: axis.clip(trial.value), kind: 'complete' })),
        ...pruned.map(trial => ({
            number: trial.number,
            value: axis.clip(trial.value),
            kind: 'pruned, its last value',
        })),
        ...failed.map(trial => ({ number: trial.number, value: foot, kind: 'failed, no value' })),
    ];
    const line = [];
    for (const { number, value } of complete)
        if (line.length === 0 || isBetter(data, value, line.at(-1).value))
            line.push({ number, value: axis.clip(value), kind: bestSoFar });
    const last = data.trials.at(-1).number;
    if (line.length > 0)
        line.push({ ...line.at(-1), number: last });
    const first = data.trials[0].number;
    const encoding = {
        x: {
            field: 'number',
            type: 'quantitative',
            title: 'trial',
            scale: { domain: [first - 0.5, last + 0.5], nice: false, zero: false },
            axis: { grid: false, format: ',d', tickCount: Math.min(10, last - first + 1), tickMinStep: 1 },
        },
        y: valueEncoding(axis),
    };
    const look = {
        color: {
            field: 'kind',
            type: 'nominal',
            title: null,
            scale: { domain: kinds, range: kinds.map(kind => looks[kind][0]) },
            legend: { symbolOpacity: 1, symbolStrokeWidth: 2 },
        },
        shape: {
            field: 'kind',
            type: 'nominal',
            title: null,
            scale: { domain: kinds, range: kinds.map(kind => looks[kind][1]) },
        },
    };
    const named = marked(data).flatMap(({ number, text }) => {
        const trial = complete.find(each => each.number === number);
        return trial === undefined ? [] : [{ number, text, value: axis.clip(trial.value) }];
    });
    const isMany = points.length > 120;
    const best = complete.find(trial => trial.number === data.best);
    const words = [
        ...(best === undefined ? [] : [`best ${metricText(data.metric, best.value)}, trial ${best.number}`]),
        stateWords(data.trials),
    ].join('; ');
    const title = `${axis.title} of each trial`;
    return {
        title,
        description: `Values in the order of trials: ${words}.${axis.words === '' ? '' : ` ${axis.words}.`}`,
        spec: {
            title: heading(title, [words, axis.words]),
            width: 720,
            height: 300,
            encoding,
            layer: [
                {
                    data: { values: line },
                    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2.5 },
                    encoding: { color: look.color },
                },
                {
                    data: { values: points },
                    mark: { type: 'point', size: isMany ? 26 : 50, opacity: isMany ? 0.75 : 0.9, clip: false },
                    encoding: look,
                },
                ...ring(named, [first, last], theme),
            ],
        },
    };
}
/** A ring around each named point, and its name above, to the side where there is more room. */
function ring(points, [first, last], theme) {
    const label = (align) => {
        const values = points.filter(({ number }) => number - first > (last - first) / 2 === (align === 'right'));
        if (values.length === 0)
            return [];
        // What lies under a name is faded, so that the name can be read.
        return [{ stroke: theme.background, strokeWidth: 4, strokeOpacity: 0.8 }, {}].map(halo => ({
            data: { values },
            mark: { type: 'text', align, dx: align === 'left' ? -4 : 4, dy: -15, color: theme.text, ...halo },
            encoding: { text: { field: 'text', type: 'nominal' } },
        }));
    };
    if (points.length === 0)
        return [];
    return [
        {
            data: { values: points },
            mark: { type: 'point', filled: false, size: 150, strokeWidth: 1.8, color: theme.text },
        },
        ...label('left'),
        ...label('right'),
    ];
}
/** Lines a figure of many has at most as strong as this. */
const lineOpacity = (lines) => lines <= 20 ? 0.75 : lines <= 60 ? 0.5 : lines <= 200 ? 0.3 : 0.2;
/** The values of each trial by epoch. */
export function intermediateFigure(data, theme) {
    const reports = data.trials.flatMap(trial => {
        const points = trial.intermediate.flatMap(([step, value]) => (value === null ? [] : [{ step, value }]));
        return points.length === 0 || trial.state === 'waiting' ? [] : [{ trial, points }];
    });
    const steps = new Set(reports.flatMap(({ points }) => points.map(({ step }) => step)));
    if (steps.size < 2)
        return undefined;
    const axis = valueAxis(data, reports.flatMap(({ points }) => points.map(({ value }) => value)));
    const colors = stateColors(theme);
    const looks = {
        best: { color: theme.categories[1], dash: [1, 0], width: 3.5 },
        'as configured': { color: theme.text, dash: [1, 0], width: 2.5 },
        complete: { color: colors.complete, dash: [1, 0], width: 1.5 },
        running: { color: colors.running, dash: [1, 0], width: 1.5 },
        pruned: { color: colors.pruned, dash: [4, 3], width: 1.2 },
        failed: { color: colors.failed, dash: [2, 3], width: 1.2 },
    };
    const kindOf = ({ number, state }) => {
        if (number === data.best)
            return 'best';
        if (number === data.initial && state === 'complete')
            return 'as configured';
        return state === 'waiting' ? 'running' : state;
    };
    const kinds = Object.keys(looks).filter(kind => reports.some(({ trial }) => kindOf(trial) === kind));
    const [from, to] = [minOf(steps), maxOf(steps)];
    const color = {
        field: 'kind',
        type: 'nominal',
        title: null,
        scale: { domain: kinds, range: kinds.map(kind => looks[kind].color) },
        legend: { symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
    };
    const strokeDash = {
        field: 'kind',
        type: 'nominal',
        title: null,
        scale: { domain: kinds, range: kinds.map(kind => looks[kind].dash) },
    };
    const pale = lineOpacity(reports.length);
    const layers = [...kinds].reverse().flatMap(kind => {
        const own = reports.filter(({ trial }) => kindOf(trial) === kind);
        const isStrong = kind === 'best' || kind === 'as configured';
        const values = own.flatMap(({ trial, points }) => points.map(({ step, value }) => ({ step, value: axis.clip(value), trial: trial.number, kind })));
        // Where a trial ended early; a trial of one epoch is nothing but this.
        const ends = own.flatMap(({ trial, points }) => kind === 'pruned' || kind === 'failed' || points.length === 1
            ? [{ ...points.at(-1), value: axis.clip(points.at(-1).value), trial: trial.number, kind }]
            : []);
        return [
            {
                data: { values },
                mark: { type: 'line', strokeWidth: looks[kind].width, opacity: isStrong ? 1 : pale },
                encoding: { color, strokeDash, detail: { field: 'trial', type: 'nominal' } },
            },
            ...(ends.length === 0
                ? []
                : [
                    {
                        data: { values: ends },
                        mark: { type: 'point', size: 22, opacity: isStrong ? 1 : Math.max(0.45, pale) },
                        encoding: { color: { ...color, legend: null } },
                    },
                ]),
        ];
    });
    const pruned = reports.filter(({ trial }) => trial.state === 'pruned');
    const title = `${axis.title} by epoch`;
    const words = `${plural(reports.length, 'trial')}${pruned.length === 0 ? '' : `; ${number(pruned.length)} of them pruned, a dot where each ended`}`;
    return {
        title,
        description: `A line of each trial over epochs: ${words}.${axis.words === '' ? '' : ` ${axis.words}.`}`,
        spec: {
            title: heading(title, [words, axis.words]),
            width: 720,
            height: 320,
            encoding: {
                x: {
                    field: 'step',
                    type: 'quantitative',
                    title: 'epoch',
                    scale: { domain: [from, to], nice: false, zero: false },
                    axis: { grid: false, tickCount: Math.min(12, to - from + 1), tickMinStep: 1 },
                },
                y: valueEncoding(axis),
            },
            layer: layers,
        },
    };
}
/** Units of time, the greatest that a stretch fills. */
const timeUnits = [
    [172_800, 86_400, 'days'],
    [5_400, 3_600, 'hours'],
    [180, 60, 'minutes'],
    [0, 1, 'seconds'],
];
/** The most rows that a figure of time has. */
const mostLanes = 32;
/** What ran when: a bar a trial, those that ran at once below each other. */
export function timelineFigure(data, theme) {
    const moment = (text) => (text === null ? Number.NaN : Date.parse(text) / 1000);
    const begun = data.trials
        .filter(({ state }) => state !== 'waiting')
        .map(trial => ({ trial, from: moment(trial.started), end: moment(trial.ended) }))
        .filter(({ from }) => Number.isFinite(from))
        .sort((a, b) => a.from - b.from || a.trial.number - b.trial.number);
    const latest = maxOf(begun.flatMap(({ from, end }) => (Number.isFinite(end) ? [from, end] : [from])));
    const zero = begun[0]?.from ?? 0;
    if (begun.length === 0 || latest <= zero)
        return undefined;
    const lanes = [];
    const bars = begun.map(({ trial, from, end }) => {
        const to = Math.max(from, Number.isFinite(end) ? end : latest);
        let lane = lanes.findIndex(free => free <= from);
        if (lane === -1)
            lane = lanes.length;
        lanes[lane] = to;
        return { state: trial.state, number: trial.number, from: from - zero, to: to - zero, lane: lane + 1 };
    });
    if (lanes.length > mostLanes)
        return undefined;
    const [, seconds, unit] = timeUnits.find(([least]) => latest - zero >= least);
    const width = 720;
    const values = bars.map(({ from, to, ...bar }) => ({ ...bar, from: from / seconds, to: to / seconds }));
    const kinds = states.filter(state => values.some(value => value.state === state));
    const colors = stateColors(theme);
    const height = 26;
    const y = {
        field: 'lane',
        type: 'ordinal',
        title: lanes.length > 1 ? 'at once' : null,
        scale: { paddingInner: 0.15, paddingOuter: 0.1 },
        axis: { ticks: false, domain: false, labels: lanes.length > 1, labelAngle: 0 },
    };
    const total = latest - zero;
    // Numbers stand in bars that are wide enough for them.
    const numbered = values.filter(({ from, to }) => ((to - from) * seconds * width) / total > 26);
    const title = 'Trials in time';
    const words = `${plural(values.length, 'trial')} in ${durationText(total)}${lanes.length > 1 ? `, up to ${lanes.length} at once` : ', one after another'}`;
    return {
        title,
        description: `A bar of each trial from its start to its end: ${words}; ${stateWords(data.trials)}.`,
        spec: {
            title: heading(title, [words]),
            width,
            height: { step: height },
            encoding: { y },
            layer: [
                {
                    data: { values },
                    mark: { type: 'bar', stroke: theme.background, strokeWidth: values.length > 150 ? 0.3 : 1 },
                    encoding: {
                        x: {
                            field: 'from',
                            type: 'quantitative',
                            title: `${unit} since the first trial began`,
                            scale: { domain: [0, total / seconds], nice: false },
                            axis: { tickCount: 8 },
                        },
                        x2: { field: 'to' },
                        color: {
                            field: 'state',
                            type: 'nominal',
                            title: null,
                            scale: { domain: kinds, range: kinds.map(kind => colors[kind]) },
                            legend: { symbolType: 'square' },
                        },
                    },
                },
                ...(numbered.length === 0
                    ? []
                    : [
                        {
                            data: { values: numbered.map(value => ({ ...value, middle: (value.from + value.to) / 2 })) },
                            mark: { type: 'text', color: theme.background, baseline: 'middle' },
                            encoding: {
                                x: { field: 'middle', type: 'quantitative' },
                                text: { field: 'number', type: 'quantitative' },
                            },
                        },
                    ]),
            ],
        },
    };
}
/** `1 h 12 min`, `3 min 5 s`, `0.8 s`. */
export function durationText(seconds) {
    if (seconds < 9.95)
        return `${Number(seconds.toFixed(1))} s`;
    const whole = Math.round(seconds);
    const pieces = [
        [Math.floor(whole / 86_400), 'd'],
        [Math.floor(whole / 3_600) % 24, 'h'],
        [Math.floor(whole / 60) % 60, 'min'],
        [whole % 60, 's'],
    ];
    const first = pieces.findIndex(([count]) => count > 0);
    return pieces
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, unit]) => `${count} ${unit}`)
        .join(' ');
}
