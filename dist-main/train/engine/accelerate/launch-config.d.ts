import { type Config } from '../../../config/config.ts';
/** The user's own file, or what the settings come to. */
export declare function accelerateYaml(config: Config): Promise<string>;
