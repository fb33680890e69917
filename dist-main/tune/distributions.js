/**
 * @file What a parameter may be: a range of floats, a range of whole numbers, or one of several choices.
 *
 * Built on Optuna's distributions: the same rules, the same JSON, and the same numbers inside. Inside, every value is one
 * float: numbers are themselves, also on a logarithmic scale, and a choice is its index. Samplers and storages know
 * values only so; what a user sees is made by `externalValue`.
 */
import { MedspanError } from "../errors.js";
import { maxOf } from "../lists.js";
function refuse(message, at, hint) {
    throw new MedspanError('config', message, { where: { at }, hint });
}
function checkRange(low, high, at) {
    if (!Number.isFinite(low))
        refuse(`expected a finite number, got ${low}`, `${at}.low`);
    if (!Number.isFinite(high))
        refuse(`expected a finite number, got ${high}`, `${at}.high`);
    if (low > high)
        refuse(`expected low to be at most high, got ${low} and ${high}`, `${at}.low`);
}
/** A decimal fraction as `units * 10 ** -places`, from the shortest text that gives the number back. */
function decimal(value) {
    const [digits, exponent] = value.toExponential().split('e');
    const [whole, fraction = ''] = digits.split('.');
    const places = fraction.length - Number(exponent);
    const units = BigInt(whole + fraction);
    return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}
/** The greatest `low + k * step` that is at most `high`, in decimal arithmetic: 0.1 and 0.3 are three steps of 0.1 apart. */
function lastStep(low, high, step) {
    const parts = [low, high, step].map(decimal);
    const places = maxOf(parts.map(part => part.places));
    const [a, b, s] = parts.map(part => part.units * 10n ** BigInt(places - part.places));
    return Number(`${((b - a) / s) * s + a}e-${places}`);
}
/**
 * A range of floats. With a step, `high` becomes the greatest value that steps from `low` reach.
 *
 * @param at where the range stands, for errors: the name of the parameter
 * @throws MedspanError `config` where the ends, the scale and the step do not go together
 */
export function floatDistribution(low, high, options = {}, at = 'float') {
    const { log = false, step } = options;
    checkRange(low, high, at);
    if (log && step !== undefined)
        refuse('expected no step on a logarithmic scale', `${at}.step`, 'Leave out step, or log.');
    if (log && low <= 0)
        refuse(`expected low above 0 on a logarithmic scale, got ${low}`, `${at}.low`);
    if (step !== undefined && !(step > 0 && Number.isFinite(step)))
        refuse(`expected a step above 0, got ${step}`, `${at}.step`);
    return { kind: 'float', low, high: step === undefined ? high : lastStep(low, high, step), log, step };
}
/** A range of whole numbers; as `floatDistribution`, and the step is 1 on a logarithmic scale. */
export function intDistribution(low, high, options = {}, at = 'int') {
    const { log = false, step = 1 } = options;
    checkRange(low, high, at);
    for (const [name, value] of [
        ['low', low],
        ['high', high],
        ['step', step],
    ])
        if (!Number.isSafeInteger(value))
            refuse(`expected a whole number, got ${value}`, `${at}.${name}`);
    if (step < 1)
        refuse(`expected a step of at least 1, got ${step}`, `${at}.step`);
    if (log && step !== 1)
        refuse(`expected a step of 1 on a logarithmic scale, got ${step}`, `${at}.step`, 'Leave out step, or log.');
    if (log && low < 1)
        refuse(`expected low of at least 1 on a logarithmic scale, got ${low}`, `${at}.low`);
    return { kind: 'int', low, high: low + Math.floor((high - low) / step) * step, log, step };
}
/** One of several choices; all of them differ. */
export function categoricalDistribution(choices, at = 'categorical') {
    if (choices.length === 0)
        refuse('expected at least one choice, got none', `${at}.choices`);
    choices.forEach((choice, index) => {
        if (choice !== null && !['boolean', 'number', 'string'].includes(typeof choice))
            refuse(`expected null, a boolean, a number or a text, got ${typeof choice}`, `${at}.choices[${index}]`);
        const first = choices.findIndex(other => Object.is(other, choice));
        if (first !== index)
            refuse(`expected choices that differ, got ${JSON.stringify(choice)} twice`, `${at}.choices[${index}]`);
    });
    return { kind: 'categorical', choices: [...choices] };
}
/** Whether only one value is possible. */
export function isSingle(distribution) {
    if (distribution.kind === 'categorical')
        return distribution.choices.length === 1;
    return distribution.low === distribution.high;
}
/** The only value of a distribution of one, as inside. */
export function singleValue(distribution) {
    return distribution.kind === 'categorical' ? 0 : distribution.low;
}
/** Python's `==` between choices: `true` is 1, `false` is 0, and NaN is itself. */
function sameChoice(a, b) {
    const left = typeof a === 'boolean' ? Number(a) : a;
    const right = typeof b === 'boolean' ? Number(b) : b;
    return left === right || Object.is(left, right);
}
/**
 * A value as it is kept inside: the number itself, or the index of the choice.
 *
 * @throws MedspanError `data` where the value is no number, or none of the choices. A number out of range is no error:
 *     a user may fix one, as with Optuna.
 */
export function internalValue(distribution, value, at = 'value') {
    if (distribution.kind === 'categorical') {
        const exact = distribution.choices.findIndex(choice => Object.is(choice, value));
        const index = exact >= 0 ? exact : distribution.choices.findIndex(choice => sameChoice(choice, value));
        if (index < 0)
            throw new MedspanError('data', `expected one of ${JSON.stringify(distribution.choices)}, got ${JSON.stringify(value)}`, { where: { at } });
        return index;
    }
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || Number.isNaN(number))
        throw new MedspanError('data', `expected a number, got ${JSON.stringify(value)}`, { where: { at } });
    if (distribution.log && number <= 0)
        throw new MedspanError('data', `expected a number above 0 on a logarithmic scale, got ${number}`, {
            where: { at },
        });
    return number;
}
/** A value as users see it, from the number that is kept inside. */
export function externalValue(distribution, internal) {
    if (distribution.kind === 'categorical')
        return distribution.choices[Math.trunc(internal)];
    return distribution.kind === 'int' ? Math.trunc(internal) : internal;
}
/** Whether a number inside belongs to the distribution. */
export function contains(distribution, internal) {
    if (distribution.kind === 'categorical')
        return Math.trunc(internal) >= 0 && Math.trunc(internal) < distribution.choices.length;
    const { low, high, step } = distribution;
    if (!(low <= internal && internal <= high))
        return false;
    if (step === undefined)
        return true;
    const steps = (internal - low) / step;
    return distribution.kind === 'int' ? Number.isInteger(steps) : Math.abs(steps - Math.round(steps)) < 1e-8;
}
/** Whether two distributions are the same in every respect. */
export function sameDistribution(a, b) {
    if (a === b)
        return true;
    if (a.kind === 'categorical' || b.kind === 'categorical')
        return (a.kind === 'categorical' &&
            b.kind === 'categorical' &&
            a.choices.length === b.choices.length &&
            a.choices.every((choice, index) => sameChoice(choice, b.choices[index])));
    return a.kind === b.kind && a.low === b.low && a.high === b.high && a.log === b.log && a.step === b.step;
}
/**
 * Checks that a parameter may have another distribution than in earlier trials, as Optuna does: the kind and the scale
 * must be the same, and the choices too; ranges and steps may change.
 *
 * @throws MedspanError `config`
 */
export function checkCompatible(name, before, now) {
    if (before.kind !== now.kind)
        refuse(`expected ${before.kind} as in earlier trials, got ${now.kind}`, name);
    if (before.kind === 'categorical' || now.kind === 'categorical') {
        if (!sameDistribution(before, now))
            refuse('expected the same choices as in earlier trials', name, 'Start another study for other choices.');
    }
    else if (before.log !== now.log)
        refuse(`expected ${before.log ? 'a' : 'no'} logarithmic scale as in earlier trials`, name);
}
