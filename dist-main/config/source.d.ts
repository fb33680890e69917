import { type Where } from '../errors.ts';
import type { Key, Problem } from './problems.ts';
/** The values of a configuration, and where each of them comes from. */
export interface ConfigSource {
    readonly path: string;
    readonly value: unknown;
    /** What is wrong with the text itself. */
    readonly problems: readonly Problem[];
    /** Whether the file itself holds something at this key. */
    has(keys: readonly Key[]): boolean;
    /** The place of a problem: a line and column of the file, or the override that it comes from. */
    locate(problem: Problem): Where;
}
/**
 * Reads YAML 1.2.
 * @throws MedspanError of code `config` when it is not YAML, or nests or repeats itself without bounds.
 */
export declare function parseConfigText(content: string, path: string): ConfigSource;
/**
 * The text of a configuration without some keys, such as `loss.gamma`, where it has them.
 * @throws MedspanError of code `config` when it is not YAML.
 */
export declare function dropKeys(content: string, path: string, names: readonly string[]): string;
/**
 * Puts overrides of the form `a.b=value` over a configuration; the value is YAML (`0.1`, `true`, `[T038, T033]`),
 * list items are reached by number (`corpus.sources.0.path=x`, also `corpus.sources[0].path=x`).
 */
export declare function applyOverrides(source: ConfigSource, overrides: readonly string[]): ConfigSource;
