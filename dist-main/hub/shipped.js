/**
 * @file The encoder that travels with the package: assets/mini, which scripts/encoder builds.
 */
import { resolve } from 'node:path';
/** Its name in `model.name_or_path`. */
export const SHIPPED_MODEL = 'medspan/mini';
/** The folder of the encoder that has this name; undefined for any other name. */
export function shippedFolder(name) {
    return name === SHIPPED_MODEL ? resolve(import.meta.dirname, '../../assets/mini') : undefined;
}
