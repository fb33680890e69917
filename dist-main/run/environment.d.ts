/** The versions that a run's numbers may depend on. */
export declare function currentVersions(): Record<string, string>;
/** What a run's speed depends on; nothing that tells whose machine it is. */
export declare function currentEnvironment(): Record<string, string>;
