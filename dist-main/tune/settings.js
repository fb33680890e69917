/**
 * @file Samplers and pruners as settings: a type, and options that go with it.
 */
import { MedspanError } from "../errors.js";
/** @throws MedspanError `config` for a type or an option that is not there */
export function checkSettings(what, settings, known) {
    const { type } = settings;
    if (!Object.hasOwn(known, type))
        throw new MedspanError('config', `expected a ${what}, got ${JSON.stringify(type)}`, {
            where: { at: `${what}.type` },
            hint: `There are ${Object.keys(known).join(', ')}.`,
        });
    const options = known[type];
    for (const key of Object.keys(settings))
        if (key !== 'type' && !options.includes(key))
            throw new MedspanError('config', `expected an option of the ${type} ${what}, got ${key}`, {
                where: { at: `${what}.${key}` },
                hint: options.length === 0 ? 'It has none.' : `It has ${options.join(', ')}.`,
            });
}
