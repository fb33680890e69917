/** What a categorical parameter may choose: what JSON can hold and Optuna can store. */
export type Choice = null | boolean | number | string;
/** A value as users see it. */
export type ParamValue = Choice;
export interface FloatDistribution {
    readonly kind: 'float';
    /** Both ends belong to the range. */
    readonly low: number;
    readonly high: number;
    /** Whether the logarithm is what is spread evenly; there is no step then. */
    readonly log: boolean;
    /** Values are `low + k * step`. */
    readonly step: number | undefined;
}
export interface IntDistribution {
    readonly kind: 'int';
    readonly low: number;
    readonly high: number;
    /** Whether the logarithm is what is spread evenly; the step is 1 then. */
    readonly log: boolean;
    readonly step: number;
}
export interface CategoricalDistribution {
    readonly kind: 'categorical';
    readonly choices: readonly Choice[];
}
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution;
export type NumericDistribution = FloatDistribution | IntDistribution;
/** Parameters by name. */
export type Distributions = Readonly<Record<string, Distribution>>;
/**
 * A range of floats. With a step, `high` becomes the greatest value that steps from `low` reach.
 *
 * @param at where the range stands, for errors: the name of the parameter
 * @throws MedspanError `config` where the ends, the scale and the step do not go together
 */
export declare function floatDistribution(low: number, high: number, options?: {
    readonly log?: boolean | undefined;
    readonly step?: number | undefined;
}, at?: string): FloatDistribution;
/** A range of whole numbers; as `floatDistribution`, and the step is 1 on a logarithmic scale. */
export declare function intDistribution(low: number, high: number, options?: {
    readonly log?: boolean | undefined;
    readonly step?: number | undefined;
}, at?: string): IntDistribution;
/** One of several choices; all of them differ. */
export declare function categoricalDistribution(choices: readonly Choice[], at?: string): CategoricalDistribution;
/** Whether only one value is possible. */
export declare function isSingle(distribution: Distribution): boolean;
/** The only value of a distribution of one, as inside. */
export declare function singleValue(distribution: Distribution): number;
/**
 * A value as it is kept inside: the number itself, or the index of the choice.
 *
 * @throws MedspanError `data` where the value is no number, or none of the choices. A number out of range is no error:
 *     a user may fix one, as with Optuna.
 */
export declare function internalValue(distribution: Distribution, value: ParamValue, at?: string): number;
/** A value as users see it, from the number that is kept inside. */
export declare function externalValue(distribution: Distribution, internal: number): ParamValue;
/** Whether a number inside belongs to the distribution. */
export declare function contains(distribution: Distribution, internal: number): boolean;
/** Whether two distributions are the same in every respect. */
export declare function sameDistribution(a: Distribution, b: Distribution): boolean;
/**
 * Checks that a parameter may have another distribution than in earlier trials, as Optuna does: the kind and the scale
 * must be the same, and the choices too; ranges and steps may change.
 *
 * @throws MedspanError `config`
 */
export declare function checkCompatible(name: string, before: Distribution, now: Distribution): void;
