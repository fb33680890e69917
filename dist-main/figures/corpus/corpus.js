/**
 * @file Figures of what a corpus holds: types, lengths, what occurs together, forms and endings, agreement.
 *
 * Every function takes numbers and gives a specification; nothing is drawn here. Types stand with their names.
 */
import { byCount } from "../../corpus/stats.js";
import { maxOf, minOf } from "../../lists.js";
import { IGNORED_TYPE } from "../../text/document.js";
import { number, plural, typeLabel } from "../words.js";
/** How many mentions each type has, and in several parts its share in each. */
export function typesFigure(parts, typeName) {
    const totals = new Map();
    for (const { types } of parts)
        for (const [type, times] of Object.entries(types))
            totals.set(type, (totals.get(type) ?? 0) + times);
    const order = byCount(totals).map(([type]) => type);
    const label = (type) => typeLabel(type, typeName);
    const y = {
        field: 'type',
        type: 'nominal',
        // Not as a list to sort by, of which Vega-Lite writes an expression: not every name survives that.
        scale: { domain: order.map(label) },
        title: null,
        axis: { ticks: false, domain: false, labelPadding: 8 },
    };
    const height = { step: 18 };
    // A long figure is read from its top.
    const orient = order.length > 30 ? 'top' : 'bottom';
    const rows = order.map(type => ({ type: label(type), mentions: totals.get(type) }));
    const bars = {
        data: { values: rows },
        width: 260,
        height,
        layer: [
            {
                mark: { type: 'bar', height: 11 },
                encoding: {
                    y,
                    x: {
                        field: 'mentions',
                        type: 'quantitative',
                        title: 'mentions',
                        axis: { tickCount: 4, tickMinStep: 1, format: ',d', orient },
                    },
                },
            },
            {
                mark: { type: 'text', align: 'left', dx: 4 },
                encoding: {
                    y,
                    x: { field: 'mentions', type: 'quantitative' },
                    text: { field: 'mentions', type: 'quantitative', format: ',' },
                },
            },
        ],
    };
    const title = {
        text: 'Mentions of each type',
        subtitle: `${plural([...totals.values()].reduce((a, b) => a + b, 0), 'mention')} of ${plural(order.length, 'type')}`,
    };
    if (parts.length < 2)
        return { title, ...bars };
    const shares = parts.flatMap(({ name, types }) => {
        const all = Object.values(types).reduce((a, b) => a + b, 0);
        return Object.entries(types).map(([type, times]) => ({
            type: label(type),
            part: name,
            share: times / all,
        }));
    });
    const powers = shares.map(({ share }) => Math.log10(share));
    const most = Math.ceil(maxOf(powers));
    const least = Math.min(Math.floor(minOf(powers)), most - 1);
    const dots = {
        data: { values: shares },
        width: 320,
        height,
        mark: { type: 'point', opacity: 0.9 },
        encoding: {
            y: { ...y, axis: { labels: false, ticks: false, domain: false, grid: true } },
            x: {
                field: 'share',
                type: 'quantitative',
                scale: { type: 'log', domain: [10 ** least, 10 ** most] },
                axis: { format: '~%', values: [0.00001, 0.0001, 0.001, 0.01, 0.1, 1], orient },
                title: "share of the part's mentions",
            },
            color: partColor(parts.map(({ name }) => name)),
            shape: {
                field: 'part',
                type: 'nominal',
                scale: { domain: parts.map(({ name }) => name) },
                title: null,
            },
        },
    };
    return {
        title: {
            ...title,
            subtitle: `${title.subtitle}; where a part has no mention of a type, its dot is missing`,
        },
        hconcat: [bars, dots],
        spacing: 24,
        resolve: { legend: { color: 'independent', shape: 'independent' } },
    };
}
function partColor(names) {
    return { field: 'part', type: 'nominal', scale: { domain: names }, title: null };
}
/**
 * How long something is, as shares of each part.
 * @param unit what is measured and in what: `words of a sentence`
 * @param bars the most bars or steps; the last one takes in everything longer
 */
export function lengthsFigure(parts, title, unit, bars = 40) {
    const reach = maxOf(parts.map(({ lengths }) => lengths.quantiles['0.99'] ?? 0), 1);
    const longest = maxOf(parts.map(({ lengths }) => lengths.max ?? 0), 0);
    const width = Math.max(1, Math.ceil((reach + 1) / bars));
    const last = Math.floor(reach / width) * width;
    const first = minOf(parts.map(({ lengths }) => Math.floor((lengths.min ?? 0) / width) * width), last);
    // A bar for one number stands over it, one for several between the first and the next bar's.
    const shift = width === 1 ? 0.5 : 0;
    const gap = width * Math.min(0.1, (0.0015 * (last - first + width)) / width);
    const every = width * Math.ceil((last - first + 1) / width / 14);
    const ticks = [];
    for (let tick = last; tick >= first; tick -= every)
        ticks.unshift(tick);
    const values = parts.flatMap(({ name, lengths }, place) => {
        const bins = new Map();
        for (let from = first; from <= last; from += width)
            bins.set(from, 0);
        for (const [value, times] of lengths.histogram) {
            const from = Math.min(last, Math.floor(value / width) * width);
            bins.set(from, bins.get(from) + times);
        }
        return [...bins].map(([from, times]) => ({
            part: name,
            place,
            from: from - shift + gap,
            to: from + width - shift - gap,
            share: lengths.count === 0 ? 0 : times / lengths.count,
        }));
    });
    const medians = parts.map(({ name, lengths }) => `${parts.length > 1 ? `${name} ` : ''}${lengths.quantiles['0.5'] ?? '–'}`);
    const encoding = {
        x: {
            field: 'from',
            type: 'quantitative',
            scale: { domain: [first - shift, last + width - shift], nice: false, zero: false },
            axis: {
                grid: false,
                values: ticks,
                labelExpr: `datum.label + (datum.value === ${longest >= last + width ? last : -1} ? '+' : '')`,
            },
            title: unit,
        },
        x2: { field: 'to' },
        y: {
            field: 'share',
            type: 'quantitative',
            scale: { zero: true, nice: true },
            axis: { format: '~%', tickCount: 5 },
            title: 'share',
        },
        y2: { datum: 0 },
    };
    return {
        title: {
            text: title,
            subtitle: `median ${medians.join(', ')}; longest ${number(longest)}${longest >= last + width ? `, all from ${last} on in the last bar` : ''}`,
        },
        data: { values },
        width: 520,
        height: parts.length > 1 ? 110 : 280,
        mark: { type: 'rect' },
        encoding: parts.length > 1
            ? {
                ...encoding,
                row: {
                    field: 'part',
                    type: 'nominal',
                    sort: { field: 'place', op: 'min' },
                    title: null,
                    header: { labelOrient: 'top', labelAnchor: 'start', labelPadding: 4 },
                },
                color: { ...partColor(parts.map(({ name }) => name)), legend: null },
            }
            : encoding,
        ...(parts.length > 1 ? { spacing: 18 } : {}),
    };
}
/** Which types occur together, as a symmetric map of counts on a logarithmic scale; the most frequent type first. */
export function coOccurrenceFigure(pairs, order, { title, unit }, typeName) {
    const most = pairs.reduce((max, [, , times]) => Math.max(max, times), 2);
    const values = pairs.flatMap(([a, b, times]) => [
        { a: typeLabel(a, typeName), b, times },
        ...(a === b ? [] : [{ a: typeLabel(b, typeName), b: a, times }]),
    ]);
    const step = order.length > 60 ? 13 : order.length > 12 ? 17 : 26;
    return {
        title: { text: title, subtitle: 'an empty cell: never' },
        data: { values },
        width: { step },
        height: { step },
        mark: { type: 'rect' },
        encoding: {
            y: {
                field: 'a',
                type: 'nominal',
                scale: { domain: order.map(type => typeLabel(type, typeName)) },
                axis: { grid: true, ticks: false, labelPadding: 6, tickBand: 'extent' },
                title: null,
            },
            x: {
                field: 'b',
                type: 'nominal',
                scale: { domain: order },
                axis: { grid: true, ticks: false, labelAngle: -90, labelPadding: 6, tickBand: 'extent' },
                title: null,
            },
            color: {
                field: 'times',
                type: 'quantitative',
                scale: { type: 'log', domain: [1, most] },
                legend: {
                    title: unit,
                    orient: 'right',
                    direction: 'vertical',
                    format: ',d',
                    gradientLength: Math.min(160, Math.max(60, order.length * step)),
                },
            },
        },
    };
}
/** Small bar charts, one a type: its most frequent forms, or its surest suffixes. */
export function profilesFigure(profiles, what, typeName, limits = { types: 12, rows: 8 }) {
    const rowsOf = ({ topForms, topSuffixes }) => what === 'forms'
        ? topForms.map(([name, value]) => ({ name, value }))
        : topSuffixes.map(({ suffix, z }) => ({ name: `-${suffix}`, value: z }));
    const types = Object.keys(profiles).filter(type => type !== IGNORED_TYPE && rowsOf(profiles[type]).length > 0);
    const shown = types.slice(0, limits.types);
    const extent = what === 'forms' ? 150 : 50;
    const cells = shown.map(type => {
        const values = rowsOf(profiles[type]).slice(0, limits.rows);
        return {
            title: { text: typeLabel(type, typeName), fontSize: 12, offset: 6, limit: extent + 190 },
            data: { values },
            width: what === 'forms' ? 170 : 200,
            height: { step: 17 },
            mark: { type: 'bar', height: 10 },
            encoding: {
                y: {
                    field: 'name',
                    type: 'nominal',
                    scale: { domain: values.map(({ name }) => name) },
                    title: null,
                    axis: {
                        ticks: false,
                        domain: false,
                        labelPadding: 6,
                        labelLimit: extent,
                        minExtent: extent,
                        maxExtent: extent,
                    },
                },
                x: {
                    field: 'value',
                    type: 'quantitative',
                    title: null,
                    axis: {
                        tickCount: 3,
                        format: what === 'forms' ? ',d' : '.1~f',
                        tickMinStep: what === 'forms' ? 1 : 0.1,
                    },
                },
            },
        };
    });
    return {
        title: {
            text: what === 'forms'
                ? 'The most frequent forms of each type'
                : 'The endings that tell each type from other words',
            subtitle: `${what === 'forms' ? 'mentions' : 'z-scores of the log-odds against all other words'}${types.length > shown.length ? `; the ${shown.length} most frequent of ${types.length} types` : ''}`,
        },
        concat: cells,
        columns: 3,
        spacing: { row: 26, column: 28 },
    };
}
/** How far each two annotators agree: F1 of spans with their types, and kappa over words. */
export function agreementFigure(agreement, { onFew, onMany }) {
    const values = agreement.pairs.flatMap(({ annotators: [a, b], f1, kappa }) => [
        [a, b],
        [b, a],
    ].map(([row, column]) => ({ row, column, f1: f1.exact, kappa })));
    const cell = { field: 'row', type: 'nominal', scale: { domain: agreement.annotators }, title: null };
    const map = (field, title) => ({
        title: { text: title, fontSize: 12, fontWeight: 'normal', offset: 8 },
        width: { step: 56 },
        height: { step: 40 },
        encoding: {
            y: { ...cell, axis: { ticks: false, domain: false, labelPadding: 8, labelLimit: 160 } },
            x: {
                ...cell,
                field: 'column',
                axis: { ticks: false, domain: false, labelAngle: -40, labelLimit: 160 },
            },
        },
        layer: [
            {
                mark: { type: 'rect' },
                encoding: {
                    color: { field, type: 'quantitative', scale: { domain: [0, 1], clamp: true }, legend: null },
                },
            },
            {
                transform: [{ filter: `isValid(datum.${field})` }],
                mark: { type: 'text', fontSize: 12 },
                encoding: {
                    text: { field, type: 'quantitative', format: '.2f' },
                    color: { condition: { test: `datum.${field} > 0.45`, value: onMany }, value: onFew },
                },
            },
        ],
    });
    return {
        title: {
            text: 'Agreement between annotators',
            subtitle: `${plural(agreement.documents, 'document')} that two or more annotated`,
        },
        data: { values },
        hconcat: [map('f1', 'F1 of spans with their types'), map('kappa', "Cohen's kappa over words")],
        spacing: 40,
        config: { axis: { grid: false } },
    };
}
