/** A configuration without what only the user may say. */
export interface Disarmed {
    readonly value: unknown;
    /** The paths of keys that do not count, such as `slurm.setup`: those that said something. */
    readonly ignored: readonly string[];
}
/** Takes out of the values of a configuration what only the user may say. */
export declare function disarm(value: unknown): Disarmed;
