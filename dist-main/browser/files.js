/**
 * @file The files of a model where there is no file system.
 */
import { MedspanError } from "../errors.js";
export const CONFIG = 'config.json';
const maxConfigBytes = 2 ** 24;
export function filesOf(read) {
    return {
        pathOf: (name = 'the model') => name,
        async read(name, maxBytes) {
            const bytes = await read(name);
            if (bytes !== undefined && bytes.length > maxBytes)
                throw new MedspanError('unsafe-input', `expected at most ${maxBytes} bytes, got ${bytes.length}`, {
                    where: { path: name },
                });
            return bytes;
        },
    };
}
/** @throws MedspanError `input` where there is none */
export async function readConfig(files) {
    const config = await files.read(CONFIG, maxConfigBytes);
    if (config === undefined)
        throw missing(CONFIG);
    return config;
}
export function missing(name) {
    return new MedspanError('input', `expected a folder with ${name}, got none`, {
        where: { path: name },
        hint: 'Give the files of a run folder, or of one that `medspan export` has written.',
    });
}
