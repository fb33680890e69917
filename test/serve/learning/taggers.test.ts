/** @file Taggers that are loaded when they are needed: how many at a time, and when they go. */
import { expect, test } from 'vitest'
import { createTaggers } from '../../../src/serve/learning/taggers.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'

/** Says what is loaded and disposed, in order. */
function createRecord(most: number) {
  const events: string[] = []
  const loaded = new Set<string>()
  const load = async (model: string) => {
    events.push(`load ${model}`)
    loaded.add(model)
    expect(loaded.size).toBeLessThanOrEqual(most)
    if (model === 'broken') {
      loaded.delete(model)
      throw new Error('no such model')
    }
    return {
      ...createTestTagger([model], () => []),
      async dispose() {
        events.push(`dispose ${model}`)
        await new Promise(setImmediate)
        loaded.delete(model)
      },
    }
  }
  return { events, taggers: createTaggers(load, most) }
}

/** Work that goes on until it is told to end. */
function createUse() {
  let end!: () => void
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  return { work: () => ended, end }
}

test('a model is loaded once, and the one that was used least recently makes room', async () => {
  const { events, taggers } = createRecord(2)
  for (const model of ['a', 'b', 'a', 'c', 'a', 'b'])
    expect(await taggers.use(model, async ({ types }) => types[0])).toBe(model)
  expect(events).toEqual(['load a', 'load b', 'dispose b', 'load c', 'dispose c', 'load b'])
  await taggers.close()
  expect(events.slice(6).sort()).toEqual(['dispose a', 'dispose b'])
})

test('a tagger in use is not disposed: who asks for another one waits, and then has it', async () => {
  const { events, taggers } = createRecord(1)
  const use = createUse()
  const first = taggers.use('a', use.work)
  const others = [1, 2].map(() => taggers.use('b', async ({ types }) => types[0]))
  taggers.retire('a')
  await new Promise(setImmediate)
  expect(events).toEqual(['load a'])
  use.end()
  expect(await Promise.all([first, ...others])).toEqual([undefined, 'b', 'b'])
  expect(events).toEqual(['load a', 'dispose a', 'load b'])
  await taggers.close()
})

test('a tagger that is retired goes when its last use has ended', async () => {
  const { events, taggers } = createRecord(2)
  const [first, second] = [createUse(), createUse()]
  const used = [first, second].map(({ work }) => taggers.use('a', work))
  taggers.retire('a')
  first.end()
  await used[0]
  expect(events).toEqual(['load a'])
  second.end()
  await used[1]
  expect(events).toEqual(['load a', 'dispose a'])
  taggers.retire('b')
  await taggers.close()
})

test('a model that could not be loaded is tried again, and makes room', async () => {
  const { events, taggers } = createRecord(1)
  for (let i = 0; i < 2; i++)
    await expect(taggers.use('broken', async () => undefined)).rejects.toThrow('no such model')
  await taggers.use('a', async () => undefined)
  expect(events).toEqual(['load broken', 'load broken', 'load a'])
  await taggers.close()
})

test('closing waits for uses, and nothing is tagged afterwards', async () => {
  const { events, taggers } = createRecord(1)
  const use = createUse()
  const used = taggers.use('a', use.work)
  const waiting = taggers.use('b', async () => undefined)
  let isClosed = false
  const closing = taggers.close().then(() => {
    isClosed = true
  })
  await expect(waiting).rejects.toThrow('the server is ending')
  expect(isClosed).toBe(false)
  use.end()
  await Promise.all([used, closing])
  expect(events).toEqual(['load a', 'dispose a'])
  await expect(taggers.use('a', async () => undefined)).rejects.toThrow('the server is ending')
})
