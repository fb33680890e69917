/**
 * @file Which features a feature structure has in a table, in which order, and how their values are held.
 */
import { type Feature, type TypeSystem } from './typesystem.ts';
/** The type of a feature's elements where they stand inside their owner; undefined for a single value. */
export declare function elementOf(feature: Feature, arrayItself: boolean): string | undefined;
/** The least and the greatest value of whole numbers. */
export declare const RANGES: ReadonlyMap<string, readonly [number, number]>;
/** How a feature's value stands in a row. */
export type SlotKind = 'integer' | 'boolean' | 'reference' | 'string' | 'other';
/** A feature as rows of one shape hold it. */
export interface Column {
    readonly name: string;
    readonly kind: SlotKind;
}
/** A feature as rows of one type hold it. */
export interface Slot extends Column {
    readonly feature: Feature;
    /** The type of the elements where the value is a list of them. */
    readonly element: string | undefined;
    /** The greatest value of whole numbers and references; -1 where the value is neither. */
    readonly max: number;
}
/** Which features a structure has, in their order; reached from the empty shape of its type feature by feature. */
export declare class Shape {
    #private;
    readonly type: string;
    /** The places of annotations' features, -1 where they are not set. */
    readonly begin: number;
    readonly end: number;
    readonly sofa: number;
    readonly size: number;
    /** @param before the shape with all features but the last one */
    constructor(type: string, before?: Shape, last?: Column);
    get slots(): readonly Column[];
    /** The place of a feature, or -1. */
    place(name: string): number;
    /** This shape with one feature more. */
    with(slot: Column): Shape;
}
/** How a feature of a type is held. */
export declare function createSlot(typeSystem: TypeSystem, type: string, feature: Feature): Slot;
