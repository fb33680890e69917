import type { Config } from '../config/config.ts';
import { type CommandContext, type CommonOptions } from './io.ts';
interface SeedsCommandOptions extends CommonOptions {
    readonly seeds: readonly number[];
    readonly jobs?: number;
    readonly overwrite?: boolean;
    readonly dryRun?: boolean;
    readonly report: boolean;
}
/** Trains with each seed, and reports each run and tells the webhooks of it as soon as it has ended. */
export declare function trainSeedsAloud(config: Config, options: SeedsCommandOptions, context: CommandContext): Promise<void>;
export {};
