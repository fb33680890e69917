/**
 * @file Which features a feature structure has in a table, in which order, and how their values are held.
 */
import { ARRAYS, type Feature, LISTS, type TypeSystem } from './typesystem.ts'

/** The type of a feature's elements where they stand inside their owner; undefined for a single value. */
export function elementOf(feature: Feature, arrayItself: boolean): string | undefined {
  if (arrayItself && feature.name === 'elements') return ARRAYS.get(feature.range)
  if (feature.multipleReferencesAllowed) return undefined
  if (feature.range.endsWith('[]')) return 'uima.cas.TOP'
  return ARRAYS.get(feature.range) ?? LISTS.get(feature.range)
}

/** The least and the greatest value of whole numbers. */
export const RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['uima.cas.Byte', [-(2 ** 7), 2 ** 7 - 1]],
  ['uima.cas.Short', [-(2 ** 15), 2 ** 15 - 1]],
  ['uima.cas.Integer', [-(2 ** 31), 2 ** 31 - 1]],
])

/** How a feature's value stands in a row. */
export type SlotKind = 'integer' | 'boolean' | 'reference' | 'string' | 'other'

/** A feature as rows of one shape hold it. */
export interface Column {
  readonly name: string
  readonly kind: SlotKind
}

/** A feature as rows of one type hold it. */
export interface Slot extends Column {
  readonly feature: Feature
  /** The type of the elements where the value is a list of them. */
  readonly element: string | undefined
  /** The greatest value of whole numbers and references; -1 where the value is neither. */
  readonly max: number
}

/** Which features a structure has, in their order; reached from the empty shape of its type feature by feature. */
export class Shape {
  readonly type: string
  /** The places of annotations' features, -1 where they are not set. */
  readonly begin: number
  readonly end: number
  readonly sofa: number
  readonly #before: Shape | undefined
  readonly #last: Column | undefined
  readonly size: number
  readonly #next = new Map<Column, Shape>()
  // Made when they are asked for: most shapes are only on the way to others.
  #slots: readonly Column[] | undefined
  #places: ReadonlyMap<string, number> | undefined

  /** @param before the shape with all features but the last one */
  constructor(type: string, before?: Shape, last?: Column) {
    this.type = type
    this.#before = before
    this.#last = last
    this.size = before === undefined ? 0 : before.size + 1
    const place = (name: 'begin' | 'end' | 'sofa'): number =>
      last?.name === name ? this.size - 1 : (before?.[name] ?? -1)
    this.begin = place('begin')
    this.end = place('end')
    this.sofa = place('sofa')
  }

  get slots(): readonly Column[] {
    if (this.#slots === undefined) {
      const slots: Column[] = []
      for (let shape: Shape = this; shape.#before !== undefined; shape = shape.#before)
        slots.push(shape.#last!)
      this.#slots = slots.reverse()
    }
    return this.#slots
  }

  /** The place of a feature, or -1. */
  place(name: string): number {
    this.#places ??= new Map(this.slots.map((slot, i) => [slot.name, i]))
    return this.#places.get(name) ?? -1
  }

  /** This shape with one feature more. */
  with(slot: Column): Shape {
    let next = this.#next.get(slot)
    if (next === undefined) {
      next = new Shape(this.type, this, slot)
      this.#next.set(slot, next)
    }
    return next
  }
}

/** How a feature of a type is held. */
export function createSlot(typeSystem: TypeSystem, type: string, feature: Feature): Slot {
  const element = elementOf(feature, ARRAYS.has(type))
  const { name, range } = feature
  let kind: SlotKind = 'reference'
  if (element !== undefined) kind = 'other'
  else if (RANGES.has(range)) kind = 'integer'
  else if (/^uima\.cas\.(?:Long|Float|Double)$/.test(range)) kind = 'other'
  else if (range === 'uima.cas.Boolean') kind = 'boolean'
  else if (typeSystem.isSubtype(range, 'uima.cas.String')) kind = 'string'
  const max = kind === 'reference' ? 2 ** 31 - 1 : kind === 'integer' ? (RANGES.get(range)?.[1] ?? -1) : -1
  return { name, feature, kind, element, max }
}
