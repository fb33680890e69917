/**
 * @file How figures of a hyperparameter search lay out values: those of the metric, and those of parameters.
 *
 * A parameter's values are places from 0 to 1 on its axis, whatever they are: evenly or logarithmically by number, one
 * choice beside another. So every figure can show every parameter.
 */
import { ownValue } from "../../dictionary.js";
import { maxOf, minOf } from "../../lists.js";
import { formatAsciiJson } from "../../text/escapes.js";
import { textWidth } from "../font.js";
import { list } from "../words.js";
export const completeTrials = ({ trials }) => trials.filter((trial) => trial.state === 'complete' && trial.value !== null);
/** Whether a value is better than another. */
export const isBetter = ({ direction }, a, b) => direction === 'maximize' ? a > b : a < b;
/** What scores are called; others by their own names. */
const metricNames = {
    f1: 'F1',
    precision: 'precision',
    recall: 'recall',
    accuracy: 'accuracy',
    loss: 'loss',
};
const bare = (metric) => metric.replace(/^eval_/, '');
/** `F1 on validation` for `eval_f1`. */
export function metricName(metric) {
    const name = bare(metric);
    return metric === name && metricNames[name] === undefined
        ? metric
        : `${metricNames[name] ?? name} on validation`;
}
/** Scores are fractions of 1, a loss is not. */
const isFraction = (metric) => /^(?:f1|precision|recall|accuracy)(?:_|$)/.test(bare(metric));
/** A value of the metric: `86.62 %` of a score, else four digits. */
export function metricText(metric, value) {
    if (isFraction(metric))
        return `${(100 * value).toFixed(2)} %`;
    return significant(value, 4);
}
/** The same of a round value: `80 %`, `0.5`. */
export const shortMetricText = (metric, value) => isFraction(metric) ? `${Number((100 * value).toFixed(2))} %` : significant(value, 4);
/** So many digits, with an exponent where a number is very small or very great. */
function significant(value, digits) {
    const size = Math.abs(value);
    if (value !== 0 && (size < 0.001 || size >= 1e6)) {
        const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
        return `${Number(mantissa)}e${Number(exponent)}`;
    }
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(digits)));
}
/** A value of a parameter in words: three digits of a number. */
export function valueText(value) {
    if (value === null)
        return 'none';
    return typeof value === 'number' ? significant(value, 3) : String(value);
}
/** A parameter's path; most are settings of training, which need not be said again and again. */
export function shortName(name) {
    return name.replace(/^training\./, '');
}
/**
 * The stretch of the metric that a figure shows. A few values that are much worse than all others (worse than the worse
 * quartile by three times the distance of the quartiles, which Tukey calls far out: "Exploratory Data Analysis", 1977,
 * section 2D) would press the others together; they are drawn at the edge.
 */
export function valueAxis(data, values) {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    const reach = 3 * (at(0.75) - at(0.25));
    const maximizes = data.direction === 'maximize';
    const isNear = (value) => reach === 0 || (maximizes ? value >= at(0.25) - reach : value <= at(0.75) + reach);
    const near = sorted.filter(isNear);
    const [low, high] = [near[0] ?? 0, near.at(-1) ?? 1];
    const beyond = sorted.length - near.length;
    const margin = high > low ? 0.06 * (high - low) : Math.max(1e-6, Math.abs(high) * 0.05);
    const [from, to] = [low - margin, high + margin];
    const fraction = isFraction(data.metric);
    const domain = fraction
        ? [Math.max(Math.min(0, low), from), Math.min(Math.max(1, high), to)]
        : [from, to];
    const span = domain[1] - domain[0];
    return {
        title: metricName(data.metric),
        domain,
        format: fraction ? `.${Math.max(0, Math.ceil(-Math.log10(span * 100) + 0.75))}%` : '.4~g',
        clip: value => Math.min(domain[1], Math.max(domain[0], value)),
        beyond,
        words: beyond === 0
            ? ''
            : `${beyond === 1 ? '1 value is' : `${beyond} values are`} far worse than the scale shows, and stand${beyond === 1 ? 's' : ''} at its end`,
    };
}
/** A vertical axis of the metric, over the values in a field. */
export const valueEncoding = ({ title, domain, format }, field = 'value') => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain, nice: false, zero: false },
    axis: { format, tickCount: 6 },
});
/** The colours of amounts from the least to the greatest value; the better, the stronger. */
const valueColors = ({ direction }, colors) => direction === 'maximize' ? colors : [...colors].reverse();
const valueLegend = ({ format }) => ({
    type: 'gradient',
    gradientLength: 420,
    gradientOpacity: 1,
    format,
    titleAnchor: 'start',
});
/** A colour by the metric, in even steps. */
export function valueColor(data, axis, theme) {
    return {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'quantize', domain: axis.domain, range: valueColors(data, theme.amounts) },
        title: axis.title,
        legend: valueLegend(axis),
    };
}
/** A colour by the rank in the metric: each is of as many trials; the palest, which no thin line shows, is left out. */
export function rankColor(data, axis, values, theme) {
    const colors = theme.amounts.slice(1);
    const sorted = [...values].sort((a, b) => a - b);
    const borders = colors.slice(1).map((_, index) => {
        const at = ((index + 1) * sorted.length) / colors.length;
        return (sorted[Math.ceil(at) - 1] + sorted[Math.min(sorted.length - 1, Math.ceil(at))]) / 2;
    });
    const domain = borders.filter((border, index) => index === 0 || border > borders[index - 1]);
    const range = valueColors(data, colors);
    // The strongest are of the best where there are fewer steps.
    const used = data.direction === 'maximize' ? range.slice(-domain.length - 1) : range.slice(0, domain.length + 1);
    return {
        field: 'value',
        type: 'quantitative',
        scale: { type: 'threshold', domain, range: used },
        title: axis.title,
        legend: valueLegend(axis),
    };
}
/** The value of a parameter in a trial; undefined where a condition leaves it out. */
export const paramOf = ({ params }, name) => ownValue(params, name);
/** The parameters that any of the trials has, the most important first, then as they were declared. */
export function parameterAxes(data, trials) {
    const rank = new Map(data.importance.map(({ name, importance }) => [name, importance]));
    return data.parameters
        .flatMap((parameter, order) => {
        const values = trials.flatMap(trial => paramOf(trial, parameter.name) ?? []);
        const nulls = trials.some(trial => paramOf(trial, parameter.name) === null);
        if (values.length === 0 && !nulls)
            return [];
        return [{ order, axis: parameterAxis(parameter, shortName(parameter.name), values, nulls) }];
    })
        .sort((a, b) => (rank.get(b.axis.name) ?? -1) - (rank.get(a.axis.name) ?? -1) || a.order - b.order)
        .map(({ axis }) => axis);
}
function parameterAxis(parameter, title, values, hasNull) {
    const common = { name: parameter.name, title, parameter };
    const numbers = values.filter(value => typeof value === 'number');
    if (parameter.kind === 'categorical' || numbers.length < values.length || hasNull) {
        // A value that is no choice, such as the configuration's own, stands behind the choices.
        const choices = new Set([...(parameter.choices ?? []), ...values, ...(hasNull ? [null] : [])]);
        const places = new Map([...choices].map((choice, index) => [choice, (index + 0.5) / choices.size]));
        return {
            ...common,
            place: value => places.get(value) ?? 0,
            ticks: [...places].map(([choice, place]) => ({ place, label: valueText(choice) })),
        };
    }
    const all = [parameter.low, parameter.high, ...numbers].filter(value => value !== undefined);
    const isLog = parameter.log === true && all.every(value => value > 0);
    const inside = isLog ? Math.log : (value) => value;
    const [low, high] = [minOf(all), maxOf(all)];
    const place = (value) => typeof value !== 'number' || high === low
        ? 0.5
        : (inside(value) - inside(low)) / (inside(high) - inside(low));
    const ticks = isLog ? logTicks(low, high) : evenTicks(low, high, parameter.kind === 'int');
    return { ...common, place, ticks: ticks.map(value => ({ place: place(value), label: valueText(value) })) };
}
/** Powers of ten, with 2 and 5 times them where there are few, every second or third where there are many. */
function logTicks(low, high) {
    const first = Math.floor(Math.log10(low));
    const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => first + index);
    // As decimal text, because 10 ** -5 is not 1e-5.
    const within = (factors) => powers
        .flatMap(power => factors.map(factor => Number(`${factor}e${power}`)))
        .filter(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
    const tens = within([1]);
    if (tens.length > 5)
        return tens.filter((_, index) => index % Math.ceil(tens.length / 5) === 0);
    if (tens.length > 2)
        return tens;
    const finer = [within([1, 3]), within([1, 2, 5])].find(ticks => ticks.length >= 3);
    return finer === undefined ? evenTicks(low, high) : finer;
}
/** From three to six round numbers. */
export function evenTicks(low, high, isWhole = false) {
    if (high === low)
        return [low];
    const rough = (high - low) / 4;
    const power = Math.floor(Math.log10(rough));
    const digit = [1, 2, 5, 10].find(each => Number(`${each}e${power}`) >= rough * 0.8) ?? 10;
    const step = isWhole ? Math.max(1, Math.round(Number(`${digit}e${power}`))) : Number(`${digit}e${power}`);
    const ticks = [];
    for (let count = Math.ceil(low / step - 1e-9); count * step <= high * (1 + 1e-9); count++)
        ticks.push(Number((count * step).toPrecision(12)));
    return ticks;
}
/** Blank beyond the first and the last place, so that no point stands on an edge. */
export const placeDomain = [-0.04, 1.04];
/** An axis over a field of places, with the parameter's own labels. */
export function placeEncoding({ title, ticks }, field, length, isAcross = true) {
    const widest = maxOf(ticks.map(({ label }) => textWidth(label, 11)), 0);
    const isTight = isAcross && widest + 8 > length / Math.max(1, ticks.length);
    return {
        field,
        type: 'quantitative',
        title,
        scale: { domain: placeDomain, nice: false, zero: false },
        axis: {
            values: ticks.map(({ place }) => place),
            labelExpr: `${formatAsciiJson(ticks.map(({ label }) => label))}[indexof(${formatAsciiJson(ticks.map(({ place }) => place))}, datum.value)]`,
            grid: true,
            labelLimit: 110,
            ...(isTight && { labelAngle: -35, labelAlign: 'right', labelBaseline: 'top', labelOverlap: false }),
            ...(!isTight && isAcross && { labelAngle: 0, labelOverlap: false }),
        },
    };
}
/** `learning_rate 3e-5, batch_size 16`. */
export function paramWords(data, trial) {
    return list(data.parameters.flatMap(({ name }) => {
        const value = paramOf(trial, name);
        return value === undefined ? [] : [`${shortName(name)} ${valueText(value)}`];
    }));
}
/** A share of 1 as a label: `86 %`, `< 1 %`. */
export const shareText = (share) => share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(100 * share)} %`;
