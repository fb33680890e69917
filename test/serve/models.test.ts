import { expect, test } from 'vitest'
import { createLoadedModels, parseModels } from '../../src/serve/models.ts'
import { acids } from './served.ts'

test('a model has the name that is written before its path, or the last part of it', () => {
  const written = ['runs/medspan/', 'genes=runs/a=b', 'anna/tagger.v2', '../x y!', './a=b', '.']
  expect(parseModels(written, '/home/anna').map(({ name, path }) => `${name} ${path}`)).toEqual([
    'medspan runs/medspan/',
    'genes runs/a=b',
    'tagger.v2 anna/tagger.v2',
    'x-y- ../x y!',
    'a-b ./a=b',
    'anna .',
  ])
})

test('who asks for a model waits until it is loaded, and it is there until none uses it', async () => {
  const steps: string[] = []
  const named = parseModels(['a', 'b'], '/')
  const models = createLoadedModels(named, async path => {
    steps.push(`load ${path}`)
    return { ...acids, dispose: async () => void steps.push(`dispose ${path}`) }
  })
  let finish = (): void => {}
  const used = models.use('b', {}, async ({ version }) => {
    steps.push('use b')
    await new Promise<void>(resolve => {
      finish = resolve
    })
    steps.push('used b')
    return version
  })
  await new Promise(setImmediate)
  expect(steps).toEqual([])
  await models.load()
  await expect.poll(() => steps).toContain('use b')
  const disposed = models.dispose()
  await new Promise(setImmediate)
  finish()
  await disposed
  expect(steps).toEqual(['load a', 'load b', 'use b', 'used b', 'dispose a', 'dispose b'])
  expect(Date.parse((await used)!)).toBeGreaterThan(0)
  expect(await models.use('c', {}, async () => 1)).toBeUndefined()
})

test('a model that cannot be loaded is the error of all who wait', async () => {
  const models = createLoadedModels(parseModels(['a'], '/'), () => Promise.reject(new Error('broken')))
  const used = models.use('a', {}, async () => 1)
  await expect(models.load()).rejects.toThrow('broken')
  await expect(used).rejects.toThrow('broken')
  await models.dispose()
})
