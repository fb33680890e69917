import { type Config } from './schema.ts';
import { type Disarmed } from './trust.ts';
export { PARTS, type Part } from './corpus.ts';
export { type RecipeSettings, type SettledConfig, settleWith, TRAINER_SETTINGS, unwritten } from './recipe.ts';
export { accelerateSettings, type Config, configSchema, LOSSES, processesOf, type SourceConfig, } from './schema.ts';
export { dropKeys } from './source.ts';
/**
 * Reads a configuration file, applies `--set` overrides (`training.learning_rate=1e-4`) and checks the whole.
 * @param options.files `skip` leaves out the check that the files it names exist, for a run whose data moved.
 * @throws MedspanError of code `config` that lists every problem with file, line, column and key.
 */
export declare function readConfig(path: string, overrides?: readonly string[], options?: {
    files?: 'check' | 'skip';
}): Promise<Config>;
/** @throws MedspanError of code `config` where there is no such file */
export declare function readConfigText(path: string): Promise<string>;
/** As `readConfig`, with the file's text. */
export declare function openConfig(content: string, path: string, overrides?: readonly string[], options?: {
    files?: 'check' | 'skip';
}): Promise<Config>;
/**
 * As `openConfig`, of a file that lies in a folder and may come from anybody: what only the user may say (trust.ts)
 * does not count in it, and in overrides does. The files that it names need not be there.
 */
export declare function openForeignConfig(content: string, path: string, overrides?: readonly string[]): Promise<{
    readonly config: Config;
    readonly ignored: Disarmed['ignored'];
}>;
/**
 * Checks the text of a configuration; `path` is where it stands, for messages and for relative paths.
 * @throws MedspanError of code `config` that lists every problem.
 */
export declare function parseConfig(content: string, path: string, overrides?: readonly string[]): Config;
/** The resolved configuration as YAML, which `readConfig` reads to an equal one. */
export declare function formatConfig(config: Config): string;
/**
 * A configuration as it is written, with overrides in it and no default: a file that can lie anywhere, whose relative paths
 * lead where they did.
 */
export declare function freezeWritten(content: string, path: string, overrides: readonly string[]): string;
