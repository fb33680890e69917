/**
 * @file Which features a feature structure has in a table, in which order, and how their values are held.
 */
import { ARRAYS, LISTS } from "./typesystem.js";
/** The type of a feature's elements where they stand inside their owner; undefined for a single value. */
export function elementOf(feature, arrayItself) {
    if (arrayItself && feature.name === 'elements')
        return ARRAYS.get(feature.range);
    if (feature.multipleReferencesAllowed)
        return undefined;
    if (feature.range.endsWith('[]'))
        return 'uima.cas.TOP';
    return ARRAYS.get(feature.range) ?? LISTS.get(feature.range);
}
/** The least and the greatest value of whole numbers. */
export const RANGES = new Map([
    ['uima.cas.Byte', [-(2 ** 7), 2 ** 7 - 1]],
    ['uima.cas.Short', [-(2 ** 15), 2 ** 15 - 1]],
    ['uima.cas.Integer', [-(2 ** 31), 2 ** 31 - 1]],
]);
/** Which features a structure has, in their order; reached from the empty shape of its type feature by feature. */
export class Shape {
    type;
    /** The places of annotations' features, -1 where they are not set. */
    begin;
    end;
    sofa;
    #before;
    #last;
    size;
    #next = new Map();
    // Made when they are asked for: most shapes are only on the way to others.
    #slots;
    #places;
    /** @param before the shape with all features but the last one */
    constructor(type, before, last) {
        this.type = type;
        this.#before = before;
        this.#last = last;
        this.size = before === undefined ? 0 : before.size + 1;
        const place = (name) => last?.name === name ? this.size - 1 : (before?.[name] ?? -1);
        this.begin = place('begin');
        this.end = place('end');
        this.sofa = place('sofa');
    }
    get slots() {
        if (this.#slots === undefined) {
            const slots = [];
            for (let shape = this; shape.#before !== undefined; shape = shape.#before)
                slots.push(shape.#last);
            this.#slots = slots.reverse();
        }
        return this.#slots;
    }
    /** The place of a feature, or -1. */
    place(name) {
        this.#places ??= new Map(this.slots.map((slot, i) => [slot.name, i]));
        return this.#places.get(name) ?? -1;
    }
    /** This shape with one feature more. */
    with(slot) {
        let next = this.#next.get(slot);
        if (next === undefined) {
            next = new Shape(this.type, this, slot);
            this.#next.set(slot, next);
        }
        return next;
    }
}
/** How a feature of a type is held. */
export function createSlot(typeSystem, type, feature) {
    const element = elementOf(feature, ARRAYS.has(type));
    const { name, range } = feature;
    let kind = 'reference';
    if (element !== undefined)
        kind = 'other';
    else if (RANGES.has(range))
        kind = 'integer';
    else if (/^uima\.cas\.(?:Long|Float|Double)$/.test(range))
        kind = 'other';
    else if (range === 'uima.cas.Boolean')
        kind = 'boolean';
    else if (typeSystem.isSubtype(range, 'uima.cas.String'))
        kind = 'string';
    const max = kind === 'reference' ? 2 ** 31 - 1 : kind === 'integer' ? (RANGES.get(range)?.[1] ?? -1) : -1;
    return { name, feature, kind, element, max };
}
