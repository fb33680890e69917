/**
 * @file The trained parameters in one flat array, and arrays of the same layout beside it.
 *
 * Parameters that an optimizer treats alike lie together, so that each group is one stretch of memory.
 */
import { type FloatTensor, type NamedTensors, sizeOf } from '../../nn/tensors.ts'

/** How an optimizer treats a parameter. */
export interface Treatment {
  readonly isDecayed: boolean
  /** What the learning rate is multiplied with. */
  readonly lrMultiplier: number
}

/** Where a parameter lies. */
export interface Slot extends Treatment {
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** A stretch of parameters that are treated alike. */
export interface Group extends Treatment {
  readonly begin: number
  readonly end: number
}

export interface Layout {
  readonly slots: ReadonlyMap<string, Slot>
  readonly groups: readonly Group[]
  readonly size: number
}

/** Lays parameters out: those that are decayed first, then by falling rate, then in their own order. */
export function createLayout(
  parameters: NamedTensors,
  treatmentOf: (name: string, tensor: FloatTensor) => Treatment,
): Layout {
  const members = new Map<string, { treatment: Treatment; names: string[] }>()
  for (const [name, tensor] of parameters) {
    const treatment = treatmentOf(name, tensor)
    const key = `${treatment.isDecayed} ${treatment.lrMultiplier}`
    const group = members.get(key) ?? { treatment, names: [] }
    group.names.push(name)
    members.set(key, group)
  }
  const ordered = [...members.values()].sort(
    ({ treatment: a }, { treatment: b }) =>
      Number(b.isDecayed) - Number(a.isDecayed) || b.lrMultiplier - a.lrMultiplier,
  )
  const slots = new Map<string, Slot>()
  const groups: Group[] = []
  let end = 0
  for (const { treatment, names } of ordered) {
    const first = end
    for (const name of names) {
      const { shape } = parameters.get(name)!
      const begin = end
      end += sizeOf(shape)
      slots.set(name, { ...treatment, shape, begin, end })
    }
    groups.push({ ...treatment, begin: first, end })
  }
  return { slots, groups, size: end }
}

/** An array of a layout as tensors by name, in the order of `names`; they share its memory. */
export function viewsOf(
  array: Float32Array,
  { slots }: Layout,
  names: Iterable<string> = slots.keys(),
): Map<string, FloatTensor> {
  const views = new Map<string, FloatTensor>()
  for (const name of names) {
    const { shape, begin, end } = slots.get(name)!
    views.set(name, { shape, data: array.subarray(begin, end) })
  }
  return views
}
