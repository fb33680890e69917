import type { Json } from './frozen-trial.ts';
/** A float as Python's `repr` has it: `1.0`, `1e-05`, `1e+16`. */
export declare function formatPythonFloat(value: number): string;
/**
 * A value as `json.dumps` has it; entries of objects that are undefined are left out.
 *
 * @param separators what stands between entries and after keys: Python's default, or `[',', ':']`
 */
export declare function formatPythonJson(value: Json, separators?: readonly [string, string]): string;
/** Reads what `json.dumps` has written. @throws SyntaxError */
export declare function parsePythonJson(text: string): Json;
