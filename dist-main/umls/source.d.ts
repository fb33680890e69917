import type { Progress } from '../progress.ts';
import type { ConceptSource, Relation } from './concept.ts';
type Environment = Readonly<Record<string, string | undefined>>;
/** UTS as a configuration has it. */
export interface UtsSetting {
    readonly release?: string | undefined;
    /** The environment variable that holds the key; default `UMLS_API_KEY`. */
    readonly key_env?: string | undefined;
    /** A file with the key that only its owner may read; goes before the environment. */
    readonly key_file?: string | undefined;
    /** Default `defaultUtsCache`. */
    readonly cache?: string | undefined;
    readonly offline?: boolean | undefined;
    /** The server; goes before `MEDSPAN_UTS_URL`, and that before NLM's. */
    readonly base_url?: string | undefined;
    /** How many hours a kept answer serves; see `UtsOptions.maxAgeMs` for the default. */
    readonly max_age_hours?: number | undefined;
}
/** Where types come from: one of `mrsty`, `metathesaurus` and `uts`; paths are absolute. */
export interface ConceptSetting {
    readonly mrsty?: string | undefined;
    readonly metathesaurus?: string | undefined;
    readonly uts?: UtsSetting | undefined;
    /** Inexact successors of retired concepts to follow, for `metathesaurus`. */
    readonly relations?: readonly Relation[] | undefined;
}
/** `$XDG_CACHE_HOME/medspan/uts.sqlite`, or the same under `~/.cache`. */
export declare function defaultUtsCache(env: Environment): string;
/**
 * Opens the source that a setting names. Its `close` must be called.
 * @throws MedspanError (`config`) unless it names one; what opening that one throws
 */
export declare function createConceptSource(setting: ConceptSetting, options: {
    readonly env: Environment;
    readonly progress?: Progress;
}): Promise<ConceptSource>;
export {};
