/**
 * @file A search space as data: parameters with their ranges, and under which values of others they exist.
 *
 * The form is that of a configuration file:
 *
 *     learningRate: { low: 1e-5, high: 5e-5, log: true }
 *     batchSize: [8, 16, 32]
 *     epochs: { type: int, low: 1, high: 5 }
 *     loss.name: { choices: [cross-entropy, focal] }
 *     loss.gamma: { low: 0, high: 5, step: 0.5, when: { loss.name: focal } }
 *
 * A parameter with `when` is drawn only in trials whose other parameters have one of the values named there; in all
 * others it is absent, as a parameter is in Optuna that a branch of the objective never asks for.
 */
import { ownValue } from "../dictionary.js";
import { MedspanError } from "../errors.js";
import { categoricalDistribution, contains, externalValue, floatDistribution, intDistribution, internalValue, } from "./distributions.js";
const keysOf = {
    float: ['type', 'low', 'high', 'log', 'step', 'when'],
    int: ['type', 'low', 'high', 'log', 'step', 'when'],
    categorical: ['type', 'choices', 'when'],
};
function refuse(message, at, hint) {
    throw new MedspanError('config', message, { where: { at }, hint });
}
function describe(value) {
    if (value === undefined)
        return 'nothing';
    return JSON.stringify(value) ?? typeof value;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isChoice(value) {
    return value === null || ['boolean', 'number', 'string'].includes(typeof value);
}
function readDistribution(value, at) {
    if (Array.isArray(value))
        return categoricalDistribution(value, at);
    if (!isRecord(value))
        refuse(`expected a parameter or a list of choices, got ${describe(value)}`, at);
    const type = value.type ?? ('choices' in value ? 'categorical' : 'float');
    const known = ownValue(keysOf, String(type));
    if (known === undefined)
        refuse(`expected float, int or categorical, got ${describe(value.type)}`, `${at}.type`);
    for (const key of Object.keys(value))
        if (!known.includes(key))
            refuse(`expected one of ${known.join(', ')}, got ${describe(key)}`, `${at}.${key}`);
    if (type === 'categorical') {
        if (!Array.isArray(value.choices))
            refuse(`expected a list of choices, got ${describe(value.choices)}`, `${at}.choices`);
        return categoricalDistribution(value.choices, at);
    }
    const number = (key) => {
        const found = value[key];
        return typeof found === 'number'
            ? found
            : refuse(`expected a number, got ${describe(found)}`, `${at}.${key}`);
    };
    const { log } = value;
    if (log !== undefined && typeof log !== 'boolean')
        refuse(`expected true or false, got ${describe(log)}`, `${at}.log`);
    const options = { log, step: value.step === undefined ? undefined : number('step') };
    const create = type === 'int' ? intDistribution : floatDistribution;
    return create(number('low'), number('high'), options, at);
}
function readConditions(value, at) {
    const when = isRecord(value) ? value.when : undefined;
    if (when === undefined)
        return [];
    if (!isRecord(when))
        refuse(`expected values of other parameters, got ${describe(when)}`, `${at}.when`, 'Such as { loss.name: focal }.');
    return Object.entries(when).map(([name, wanted]) => {
        const values = Array.isArray(wanted) ? wanted : [wanted];
        if (values.length === 0)
            refuse('expected at least one value, got none', `${at}.when.${name}`);
        for (const one of values)
            if (!isChoice(one))
                refuse(`expected a value or a list of values, got ${describe(one)}`, `${at}.when.${name}`);
        return { name, values: values };
    });
}
/**
 * Checks a search space and puts its parameters in order: that of the definition, but each behind those it depends on.
 *
 * @param definition what a user wrote, such as the value of a configuration's key
 * @param at the path of that key, for errors
 * @throws MedspanError `config`, with the path of what is wrong
 */
export function createSpace(definition, at = 'space') {
    if (!isRecord(definition))
        refuse(`expected parameters by name, got ${describe(definition)}`, at);
    const read = new Map();
    for (const [name, value] of Object.entries(definition)) {
        if (name === '')
            refuse('expected a name of at least one character', at);
        const place = `${at}.${name}`;
        read.set(name, { name, distribution: readDistribution(value, place), when: readConditions(value, place) });
    }
    if (read.size === 0)
        refuse('expected at least one parameter, got none', at);
    const ordered = new Map();
    const visit = (parameter, trail) => {
        const { name, when } = parameter;
        if (ordered.has(name))
            return;
        if (trail.includes(name))
            refuse(`expected conditions without a circle, got ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`, `${at}.${name}.when`);
        const conditions = when.map(condition => {
            const place = `${at}.${name}.when.${condition.name}`;
            const other = read.get(condition.name);
            if (other === undefined)
                refuse(`expected a parameter of this space, got ${describe(condition.name)}`, place);
            visit(other, [...trail, name]);
            const { distribution } = other;
            return {
                ...condition,
                values: condition.values.map(value => possibleValue(distribution, value, place)),
            };
        });
        ordered.set(name, { ...parameter, when: conditions });
    };
    for (const parameter of read.values())
        visit(parameter, []);
    return { parameters: [...ordered.values()] };
}
/** A value as the parameter has it: of choices the one that is equal. */
function possibleValue(distribution, value, at) {
    try {
        const internal = internalValue(distribution, value);
        if (contains(distribution, internal))
            return externalValue(distribution, internal);
    }
    catch (cause) {
        if (!(cause instanceof MedspanError))
            throw cause;
    }
    return refuse(`expected a value that the parameter can have, got ${describe(value)}`, at);
}
/** Whether two values are the same; 0.1 * 3 is 0.3. */
function sameValue(a, b) {
    return a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.abs(a));
}
/** Whether a trial with these parameters has this one. */
export function isActive({ when }, params) {
    return when.every(({ name, values }) => Object.hasOwn(params, name) && values.some(value => sameValue(value, params[name])));
}
/** The distributions of all parameters, those with conditions too. */
export function spaceDistributions({ parameters }) {
    return Object.fromEntries(parameters.map(({ name, distribution }) => [name, distribution]));
}
