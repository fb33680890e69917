/**
 * @file A search space as data: parameters with their ranges, and under which values of others they exist.
 *
 * The form is that of a configuration file:
 *
 *     learningRate: { low: 1e-5, high: 5e-5, log: true }
 *     batchSize: [8, 16, 32]
 *     epochs: { type: int, low: 1, high: 5 }
 *     loss.name: { choices: [cross-entropy, focal] }
 *     loss.gamma: { low: 0, high: 5, step: 0.5, when: { loss.name: focal } }
 *
 * A parameter with `when` is drawn only in trials whose other parameters have one of the values named there; in all
 * others it is absent, as a parameter is in Optuna that a branch of the objective never asks for.
 */
import { type Choice, type Distribution, type Distributions, type ParamValue } from './distributions.ts';
/** Values of other parameters, all of which must hold: one value, or a list of which one must. */
export type When = Readonly<Record<string, Choice | readonly Choice[]>>;
export interface FloatParameter {
    /** What a range is where nothing is said. */
    readonly type?: 'float';
    readonly low: number;
    readonly high: number;
    readonly log?: boolean;
    readonly step?: number;
    readonly when?: When;
}
export interface IntParameter {
    readonly type: 'int';
    readonly low: number;
    readonly high: number;
    readonly log?: boolean;
    readonly step?: number;
    readonly when?: When;
}
export interface CategoricalParameter {
    readonly type?: 'categorical';
    readonly choices: readonly Choice[];
    readonly when?: When;
}
/** What a user writes for one parameter; a list alone is a list of choices. */
export type Parameter = FloatParameter | IntParameter | CategoricalParameter | readonly Choice[];
export type SpaceDefinition = Readonly<Record<string, Parameter>>;
export interface SpaceCondition {
    readonly name: string;
    /** One of them must be the value of `name`. */
    readonly values: readonly Choice[];
}
export interface SpaceParameter {
    readonly name: string;
    readonly distribution: Distribution;
    /** All must hold; none for a parameter that every trial has. */
    readonly when: readonly SpaceCondition[];
}
/** Checked, and in an order in which each parameter stands behind those that its `when` names. */
export interface Space {
    readonly parameters: readonly SpaceParameter[];
}
/**
 * Checks a search space and puts its parameters in order: that of the definition, but each behind those it depends on.
 *
 * @param definition what a user wrote, such as the value of a configuration's key
 * @param at the path of that key, for errors
 * @throws MedspanError `config`, with the path of what is wrong
 */
export declare function createSpace(definition: SpaceDefinition | unknown, at?: string): Space;
/** Whether a trial with these parameters has this one. */
export declare function isActive({ when }: SpaceParameter, params: Readonly<Record<string, ParamValue>>): boolean;
/** The distributions of all parameters, those with conditions too. */
export declare function spaceDistributions({ parameters }: Space): Distributions;
