/**
 * @file Distributions as Optuna's storages write them, to the byte.
 *
 * Optuna's `distribution_to_json` is Python's `json.dumps` of the class' name and its attributes. Python's form matters
 * for nothing but a study's looks, but a file that both sides write is easier to compare when both write the same. Read
 * are also the classes that Optuna had before its version 3, and numbers that JSON does not have (NaN, Infinity).
 */
import { MedspanError } from "../errors.js";
import { floatDistribution, intDistribution } from "./distributions.js";
import { formatPythonFloat, formatPythonJson, parsePythonJson } from "./python-json.js";
/** The JSON text of a distribution, as `optuna.distributions.distribution_to_json` has it. */
export function formatDistribution(distribution) {
    if (distribution.kind === 'categorical')
        return `{"name": "CategoricalDistribution", "attributes": {"choices": [${distribution.choices.map(choice => formatPythonJson(choice)).join(', ')}]}}`;
    const { low, high, log, step } = distribution;
    if (distribution.kind === 'int')
        return `{"name": "IntDistribution", "attributes": {"log": ${log}, "step": ${step}, "low": ${low}, "high": ${high}}}`;
    const written = step === undefined ? 'null' : formatPythonFloat(step);
    return `{"name": "FloatDistribution", "attributes": {"step": ${written}, "low": ${formatPythonFloat(low)}, "high": ${formatPythonFloat(high)}, "log": ${log}}}`;
}
/** What reads distributions and keeps the last ones by their texts: the trials of a study have few. */
export function createDistributionParser() {
    const known = new Map();
    return text => {
        let distribution = known.get(text);
        if (distribution === undefined) {
            distribution = parseDistribution(text);
            if (known.size > 1000)
                known.clear();
            known.set(text, distribution);
        }
        return distribution;
    };
}
/**
 * Reads a distribution from Optuna's JSON.
 *
 * @throws MedspanError `input` where the text is no distribution
 */
export function parseDistribution(text) {
    const refuse = (what, cause) => {
        throw new MedspanError('input', `expected a distribution of Optuna, got ${what}`, { cause });
    };
    let value;
    try {
        value = parsePythonJson(text);
    }
    catch (cause) {
        refuse(JSON.stringify(text.slice(0, 80)), cause);
    }
    const { name, attributes } = (value ?? {});
    if (typeof name !== 'string' || typeof attributes !== 'object' || attributes === null)
        return refuse(JSON.stringify(text.slice(0, 80)));
    const number = (key) => {
        const found = attributes[key];
        return typeof found === 'number' ? found : refuse(`${name} without a number as ${key}`);
    };
    const optional = (key) => attributes[key] === undefined || attributes[key] === null ? undefined : number(key);
    const log = attributes.log === true;
    try {
        switch (name) {
            case 'FloatDistribution':
                return floatDistribution(number('low'), number('high'), { log, step: optional('step') });
            case 'IntDistribution':
                return intDistribution(number('low'), number('high'), { log, step: optional('step') });
            case 'CategoricalDistribution':
                if (!Array.isArray(attributes.choices))
                    return refuse(`${name} without choices`);
                return { kind: 'categorical', choices: attributes.choices };
            case 'UniformDistribution':
                return floatDistribution(number('low'), number('high'));
            case 'LogUniformDistribution':
                return floatDistribution(number('low'), number('high'), { log: true });
            case 'DiscreteUniformDistribution':
                return floatDistribution(number('low'), number('high'), { step: number('q') });
            case 'IntUniformDistribution':
                return intDistribution(number('low'), number('high'), { step: optional('step') });
            case 'IntLogUniformDistribution':
                return intDistribution(number('low'), number('high'), { log: true });
            default:
                return refuse(`one called ${JSON.stringify(name)}`);
        }
    }
    catch (cause) {
        if (cause instanceof MedspanError && cause.code === 'config')
            return refuse(cause.message, cause);
        throw cause;
    }
}
