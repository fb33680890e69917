/** @file The floating-point operations of training steps: those that word pieces need, and none for padding. */
import type { Encoder } from '../src/nn/encoder.ts'

/** The weights of a linear map, x Wᵀ. */
export type LinearMap = readonly [outputs: number, inputs: number]

/** What is known of an encoder without computing it. */
type Outline = Pick<Encoder, 'parameters' | 'layers' | 'hiddenSize'>

/** Parameters of two dimensions from which rows are taken. */
const EMBEDDINGS = /embed|wte|wpe/i

const mapsOf = ({ parameters }: Pick<Outline, 'parameters'>): LinearMap[] =>
  [...parameters].flatMap(([name, { shape }]) =>
    shape.length === 2 && !EMBEDDINGS.test(name) ? [[shape[0]!, shape[1]!] as const] : [],
  )

/** The linear maps of an average layer; those that stand in fewer than half of the layers are left out. */
export function mapsOfLayer(encoder: Outline): LinearMap[] {
  const counts = new Map<string, { readonly map: LinearMap; count: number }>()
  for (const map of mapsOf(encoder)) {
    const found = counts.get(String(map)) ?? { map, count: 0 }
    counts.set(String(map), found)
    found.count++
  }
  return [...counts.values()].flatMap(({ map, count }) =>
    Array<LinearMap>(Math.round(count / encoder.layers)).fill(map),
  )
}

const sizeOf = (maps: readonly LinearMap[]): number => maps.reduce((sum, [out, into]) => sum + out * into, 0)

/** Of the products that a step makes of linear maps over N rows: forward, dX and dW, 2 N weights each. */
export const productFlops = (maps: readonly LinearMap[], rows: number): number => 6 * rows * sizeOf(maps)

/**
 * Of a training step: 6 for each piece and weight of a linear map, the classifier's among them, and in each layer the two
 * products of attention, forward and twice backward, over the pairs of pieces of a sequence: 12 D pieces².
 * @param lengths the word pieces of each sequence
 */
export function stepFlops(encoder: Outline, labels: number, lengths: readonly number[]): number {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
  const maps: LinearMap[] = [...mapsOf(encoder), [labels, encoder.hiddenSize]]
  const pairs = sum(lengths.map(length => length * length))
  return productFlops(maps, sum(lengths)) + 12 * encoder.layers * encoder.hiddenSize * pairs
}
