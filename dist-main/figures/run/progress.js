/**
 * @file How the scores of single types grow in training, from the evaluations in its log.
 *
 * Types are the `T047` of keys `eval_T047_f1` that have an `eval_T047_number`, as Hugging Face's `run_ner` writes them
 * with `return_entity_level_metrics`.
 */
import { heading } from "../heading.js";
import { list, percent, plural, typeLabel } from "../words.js";
import { progressAxis, short } from "./training.js";
function readProgress({ history }, typeName) {
    const evaluations = history.filter(record => Number.isFinite(record.step) && typesOf(record).length > 0);
    const mentions = new Map();
    for (const record of evaluations)
        for (const type of typesOf(record))
            mentions.set(type, record[`eval_${type}_number`]);
    const types = [...mentions].map(([type, count]) => ({
        type,
        label: typeLabel(type, typeName),
        mentions: count,
        f1: evaluations.map(record => record[`eval_${type}_f1`] ?? 0),
    }));
    return {
        evaluations,
        types: types.sort((a, b) => b.f1.at(-1) - a.f1.at(-1) || b.mentions - a.mentions || (a.type < b.type ? -1 : 1)),
    };
}
function typesOf(record) {
    return Object.keys(record).flatMap(key => {
        const type = /^eval_(.+)_number$/su.exec(key)?.[1];
        if (type === undefined || !Number.isFinite(record[`eval_${type}_f1`]))
            return [];
        return type.startsWith('strict_') && 'eval_strict_f1' in record ? [] : [type];
    });
}
/** `best T204 Eukaryote 88.1 %, ...; weakest ...`. */
function extremes(types) {
    const say = ({ label, f1 }) => `${label} ${percent(f1.at(-1))}`;
    return `best at the end ${say(types[0])}, weakest ${say(types.at(-1))}`;
}
/** The most columns of a map that have numbers in them. */
const mostNumbers = 24;
/** F1 of each type at each evaluation, as a map: a row a type, the best at the end first. */
export function typeMapFigure(log, typeName, theme) {
    const { evaluations, types } = readProgress(log, typeName);
    if (types.length < 2)
        return undefined;
    const columns = evaluations.length;
    const hasNumbers = columns <= mostNumbers;
    const step = hasNumbers ? 34 : Math.max(3, Math.floor(720 / columns));
    const best = evaluations.findIndex(({ step }) => step === log.bestStep);
    const values = types.flatMap(({ label, f1 }) => f1.map((score, column) => ({ label, column, score, text: String(Math.round(100 * score)) })));
    const y = {
        field: 'label',
        type: 'nominal',
        scale: { domain: types.map(({ label }) => label) },
        title: null,
        axis: { ticks: false, domain: false, labelPadding: 8 },
    };
    const names = evaluations.map(({ epoch, step }) => short(epoch ?? step));
    const every = Math.ceil(columns / (hasNumbers ? mostNumbers : 16));
    const shown = names.map((_, column) => column).filter(column => (columns - 1 - column) % every === 0);
    const x = {
        field: 'column',
        type: 'ordinal',
        title: 'epoch',
        axis: {
            orient: 'top',
            ticks: false,
            domain: false,
            labelAngle: 0,
            labelPadding: 6,
            values: shown,
            labelExpr: `${JSON.stringify(names)}[datum.value]`,
        },
    };
    const title = 'F1 of each type over the epochs';
    const words = `${plural(types.length, 'type')} on validation; ${extremes(types)}`;
    return {
        title,
        description: `A map of the F1 of each type on validation at each evaluation. ${words}.`,
        spec: {
            title: heading(title, [
                words,
                best < 0 ? 'in per cent' : `in per cent; the frame is the best model, of epoch ${names[best]}`,
            ]),
            width: { step },
            height: { step: 19 },
            encoding: { y },
            layer: [
                {
                    data: { values },
                    mark: { type: 'rect', stroke: theme.background, strokeWidth: hasNumbers ? 1.5 : 0 },
                    encoding: {
                        x,
                        color: {
                            ...scoreColor(theme),
                            legend: hasNumbers ? null : { title: 'F1', format: '.0%', gradientLength: 280 },
                        },
                    },
                },
                ...(hasNumbers
                    ? [
                        {
                            data: { values },
                            mark: { type: 'text' },
                            encoding: {
                                x,
                                text: { field: 'text', type: 'nominal' },
                                color: onScoreColor(theme),
                            },
                        },
                    ]
                    : []),
                {
                    data: { values: types.map(({ label, mentions }) => ({ label, mentions })) },
                    mark: { type: 'text', align: 'right', color: theme.quiet },
                    encoding: {
                        x: { value: columns * step + 62 },
                        text: { field: 'mentions', type: 'quantitative', format: ',' },
                    },
                },
                {
                    data: { values: [{ text: 'mentions' }] },
                    mark: {
                        type: 'text',
                        align: 'right',
                        baseline: 'bottom',
                        color: theme.quiet,
                        fontSize: 12,
                        dy: -6,
                    },
                    encoding: { x: { value: columns * step + 62 }, y: { value: 0 }, text: { field: 'text' } },
                },
                ...(best < 0
                    ? []
                    : [
                        {
                            data: { values: [{}] },
                            mark: { type: 'rect', fill: null, stroke: theme.categories[3], strokeWidth: 2 },
                            encoding: {
                                x: { value: best * step },
                                x2: { value: (best + 1) * step },
                                y: { value: 0 },
                                y2: { value: 19 * types.length },
                            },
                        },
                    ]),
            ],
        },
    };
}
/** Colours of scores from 0 to 1 in steps, the same in every figure. */
export function scoreColor({ amounts }) {
    return {
        field: 'score',
        type: 'quantitative',
        scale: {
            type: 'threshold',
            domain: amounts.slice(1).map((_, i) => (i + 1) / amounts.length),
            range: amounts,
        },
    };
}
/** Text on a cell of such a colour. */
export const onScoreColor = ({ onMany, onFew }) => ({
    condition: { test: 'datum.score >= 0.5', value: onMany },
    value: onFew,
});
/** The most plots beside each other: more would be a wall. */
const mostPlots = 24;
/** F1 of each type over steps: a small plot of each, that of all types together behind it. */
export function typeCurvesFigure(log, typeName, theme) {
    const { evaluations, types } = readProgress(log, typeName);
    if (types.length < 2)
        return undefined;
    const shown = [...types]
        .sort((a, b) => b.mentions - a.mentions || (a.type < b.type ? -1 : 1))
        .slice(0, mostPlots);
    const nameOf = ({ label, f1 }) => `${label}  ${percent(f1.at(-1))}`;
    const values = shown.flatMap((one, place) => one.f1.map((score, at) => ({
        label: nameOf(one),
        place,
        step: evaluations[at].step,
        score,
        overall: evaluations[at].eval_f1 ?? null,
    })));
    const [color] = theme.categories;
    const x = progressAxis('step', evaluations);
    const y = (field) => ({
        field,
        type: 'quantitative',
        title: null,
        scale: { domain: [0, 1] },
        axis: { format: '.0%', values: [0, 0.5, 1] },
    });
    const point = evaluations.length <= 24;
    const title = 'F1 of types over the steps';
    const which = shown.length < types.length
        ? `the ${shown.length} most frequent of ${types.length} types`
        : plural(types.length, 'type');
    const words = `${which}, the most frequent first, with F1 at the end; grey: all types together`;
    return {
        title,
        description: `Small plots of F1 on validation over steps, of ${which}: ${list(shown.slice(0, 5).map(({ label, f1 }) => `${label} ${percent(f1.at(-1))} at the end`))}.`,
        spec: {
            title: heading(title, [words]),
            data: { values },
            facet: {
                field: 'label',
                type: 'nominal',
                sort: { field: 'place', op: 'min' },
                title: null,
                header: { labelAnchor: 'start', labelPadding: 4, labelLimit: 300, labelFontSize: 11 },
            },
            columns: Math.min(3, shown.length),
            spacing: { row: 12, column: 16 },
            spec: {
                width: 290,
                height: 70,
                encoding: { x: { ...x, axis: { ...x.axis, tickCount: 3 } } },
                layer: [
                    {
                        mark: { type: 'line', color: theme.quiet, opacity: 0.5, strokeWidth: 1.5 },
                        encoding: { y: y('overall') },
                    },
                    {
                        mark: { type: 'line', color, point: point ? { size: 16, color } : false },
                        encoding: { y: y('score') },
                    },
                ],
            },
        },
    };
}
