import { describe, expect, test } from 'vitest'
import { createNopPruner } from '../../src/tune/pruners/pruner.ts'
import { combineValues, createGridSampler, gridOf } from '../../src/tune/samplers/grid-sampler.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createMemoryStorage } from '../../src/tune/storage/memory-storage.ts'
import { createStudy } from '../../src/tune/study.ts'
import { everything, testSampler } from './sampler-contract.ts'

testSampler('grid', seed => createGridSampler(gridOf(everything, 2), { seed }))

const values = { batch: [8, 16, 32], loss: ['plain', 'focal'] }
const space = createSpace({ batch: [8, 16, 32], loss: ['plain', 'focal'] })

function keysOf(trials: readonly { readonly params: object }[]): string[] {
  return trials.map(({ params }) => JSON.stringify(params)).sort()
}

describe('a grid', () => {
  test('has every combination, the last parameter changing fastest', () => {
    expect(combineValues(values).slice(0, 3)).toEqual([
      { batch: 8, loss: 'plain' },
      { batch: 8, loss: 'focal' },
      { batch: 16, loss: 'plain' },
    ])
  })

  test('of a space has evenly spaced values on the scale, and conditional ones only where they are', () => {
    expect(
      gridOf(
        createSpace({
          rate: { type: 'float', low: 1e-4, high: 1, log: true },
          loss: ['plain', 'focal'],
          gamma: { type: 'int', low: 1, high: 2, when: { loss: 'focal' } },
        }),
        3,
      ).map(({ rate, ...rest }) => ({ rate: Number((rate as number).toPrecision(6)), ...rest })),
    ).toEqual(
      [1e-4, 1e-2, 1].flatMap(rate => [
        { rate, loss: 'plain' },
        { rate, loss: 'focal', gamma: 1 },
        { rate, loss: 'focal', gamma: 2 },
      ]),
    )
    expect(
      gridOf(createSpace({ x: { type: 'int', low: 0, high: 100, step: 5 } }), 4).map(({ x }) => x),
    ).toEqual([0, 35, 65, 100])
    expect(() => gridOf(createSpace({ x: { type: 'float', low: 0, high: 1 } }), 1)).toThrow(
      'at least two values',
    )
    expect(() => createGridSampler([])).toThrow('at least one combination')
  })
})

describe('the grid sampler', () => {
  test('tries every combination once and stops, failed ones too', async () => {
    const study = await createStudy({ sampler: createGridSampler(values, { seed: 1 }) })
    const done = await study.optimize(
      async trial => {
        await trial.suggest(space)
        if (trial.number === 2) throw new Error('as agreed')
        return 1
      },
      { catch: () => true },
    )
    expect(done).toEqual({ trials: 6, reason: 'stopped' })
    expect(keysOf(await study.trials())).toEqual(keysOf(combineValues(values).map(params => ({ params }))))
    const order = (await study.trials()).map(trial => trial.params)
    expect(order).not.toEqual(combineValues(values))
  })

  test('goes on in another process, beside others, and leaves out what runs elsewhere', async () => {
    const storage = createMemoryStorage()
    const open = () =>
      createStudy({ storage, loadIfExists: true, sampler: createGridSampler(values, { seed: 2 }) })
    const held = await (await open()).ask(space)
    const objective = async (trial: import('../../src/tune/trial.ts').Trial): Promise<number> => {
      await trial.suggest(space)
      return 1
    }
    await (await open()).optimize(objective, { trials: 3, jobs: 2 })
    const study = await open()
    const more = await study.optimize(objective, { trials: 2 })
    expect(more.trials).toBe(2)
    const trials = await study.trials()
    expect(new Set(keysOf(trials)).size).toBe(6)
    await study.tell(held, 1)
    expect(await study.optimize(objective)).toMatchObject({ trials: 1, reason: 'stopped' })
  })

  test('tries every combination beside enqueued trials, whose open parameters are values of the grid', async () => {
    const study = await createStudy({ sampler: createGridSampler(values) })
    await study.enqueue({ batch: 8 })
    await study.optimize(async trial => {
      await trial.suggest(space)
      return 1
    })
    const trials = await study.trials()
    expect(trials).toHaveLength(7)
    expect(new Set(keysOf(trials.slice(1))).size).toBe(6)
    expect(['plain', 'focal']).toContain(trials[0]!.params.loss)
  })

  test('tries every combination once in all groups of a pruner together', async () => {
    const pruner = { ...createNopPruner(), groupOf: (_view: unknown, number: number) => number % 2 }
    const study = await createStudy({ sampler: createGridSampler(values), pruner })
    await study.enqueue({ batch: 8, loss: 'plain' })
    const done = await study.optimize(async trial => {
      await trial.suggest(space)
      return 1
    })
    expect(done.trials).toBe(7)
    expect(new Set(keysOf((await study.trials()).slice(1))).size).toBe(6)
  })

  test('gives trials that run at the same time different combinations, whatever their numbers', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const study = await createStudy({ sampler: createGridSampler({ batch: [8, 16] }, { seed }) })
      for (let i = 0; i < 2; i++) await study.enqueue({ batch: 8 })
      const asked = []
      for (let i = 0; i < 4; i++) {
        const trial = await study.ask()
        await trial.suggestCategorical('batch', [8, 16])
        asked.push(trial)
      }
      expect(keysOf(asked.slice(2))).toEqual(['{"batch":16}', '{"batch":8}'])
    }
  })

  test('stops by what other workers have done meanwhile', async () => {
    const storage = createMemoryStorage()
    const open = () =>
      createStudy({ storage, loadIfExists: true, sampler: createGridSampler({ batch: [8, 16] }) })
    const study = await open()
    const done = await study.optimize(async trial => {
      await trial.suggestCategorical('batch', [8, 16])
      const other = await open()
      const beside = await other.ask()
      await beside.suggestCategorical('batch', [8, 16])
      await other.tell(beside, 1)
      return 1
    })
    expect(done).toEqual({ trials: 1, reason: 'stopped' })
  })

  test('names a parameter that the grid does not have', async () => {
    const study = await createStudy({ sampler: createGridSampler(values) })
    const trial = await study.ask()
    await expect(trial.suggestFloat('rate', 0, 1)).rejects.toMatchObject({
      code: 'config',
      where: { at: 'rate' },
    })
  })
})
