import { type Command } from 'commander';
import type { ConceptSource, Relation } from '../umls/concept.ts';
import type { CommandContext } from './io.ts';
/** Where concepts are looked up, as the command line has it. */
export interface SourceSettings {
    readonly mrsty?: string;
    readonly metathesaurus?: string;
    readonly uts?: boolean;
    readonly relations?: readonly Relation[];
    readonly release?: string;
    readonly cache?: string;
    readonly maxAge?: number;
    readonly offline?: boolean;
    readonly keyFile?: string;
    readonly keyEnv?: string;
    readonly baseUrl?: string;
}
/** Adds the options that say where concepts are looked up. */
export declare function sourceOptions(command: Command): Command;
/**
 * Opens what the options name.
 * @throws MedspanError (`config`) unless they name one source, and options of that one alone
 */
export declare function openSource(settings: SourceSettings, { io, progress }: CommandContext): Promise<ConceptSource>;
