import { heading } from "../heading.js";
import { list, number, percent, plural, typeLabel } from "../words.js";
const measures = [
    ['precision', 'precision'],
    ['recall', 'recall'],
    ['F1', 'f1'],
];
/** The value below which a share of sorted values lies, between neighbours in proportion (Hyndman and Fan's type 7). */
function quantile(sorted, share) {
    const at = (sorted.length - 1) * share;
    const low = Math.floor(at);
    return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low]);
}
/** Types, or groups of types, the most frequent first. */
export function byMentions(types) {
    return Object.entries(types).sort(([a, x], [b, y]) => y.gold - x.gold || (a < b ? -1 : 1));
}
/** How precision, recall and F1 spread over types: boxes of quartiles, and a point of each type. */
export function boxplotFigure(evaluation, part, typeName, theme) {
    const types = Object.entries(evaluation.types);
    if (types.length < 2)
        return undefined;
    const boxes = measures.map(([name, measure]) => {
        const sorted = types.map(([, { scores }]) => scores[measure].estimate).sort((a, b) => a - b);
        const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
        const reach = 1.5 * (q3 - q1);
        const inside = sorted.filter(value => value >= q1 - reach && value <= q3 + reach);
        return {
            name,
            q1,
            median,
            q3,
            low: inside[0],
            high: inside.at(-1),
            mean: evaluation.macro[measure].estimate,
        };
    });
    const points = measures.flatMap(([name, measure]) => spread(types.map(([, { scores }]) => scores[measure].estimate)).map(point => ({ name, ...point })));
    const ranked = types.sort(([, a], [, b]) => a.scores.f1.estimate - b.scores.f1.estimate);
    const weakest = ranked
        .slice(0, 3)
        .map(([type, { scores }]) => `${typeLabel(type, typeName)} ${percent(scores.f1.estimate)}`);
    const f1 = boxes[2];
    const title = `Scores of ${plural(types.length, 'type')} on ${part}`;
    const words = `F1: median ${percent(f1.median)}, mean ${percent(f1.mean)}`;
    const [color, , , , second] = theme.categories;
    const x = (field) => ({
        field,
        type: 'quantitative',
        scale: { domain: [0, 1] },
        title: null,
        axis: { format: '.0%', tickCount: 10 },
    });
    const y = {
        field: 'name',
        type: 'nominal',
        sort: measures.map(([name]) => name),
        title: null,
        axis: { ticks: false, domain: false, labelPadding: 10, labelFontSize: 13 },
    };
    const box = { data: { values: boxes } };
    return {
        title,
        description: `Boxes of precision, recall and F1 over ${plural(types.length, 'type')} on ${part}: ${boxes
            .map(({ name, q1, median, q3 }) => `${name} median ${percent(median)}, quartiles ${percent(q1)} and ${percent(q3)}`)
            .join('; ')}. The weakest F1: ${list(weakest)}.`,
        spec: {
            title: heading(title, [
                `${words}; weakest ${list(weakest)}`,
                'box: quartiles and median; diamond: mean; a point: a type; what was never predicted counts as 0',
            ]),
            width: 640,
            height: { step: 92 },
            layer: [
                ...[
                    ['low', 'q1'],
                    ['q3', 'high'],
                ].map(([from, to]) => ({
                    ...box,
                    mark: { type: 'rule', color: theme.quiet },
                    encoding: { y, x: x(from), x2: { field: to } },
                })),
                {
                    ...box,
                    mark: { type: 'bar', height: 56, color, fillOpacity: 0.22, stroke: color, cornerRadius: 2 },
                    encoding: { y, x: x('q1'), x2: { field: 'q3' } },
                },
                {
                    ...box,
                    mark: { type: 'tick', size: 56, thickness: 2.5, color: theme.text },
                    encoding: { y, x: x('median') },
                },
                {
                    data: { values: points },
                    mark: { type: 'point', size: 26, color, opacity: 0.85 },
                    encoding: {
                        y,
                        x: x('value'),
                        yOffset: { field: 'offset', type: 'quantitative', scale: { domain: [-1, 1] } },
                    },
                },
                {
                    ...box,
                    mark: {
                        type: 'point',
                        shape: 'diamond',
                        size: 110,
                        color: second,
                        stroke: theme.background,
                        strokeWidth: 1,
                    },
                    encoding: { y, x: x('mean') },
                },
            ],
        },
    };
}
/** Values with offsets in [-0.5, 0.5], so that near ones do not lie on each other. */
function spread(values) {
    const near = 0.012;
    const placed = [];
    // 0, 1, -1, 2, -2, ... of so many steps to either side.
    const steps = Math.max(5, Math.ceil(values.length / 8));
    const offsets = [0, ...Array.from({ length: steps }, (_, i) => [i + 1, -i - 1]).flat()];
    for (const value of [...values].sort((a, b) => a - b)) {
        const close = placed.filter(other => Math.abs(other.value - value) < near);
        const free = offsets.find(step => close.every(({ offset }) => offset !== step / steps / 2)) ?? 0;
        placed.push({ value, offset: free / steps / 2 });
    }
    return placed;
}
/** Bars of precision, recall and F1 of each row, their values at their ends. */
function scoreBars(rows, { categories, text }) {
    const values = rows.flatMap(({ name, score }) => measures.map(([measure, key]) => ({ name, measure, score: score[key], text: percent(score[key]) })));
    const names = measures.map(([name]) => name);
    const x = {
        field: 'score',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        title: null,
        axis: { format: '.0%', tickCount: 5 },
    };
    return {
        data: { values },
        width: 360,
        height: { step: 17 },
        encoding: {
            y: {
                field: 'name',
                type: 'nominal',
                title: null,
                scale: { domain: rows.map(({ name }) => name), paddingInner: 0.25 },
                axis: { ticks: false, domain: false, labelPadding: 10 },
            },
            yOffset: { field: 'measure', type: 'nominal', sort: names },
        },
        layer: [
            {
                mark: { type: 'bar' },
                encoding: {
                    x,
                    color: {
                        field: 'measure',
                        type: 'nominal',
                        sort: names,
                        scale: { domain: names, range: [categories[1], categories[2], categories[0]] },
                        title: null,
                    },
                },
            },
            {
                mark: { type: 'text', align: 'left', dx: 4, color: text },
                encoding: { x, text: { field: 'text', type: 'nominal' } },
            },
        ],
    };
}
const mentionsOf = (name, { gold }) => `${name} (${number(gold)})`;
/** Scores of groups of types, where a mention is right when borders and group agree. */
export function groupsFigure(evaluation, part, typeName, theme) {
    const groups = byMentions(evaluation.groups);
    if (groups.length < 2)
        return undefined;
    const rows = groups.map(([group, score]) => ({
        name: mentionsOf(typeLabel(group, typeName), score),
        score,
    }));
    const title = `Scores of groups of types on ${part}`;
    const [most, score] = groups[0];
    const ranked = [...groups].sort(([, a], [, b]) => b.f1 - a.f1);
    const say = ([group, { f1 }]) => `${typeLabel(group, typeName)} ${percent(f1)}`;
    const words = `F1: best ${say(ranked[0])}, weakest ${say(ranked.at(-1))}`;
    return {
        title,
        description: `Precision, recall and F1 of ${plural(groups.length, 'group')} of types on ${part}. The most frequent, ${typeLabel(most, typeName)}: F1 ${percent(score.f1)}. By F1: ${list(ranked.map(say))}.`,
        spec: {
            title: heading(title, [
                words,
                'a mention is right when its borders and its group are; in brackets: gold mentions',
            ]),
            ...scoreBars(rows, theme),
        },
    };
}
/** What training knew of a mention, in words. */
const familiarities = [
    ['mention', 'seen with this type'],
    ['form', 'seen with another type'],
    ['new', 'unseen form'],
];
/** Scores of mentions that training knew apart from those that are new. Forms are compared without regard to case. */
export function seenFigure(parts, theme) {
    const shown = parts.flatMap(({ name, evaluation }) => {
        const seen = evaluation.seen?.caseFolded;
        if (seen === undefined)
            return [];
        const rows = familiarities
            .filter(([kind]) => seen[kind].gold + seen[kind].predicted > 0)
            .map(([kind, words]) => ({ kind, words, name: mentionsOf(words, seen[kind]), score: seen[kind] }));
        return rows.length === 0 ? [] : [{ part: name, rows }];
    });
    if (shown.length === 0)
        return undefined;
    const say = ({ part, rows }) => `${part}: ${rows.map(({ words, score }) => `${words} F1 ${percent(score.f1)}`).join(', ')}`;
    const title = 'Scores of seen and unseen mentions';
    return {
        title,
        description: `Precision, recall and F1 by what training knew of a mention. ${shown.map(say).join('; ')}.`,
        spec: {
            title: heading(title, [
                say(shown.at(-1)),
                'in brackets: gold mentions; forms are compared without regard to case',
            ]),
            hconcat: shown.map(({ part, rows }) => ({
                title: { text: part, fontSize: 12, offset: 8 },
                ...scoreBars(rows, theme),
                width: 300,
            })),
            spacing: 30,
        },
    };
}
