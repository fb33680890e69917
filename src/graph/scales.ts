/**
 * @file Numbers that all elements are multiplied with go into the product of matrices before or after, which multiplies with
 * one at no cost; by itself each would be a pass over memory.
 */
import type { Graph, Node } from './ir.ts'
import { type Builder, mul, sum, type Tensor } from './trace.ts'

interface Scaled {
  readonly tensor: Tensor
  readonly scale: number
}

/**
 * @param live the places of the nodes that count as readers of others
 * @param moved what stands in `builder` for the nodes before the one that is asked for
 */
export function createScales(
  { nodes, outputs }: Graph,
  live: ReadonlySet<number>,
  builder: Builder,
  moved: ReadonlyMap<number, Tensor>,
) {
  const readers = nodes.map(() => [] as (Node | 'output')[])
  for (const place of live) for (const input of nodes[place]!.inputs) readers[input]!.push(nodes[place]!)
  for (const place of outputs.values()) readers[place]!.push('output')

  const isReadOnce = (place: number): boolean => readers[place]!.length === 1

  /** The number and the other factor of a multiplication with a number. */
  function numberOf({ inputs }: Node<'mul'>): { readonly value: number; readonly other: number } | undefined {
    for (const [i, input] of inputs.entries()) {
      const node = nodes[input]!
      if (node.kind === 'constant') return { value: node.attrs.value, other: inputs[1 - i]! }
    }
    return undefined
  }

  /** A node that nothing else reads, times a number, where that takes no pass of its own. */
  function absorb(place: number, factor: number): Tensor | undefined {
    if (!isReadOnce(place)) return undefined
    const node = nodes[place]!
    const inputs = node.inputs.map(input => moved.get(input)!)
    switch (node.kind) {
      case 'matmul':
        return builder.apply('matmul', { ...node.attrs, scale: node.attrs.scale * factor }, inputs)
      case 'gemm': {
        const [a, b, c] = inputs
        const attrs = { ...node.attrs, scale: node.attrs.scale * factor }
        return builder.apply('gemm', attrs, [a!, b!, mul(c!, factor)])
      }
      case 'mul': {
        const number = numberOf(node)
        if (number !== undefined) return mul(moved.get(number.other)!, number.value * factor)
        for (const [i, input] of node.inputs.entries()) {
          const scaled = absorb(input, factor)
          if (scaled !== undefined) return mul(scaled, inputs[1 - i]!)
        }
        return undefined
      }
      default:
        return undefined
    }
  }

  const takesScale = (node: Node | 'output', place: number): boolean =>
    node !== 'output' &&
    (node.kind === 'matmul' || node.kind === 'sum' || (node.kind === 'gemm' && node.inputs[2] !== place))

  /** What all readers of a node can read instead, and the number that each then multiplies with. */
  function without(place: number): Scaled | undefined {
    return readers[place]!.every(reader => takesScale(reader, place)) ? inside(place) : undefined
  }

  function inside(place: number): Scaled | undefined {
    const node = nodes[place]!
    if (node.kind !== 'mul' || node.type.dtype !== 'float') return undefined
    const number = numberOf(node)
    if (number !== undefined) {
      const inner = isReadOnce(number.other) ? inside(number.other) : undefined
      return inner === undefined
        ? { tensor: moved.get(number.other)!, scale: number.value }
        : { tensor: inner.tensor, scale: inner.scale * number.value }
    }
    for (const [i, input] of node.inputs.entries()) {
      const inner = isReadOnce(input) ? inside(input) : undefined
      if (inner !== undefined)
        return { tensor: mul(inner.tensor, moved.get(node.inputs[1 - i]!)!), scale: inner.scale }
    }
    return undefined
  }

  return {
    /** The node with numbers moved into products; undefined where there are none to move. */
    move(node: Node): Tensor | undefined {
      switch (node.kind) {
        case 'mul': {
          if (node.type.dtype !== 'float') return undefined
          const number = numberOf(node)
          return number === undefined ? undefined : absorb(number.other, number.value)
        }
        case 'sum': {
          const scaled = without(node.inputs[0]!)
          return scaled && mul(sum(scaled.tensor, node.attrs.axes, node.attrs.keepDims), scaled.scale)
        }
        case 'matmul':
        case 'gemm': {
          const factors = node.inputs.slice(0, 2).map(without)
          if (factors.every(factor => factor === undefined)) return undefined
          const scale = factors.reduce((all, factor) => all * (factor?.scale ?? 1), node.attrs.scale)
          const inputs = node.inputs.map((input, i) => factors[i]?.tensor ?? moved.get(input)!)
          return builder.apply(node.kind, { ...node.attrs, scale }, inputs)
        }
        default:
          return undefined
      }
    },
  }
}
