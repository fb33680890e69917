/**
 * @file Making a graph smaller without changing what it computes.
 *
 * One walk in order: identities (`x·1`, a reshape of a reshape), sums of slices, constants computed now, numbers that go into
 * products of matrices (`scales.ts`), equal nodes shared; then whatever no output needs is dropped. Inputs always stay: they
 * are the graph's signature.
 */
import { type Graph, type Node, type OpKind, product, sameShape } from './ir.ts'
import { createScales } from './scales.ts'
import { add, Builder, broadcast, concat, type Tensor } from './trace.ts'

export function rewrite(graph: Graph): Graph {
  const live = liveNodes(graph)
  const builder = new Builder()
  const moved = new Map<number, Tensor>()
  const known = new Map<string, Tensor>()
  const scales = createScales(graph, live, builder, moved)
  for (const [place, node] of graph.nodes.entries()) {
    if (!live.has(place)) continue
    const inputs = node.inputs.map(input => moved.get(input)!)
    const tensor = simplify(node, inputs, builder) ?? scales.move(node) ?? share(node, inputs, builder, known)
    moved.set(place, tensor)
  }
  const outputs = [...graph.outputs].map(([name, place]) => [name, moved.get(place)!] as const)
  const result = builder.finish(Object.fromEntries(outputs))
  // Identities leave nodes behind that nothing uses any more.
  return liveNodes(result).size === result.nodes.length ? result : rewrite(result)
}

/** Places of the inputs, and of what an output depends on. */
function liveNodes(graph: Graph): Set<number> {
  const live = new Set<number>(graph.outputs.values())
  for (let place = graph.nodes.length - 1; place >= 0; place--) {
    const node = graph.nodes[place]!
    if (node.kind === 'input') live.add(place)
    if (live.has(place)) for (const input of node.inputs) live.add(input)
  }
  return live
}

const commutative: ReadonlySet<OpKind> = new Set<OpKind>(['add', 'mul', 'xor', 'equal'])

/** The same node over the same inputs is computed once. */
function share(node: Node, inputs: readonly Tensor[], builder: Builder, known: Map<string, Tensor>): Tensor {
  const places = inputs.map(input => input.place)
  if (commutative.has(node.kind)) places.sort((a, b) => a - b)
  const key = JSON.stringify([node.kind, node.attrs, places])
  const same = known.get(key)
  if (same !== undefined) return same
  const tensor = builder.apply(node.kind, node.attrs, inputs)
  known.set(key, tensor)
  return tensor
}

/** An existing tensor, or a new constant, that equals the node; undefined when no identity applies. */
function simplify(node: Node, inputs: readonly Tensor[], builder: Builder): Tensor | undefined {
  const values = inputs.map(constantValue)
  const [a, b] = inputs
  const keeps = (tensor: Tensor): boolean => sameShape(tensor.shape, node.type.shape)
  switch (node.kind) {
    case 'add':
      if (values[0] === 0 && keeps(b!)) return b
      if (values[1] === 0 && keeps(a!)) return a
      return joinSlices(a!, b!, builder)
    case 'sub':
      if (values[1] === 0 && keeps(a!)) return a
      break
    case 'mul':
      if (values[0] === 1 && keeps(b!)) return b
      if (values[1] === 1 && keeps(a!)) return a
      break
    case 'div':
      if (values[1] === 1 && keeps(a!)) return a
      break
    case 'neg': {
      const inner = builder.nodes[a!.place]!
      if (inner.kind === 'neg') return builder.tensor(inner.inputs[0]!)
      break
    }
    case 'reshape': {
      const inner = builder.nodes[a!.place]!
      const source = inner.kind === 'reshape' ? builder.tensor(inner.inputs[0]!) : a!
      if (keeps(source)) return source
      if (source !== a) return builder.apply('reshape', node.attrs, [source])
      break
    }
    case 'transpose': {
      const { perm } = node.attrs
      if (perm.every((axis, i) => axis === i)) return a
      const inner = builder.nodes[a!.place]!
      if (inner.kind !== 'transpose') break
      const before = inner.attrs.perm
      const source = builder.tensor(inner.inputs[0]!)
      return builder.apply('transpose', { perm: perm.map(axis => before[axis]!) }, [source])
    }
    default:
  }
  const folded = foldScalars(node, values)
  return folded === undefined || product(node.type.shape) !== 1
    ? undefined
    : builder.apply('constant', { value: folded, dtype: node.type.dtype }, [])

  function constantValue(tensor: Tensor): number | undefined {
    const source = builder.nodes[tensor.place]!
    return source.kind === 'constant' ? source.attrs.value : undefined
  }
}

interface Part {
  readonly begin: number
  readonly end: number
  /** Undefined where all is 0. */
  readonly tensor: Tensor | undefined
}

/**
 * The sum of derivatives of two slices, each with zeros around it, as one row of parts: `[a 0] + [0 b]` is `[a b]`.
 * Undefined where the parts do not fit together.
 */
function joinSlices(a: Tensor, b: Tensor, builder: Builder): Tensor | undefined {
  const [left, right] = [builder.nodes[a.place]!, builder.nodes[b.place]!]
  if (left.kind !== 'concat' || right.kind !== 'concat') return undefined
  const { axis } = left.attrs
  const { shape } = left.type
  if (axis !== right.attrs.axis || !sameShape(shape, right.type.shape)) return undefined
  const [ours, theirs] = [partsOf(left), partsOf(right)]
  const joined: Part[] = []
  for (let begin = 0; begin < (shape[axis] as number); begin = joined.at(-1)!.end) {
    const [one, other] = [ours, theirs].map(
      parts => parts.find(part => part.begin <= begin && begin < part.end)!,
    )
    const full = [one!, other!].filter(part => part.tensor !== undefined)
    const end = full.length > 0 ? full[0]!.end : Math.min(one!.end, other!.end)
    const isZero = (parts: readonly Part[]): boolean =>
      parts.every(part => part.tensor === undefined || part.end <= begin || end <= part.begin)
    if (full.some(part => part.begin !== begin || part.end !== end)) return undefined
    if (full.length === 1 && !isZero(one === full[0] ? theirs : ours)) return undefined
    const [first, second] = full.map(part => part.tensor!)
    joined.push({ begin, end, tensor: second === undefined ? first : add(first!, second) })
  }
  return concat(
    joined.map(({ begin, end, tensor }) => {
      const zero = () => builder.apply('constant', { value: 0, dtype: left.type.dtype }, [])
      return tensor ?? broadcast(zero(), shape.with(axis, end - begin))
    }),
    axis,
  )

  function partsOf(node: Node<'concat'>): Part[] {
    let end = 0
    return node.inputs.map(place => {
      const begin = end
      const source = builder.nodes[place]!
      end += source.type.shape[axis] as number
      return { begin, end, tensor: isAllZero(source) ? undefined : builder.tensor(place) }
    })
  }

  function isAllZero(node: Node): boolean {
    if (node.kind === 'constant') return node.attrs.value === 0
    return node.kind === 'broadcast' && isAllZero(builder.nodes[node.inputs[0]!]!)
  }
}

/** Float arithmetic on constants. */
function foldScalars(node: Node, values: readonly (number | undefined)[]): number | undefined {
  if (node.type.dtype !== 'float' || node.type.shape.length > 0) return undefined
  const [a, b] = values
  if (a === undefined) return undefined
  if (node.kind === 'neg') return -a
  if (b === undefined) return undefined
  switch (node.kind) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
      return a / b
    default:
      return undefined
  }
}
