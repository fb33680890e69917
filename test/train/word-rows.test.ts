/** @file Optimizers over a table of whose rows few have gradients: the bits are those of the formula over all of it. */
import { expect, it } from 'vitest'
import { createKernelMemory } from '../../src/graph/elementwise.ts'
import { createRandom } from '../../src/random.ts'
import { createLayout, viewsOf } from '../../src/train/engine/flat-parameters.ts'
import { createAdafactor } from '../../src/train/engine/onnx/adafactor.ts'
import { createAdamW, type Optimizer } from '../../src/train/engine/onnx/optimizer.ts'

const [ROWS, COLUMNS] = [40, 6]
const shapes = { before: [3, 5], words: [ROWS, COLUMNS], after: [7], last: [2, 2] }

interface Options {
  /** Left out, AdamW. */
  readonly isAdafactor?: boolean
  readonly weightDecay: number
  readonly epsilon: number
  /** Whether the optimizer knows of the table. */
  readonly hasTable: boolean
}

/** An optimizer, of which gradients are drawn. */
function create({ isAdafactor = false, weightDecay, epsilon, hasTable }: Options) {
  const random = createRandom(5, 'adamw')
  const parameters = new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from({ length: shape[0]! * (shape[1] ?? 1) }, () => random.normal()) },
    ]),
  )
  const names = [...parameters.keys()]
  const layout = createLayout(parameters, (name, { shape }) => ({
    isDecayed: shape.length > 1,
    lrMultiplier: name === 'before' ? 0.5 : 1,
  }))
  const memory = createKernelMemory(new Array<number>(4).fill(layout.size))
  const [flat, gradients] = [memory.allocate(layout.size), memory.allocate(layout.size)]
  const views = viewsOf(flat, layout, names)
  for (const [name, { data }] of views) data.set(parameters.get(name)!.data)
  const table = layout.slots.get('words')!
  const trained = {
    layout,
    names,
    parameters: flat,
    gradients,
    memory,
    table: hasTable ? table : undefined,
  }
  const optimizer = isAdafactor
    ? createAdafactor(trained, { weightDecay })
    : createAdamW(trained, { betas: [0.9, 0.999], epsilon, weightDecay })
  const arrays: Readonly<Record<string, Float32Array>> = {
    flat,
    ...Object.fromEntries(moments(optimizer.moments)),
  }
  return {
    optimizer,
    gradients,
    arrays,
    step(update: number): void {
      const own = createRandom(5, 'gradients', update)
      const rows = new Set([0, 17, 18, Math.floor(own.uniform() * ROWS), ...(update > 3 ? [ROWS - 1] : [])])
      for (let i = 0; i < gradients.length; i++) gradients[i] = own.normal()
      for (let row = 0; row < ROWS; row++)
        if (!rows.has(row)) {
          const begin = table.begin + row * COLUMNS
          gradients.fill(0, begin, begin + COLUMNS)
        }
      optimizer.update({ gradientScale: 0.7, learningRate: 0.01 * update, update }, rows)
    },
  }
}

function moments(all: Optimizer['moments']): [string, Float32Array][] {
  return Object.entries(all).flatMap(([moment, tensors]) =>
    [...tensors].map(([name, { data }]): [string, Float32Array] => [`${moment}.${name}`, data]),
  )
}

const bits = (arrays: Readonly<Record<string, Float32Array>>): Record<string, Uint32Array> =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, data]) => [name, new Uint32Array(Float32Array.from(data).buffer)]),
  )

it.each([
  { weightDecay: 0.1, epsilon: 1e-8 },
  { weightDecay: 0, epsilon: 1e-8 },
  // 0 / 0 is no number, and the rows that were never used have it too.
  { weightDecay: 0.1, epsilon: 0 },
  { weightDecay: 0.1, epsilon: 0, isAdafactor: true },
  { weightDecay: 0, epsilon: 0, isAdafactor: true },
])('bits are the same where rows have no gradient: %o', options => {
  const plain = create({ ...options, hasTable: false })
  const ours = create({ ...options, hasTable: true })
  ours.arrays.flat![20] = plain.arrays.flat![20] = -0
  for (let update = 1; update <= 6; update++) {
    plain.step(update)
    ours.step(update)
    expect(bits(ours.arrays)).toEqual(bits(plain.arrays))
  }
})

it('AdamW goes on with the same bits after its moments were restored', () => {
  const options = { weightDecay: 0.1, epsilon: 1e-8 }
  const [plain, ours] = [create({ ...options, hasTable: false }), create({ ...options, hasTable: true })]
  for (let update = 1; update <= 3; update++) plain.step(update)
  // As a moment is when it has become too small for a number: the next update makes 0 of it.
  plain.arrays['exp_avg.words']![5 * COLUMNS] = -0
  // A row that only the other one knows.
  ours.step(1)
  for (const [name, array] of Object.entries(ours.arrays)) array.set(plain.arrays[name]!)
  ours.optimizer.restored()
  for (let update = 4; update <= 7; update++) {
    plain.step(update)
    ours.step(update)
    expect(bits(ours.arrays)).toEqual(bits(plain.arrays))
  }
})

it('AdamW takes any row to have a gradient when it is told of none', () => {
  const [plain, ours] = [false, true].map(hasTable => create({ weightDecay: 0.1, epsilon: 1e-8, hasTable }))
  for (const { optimizer, gradients, step } of [plain!, ours!]) {
    step(1)
    gradients.fill(0.5)
    optimizer.update({ gradientScale: 1, learningRate: 0.1, update: 2 })
  }
  expect(bits(ours!.arrays)).toEqual(bits(plain!.arrays))
})
