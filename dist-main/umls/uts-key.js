/**
 * @file The key to UTS: from the environment, or from a file that nobody else can read.
 *
 * It goes into requests and nowhere else: not into errors, progress, the cache or a report.
 */
import { MedspanError } from "../errors.js";
import { readSecretFile } from "../system/secret-file.js";
/** Longest key that is taken, in characters; UTS gives UUIDs. */
const maxLength = 256;
const advice = 'UTS shows your key at https://uts.nlm.nih.gov/uts/profile';
function checked(text, where) {
    const key = text.trim();
    if (!/^[!-~]+$/.test(key) || key.length > maxLength)
        throw new MedspanError('config', 'expected the key to UTS, one word of printable ASCII', {
            where,
            hint: advice,
        });
    return key;
}
/**
 * Reads the key from `file` where one is named, else from the environment's `variable`.
 * @throws MedspanError (`config`) where there is none, or where others may read the file; (`input`) where the file
 * cannot be read
 */
export async function readUtsKey(options) {
    const { file, variable, env } = options;
    if (file !== undefined) {
        const text = await readSecretFile(file, { maxBytes: maxLength * 4, holds: 'a key' });
        return checked(text, { path: file });
    }
    const value = env[variable];
    if (value === undefined || value.trim() === '')
        throw new MedspanError('config', `expected the key to UTS in the environment variable ${variable}`, {
            hint: `${advice}; a file that only you can read serves as well (--key-file, key_file)`,
        });
    return checked(value, { at: variable });
}
