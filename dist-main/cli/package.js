/**
 * @file The package that this program belongs to: its version and the files that travel with it.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
/** The folder that holds package.json: two above this file, in `src/` and in `dist/` alike. */
export const packageRoot = resolve(import.meta.dirname, '..', '..');
/** What package.json says of itself. */
export function readPackage() {
    return JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
}
