/**
 * @file What a search is, from the `tuning` of a configuration: its parameters, what draws them, what ends trials, and the
 * configuration of each trial.
 *
 * A parameter is named by the path of a setting, so that a trial is the same configuration with other values; it is
 * checked like any other. All ends of ranges and all choices are tried on the configuration before anything starts.
 */
import { dropKeys, openConfig, parseConfig, readConfigText } from "../config/config.js";
import { MedspanError } from "../errors.js";
import { contains, internalValue } from "../tune/distributions.js";
import { createPruner, prunerOptions } from "../tune/pruners/pruners.js";
import { gridOf } from "../tune/samplers/grid-sampler.js";
import { createSampler, defaultPoints, samplerOptions, } from "../tune/samplers/samplers.js";
import { createSpace, isActive } from "../tune/space.js";
/** Parts of a configuration that trials may differ in: all else decides what their scores mean. */
const searchable = ['model', 'loss', 'training'];
const modelKey = 'model.name_or_path';
/** Settings of those parts that say where and by what a trial is judged, not what it is. */
const fixed = [
    'training.output_dir',
    'training.device',
    'training.engine',
    'training.threads',
    'training.metric_for_best_model',
    'training.load_best_model_at_end',
    'training.eval_strategy',
    'training.save_total_limit',
];
/**
 * Reads the configuration of a search and checks all of it.
 *
 * @param overrides as `readConfig` takes them
 * @throws MedspanError `config` for what is wrong with it, also with values that trials would have
 */
export async function openSearch(path, overrides = []) {
    const content = await readConfigText(path);
    const config = await openConfig(content, path, overrides);
    const { tuning, training } = config;
    if (tuning === undefined)
        throw new MedspanError('config', 'there is nothing to search for', {
            where: { path, at: 'tuning.search' },
            hint: 'Such as: tuning: { search: { training.learning_rate: { low: 1.0e-5, high: 1.0e-4, log: true } } }',
        });
    if (training.eval_strategy === 'no')
        throw new MedspanError('config', 'trials are compared by evaluations, got eval_strategy: no', {
            where: { path, at: 'training.eval_strategy' },
        });
    checkNames(Object.keys(tuning.search), training.metric_for_best_model);
    const space = createSpace(tuning.search, 'tuning.search');
    // What a condition leaves out of a trial is not there, whatever the file says of it.
    const conditional = space.parameters.filter(({ when }) => when.length > 0).map(({ name }) => name);
    const base = conditional.length === 0 ? content : dropKeys(content, path, conditional);
    const common = overrides.filter(override => !conditional.includes(override.split('=', 1)[0].trim()));
    const overridesOf = (params) => [
        ...common,
        ...Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    ];
    const models = new Map();
    const modelChoices = space.parameters.find(({ name }) => name === modelKey)?.distribution;
    // A model may be a folder or one of the hub: what it is is found out once.
    if (modelChoices?.kind === 'categorical')
        for (const choice of modelChoices.choices) {
            const { model } = await openConfig(content, path, [
                ...overrides,
                `${modelKey}=${JSON.stringify(choice)}`,
            ]);
            models.set(choice, model.name_or_path);
        }
    const parse = (params) => {
        const { tuning: _, ...own } = parseConfig(base, path, overridesOf(params));
        const chosen = params[modelKey];
        const name_or_path = chosen === undefined ? config.model.name_or_path : models.get(chosen);
        return { ...own, model: { ...own.model, name_or_path } };
    };
    tryValues(space, parse);
    const metric = training.metric_for_best_model;
    const sampler = named('sampler', samplerOptions, tuning.sampler, settings => createSampler(settings, space, tuning.seed));
    const search = {
        config,
        tuning,
        space,
        sampler,
        pruner: named('pruner', prunerOptions, prunerName(tuning.pruner), settings => createPruner(settings)),
        most: sampler.name === 'grid' ? gridOf(space, gridPoints(tuning.sampler)).length : Number.POSITIVE_INFINITY,
        metric,
        direction: metric === 'loss' ? 'minimize' : 'maximize',
        initial: initialOf(space, config, parse),
        configOf(params, { folder, threads }) {
            const own = parse(params);
            return {
                ...own,
                training: {
                    ...own.training,
                    output_dir: folder,
                    threads: own.training.threads ?? threads,
                    // What a finished trial leaves is its best model; checkpoints are for going on.
                    save_total_limit: 1,
                },
            };
        },
    };
    checkEnqueued(search);
    return search;
}
function checkNames(names, metric) {
    for (const name of names) {
        const part = name.split('.')[0];
        if (part === 'loss' && metric === 'loss')
            throw new MedspanError('config', 'trials with other losses cannot be compared by the loss', {
                where: { at: `tuning.search.${name}` },
                hint: 'Set training.metric_for_best_model to f1, precision, recall or accuracy.',
            });
        if (searchable.includes(part) && !fixed.includes(name))
            continue;
        throw new MedspanError('config', `expected a setting that trials can differ in, got ${name}`, {
            where: { at: `tuning.search.${name}` },
            hint: searchable.includes(part)
                ? 'It says where or by what trials are judged, which is the same for all.'
                : `Those of ${searchable.join(', ')}: with another corpus or other labels scores could not be compared.`,
        });
    }
}
/** Values of a parameter that are tried beforehand: all choices; both ends of a range, and one between them. */
function valuesToTry({ distribution }) {
    if (distribution.kind === 'categorical')
        return [...distribution.choices];
    const { low, high } = distribution;
    // A range of floats for a setting that takes whole numbers only shows between them.
    return distribution.kind === 'int' ? [low, high] : [low, low + 0.618034 * (high - low), high];
}
/** @throws MedspanError `config` that names the parameter and the value */
function tryValues({ parameters }, parse) {
    const byName = new Map(parameters.map(parameter => [parameter.name, parameter]));
    /** What must hold for a parameter to be there. */
    const conditions = ({ when }) => {
        const params = {};
        for (const { name, values } of when)
            Object.assign(params, conditions(byName.get(name)), { [name]: values[0] });
        return params;
    };
    for (const parameter of parameters)
        for (const value of valuesToTry(parameter))
            try {
                parse({ ...conditions(parameter), [parameter.name]: value });
            }
            catch (cause) {
                if (!(cause instanceof MedspanError))
                    throw cause;
                throw new MedspanError('config', `a trial could not have the value ${JSON.stringify(value)}: ${cause.message}`, {
                    where: { at: `tuning.search.${parameter.name}` },
                    hint: 'With when: { other.setting: value } a parameter is drawn only where it has a meaning.',
                    cause,
                });
            }
}
/** The value at a path such as `training.learning_rate`. */
function valueAt(config, name) {
    let value = config;
    for (const key of name.split('.')) {
        if (typeof value !== 'object' || value === null)
            return undefined;
        value = value[key];
    }
    return value;
}
function initialOf({ parameters }, config, parse) {
    const params = {};
    for (const parameter of parameters) {
        if (!isActive(parameter, params))
            continue;
        const { name, distribution } = parameter;
        const written = valueAt(config, name);
        if (distribution.kind === 'categorical') {
            // A choice may be written otherwise than the configuration has it, such as a path.
            const choice = distribution.choices.find(one => JSON.stringify(valueAt(parse({ ...params, [name]: one }), name)) === JSON.stringify(written));
            if (choice === undefined)
                return undefined;
            params[name] = choice;
        }
        else {
            if (typeof written !== 'number' || !contains(distribution, internalValue(distribution, written)))
                return undefined;
            params[name] = written;
        }
    }
    return params;
}
function checkEnqueued({ tuning, space }) {
    const byName = new Map(space.parameters.map(parameter => [parameter.name, parameter]));
    for (const [index, params] of tuning.enqueue.entries())
        for (const [name, value] of Object.entries(params)) {
            const where = { at: `tuning.enqueue.${index}.${name}` };
            const parameter = byName.get(name);
            if (parameter === undefined)
                throw new MedspanError('config', `expected a parameter of tuning.search, got ${name}`, { where });
            const { distribution } = parameter;
            if (!contains(distribution, internalValue(distribution, value, where.at)))
                throw new MedspanError('config', `expected a value of ${name}, got ${JSON.stringify(value)}`, {
                    where,
                });
        }
}
/** How many values of each range a grid has. */
function gridPoints(sampler) {
    return typeof sampler === 'object' && typeof sampler.points === 'number' ? sampler.points : defaultPoints;
}
const toSnake = (key) => key.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
const toCamel = (key) => key.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());
/** Renames the keys of settings, also of a pruner within a pruner. */
function renameKeys(settings) {
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [
        toCamel(key),
        key === 'wrapped'
            ? prunerName(renameKeys(typeof value === 'string' ? { type: value } : value))
            : value,
    ]));
}
/** A configuration says `none` where Optuna says nop. */
function prunerName(value) {
    if (value === 'none')
        return 'nop';
    if (typeof value === 'object' && value !== null && value.type === 'none')
        return { ...value, type: 'nop' };
    return value;
}
/** Makes what a name, or a name with options in snake case, stands for; errors speak of the configuration's keys. */
function named(what, known, value, create) {
    const settings = typeof value === 'string' ? { type: value } : value;
    const options = (known[settings.type] ?? []).map(toSnake);
    const unknown = Object.keys(settings).find(key => key !== 'type' && !options.includes(key));
    if (unknown !== undefined)
        throw new MedspanError('config', `expected an option of the ${settings.type} ${what}, got ${unknown}`, {
            where: { at: `tuning.${what}.${unknown}` },
            hint: options.length === 0 ? 'It has none.' : `It has ${options.join(', ')}.`,
        });
    try {
        return create(renameKeys(settings));
    }
    catch (cause) {
        if (!(cause instanceof MedspanError))
            throw cause;
        const at = toSnake(cause.where?.at ?? what);
        throw new MedspanError('config', cause.message, {
            where: { at: at.startsWith(what) ? `tuning.${at}` : `tuning.${what}.${at}` },
            hint: cause.hint,
            cause,
        });
    }
}
