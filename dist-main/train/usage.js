/**
 * @file What a tagger must know of a model besides the model: what stands under `medspan` in its `config.json`.
 */
import { MedspanError } from "../errors.js";
import { DECODINGS, HEADS } from "../nn/decoding.js";
import { TEMPERATURES } from "../nn/temperature.js";
import { LANGUAGES } from "../text/languages.js";
import { createSegmenter, SEGMENTERS } from "../text/segmenters.js";
import { segment } from "../text/words.js";
import { CONTEXTS } from "../tokenizer/align.js";
/**
 * What `config.json` says under `medspan` about sentences and their labels; the defaults, if there is no such key.
 * @param path of that file
 * @throws MedspanError `input` for what no training leaves there
 */
export function readUsage(settings, path) {
    if (settings === undefined)
        return { head: 'linear', decoding: 'argmax', temperature: 1, segment };
    const wrong = (expected, at, value) => new MedspanError('input', `expected ${expected}, got ${JSON.stringify(value)}`, {
        where: { path, at },
    });
    if (typeof settings !== 'object' || settings === null)
        throw wrong('an object', 'medspan', settings);
    const given = settings;
    const choose = (name, choices) => {
        const value = given[name] ?? choices[0];
        const known = choices.find(choice => choice === value);
        if (known === undefined)
            throw wrong(choices.join(' or '), `medspan.${name}`, value);
        return known;
    };
    const { stride = 0 } = given;
    if (typeof stride !== 'number' || !Number.isInteger(stride) || stride < 0)
        throw wrong('a whole number from 0', 'medspan.stride', stride);
    const language = given.language === undefined ? undefined : choose('language', LANGUAGES);
    return {
        stride,
        context: choose('context', CONTEXTS),
        head: choose('head', HEADS),
        decoding: choose('decoding', DECODINGS),
        temperature: readTemperature(given, path),
        segment: createSegmenter(choose('tokenizer', SEGMENTERS), language),
        trainedFrom: readTypeFeature(given, wrong),
    };
}
/** `layer` and `feature`, of which there are both or none. */
function readTypeFeature({ layer, feature }, wrong) {
    if (layer === undefined && feature === undefined)
        return undefined;
    if (typeof layer !== 'string')
        throw wrong('the name of a layer', 'medspan.layer', layer);
    if (typeof feature !== 'string')
        throw wrong('the name of a feature', 'medspan.feature', feature);
    return { layer, feature };
}
/**
 * The temperature alone; 1 where there is none.
 * @param settings what stands under `medspan`
 * @param path of the `config.json`
 * @throws MedspanError `input` for anything else than a number that a training can have fitted
 */
export function readTemperature(settings, path) {
    const { temperature = 1 } = Object(settings);
    const { least, greatest } = TEMPERATURES;
    if (typeof temperature === 'number' && temperature >= least && temperature <= greatest)
        return temperature;
    throw new MedspanError('input', `expected a number from ${least} to ${greatest}, got ${JSON.stringify(temperature)}`, { where: { path, at: 'medspan.temperature' } });
}
