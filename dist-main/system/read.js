/**
 * @file Text files that may be missing, and what is said of those that cannot be read.
 */
import { readFile } from 'node:fs/promises';
import { MedspanError } from "../errors.js";
import { hasSystemCode } from "./output.js";
/** That a file cannot be read, and why. */
export function unreadable(path, cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new MedspanError('input', `could not be read: ${reason}`, { where: { path }, cause });
}
/**
 * A file's text; undefined where there is none.
 * @throws MedspanError `input` where it cannot be read
 */
export async function readIfThere(path) {
    try {
        return await readFile(path, 'utf8');
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            return undefined;
        throw unreadable(path, error);
    }
}
