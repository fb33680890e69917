/** @file Folders that are damaged, hold something else, or come from a stranger: one clear error, and nothing is written elsewhere. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MedspanError } from '../../../src/errors.ts'
import type { ScopeState } from '../../../src/serve/learning/state.ts'
import { listVersions, rollback } from '../../../src/serve/learning/versions.ts'
import { trainingDocuments } from './annotated.ts'
import { createFakeLearning, modelOf, settled } from './fake-learning.ts'

let root: string
/** A folder in which a version is in use. */
let whole: string
/** Of its state, below the folder. */
let stateName: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-learning-folder-'))
  whole = join(root, 'whole')
  const { learning } = await createFakeLearning(whole)
  await learning.accept('m', trainingDocuments(10, { project: 'p' }))
  await settled(learning)
  await learning.close()
  stateName = (await readdir(whole, { recursive: true })).find(name => name.endsWith('state.json'))!
})
afterAll(() => rm(root, { recursive: true, force: true }))

let count = 0
async function copy(): Promise<string> {
  const folder = join(root, `copy-${count++}`)
  await cp(whole, folder, { recursive: true })
  return folder
}

/** Opens a folder, and gives the error; makes sure that the list, and the way back, say the same. */
async function refused(folder: string): Promise<string> {
  const errors: string[] = []
  const attempts = [
    async () => (await createFakeLearning(folder)).learning.close(),
    () => listVersions(folder),
    () => rollback(folder, { name: 'm', project: 'p', version: 0 }),
  ]
  for (const attempt of attempts) {
    const error = await attempt().then(
      () => 'no error',
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(MedspanError)
    errors.push((error as MedspanError).message)
  }
  expect(new Set(errors).size).toBe(1)
  return errors[0]!
}

test('a state that is cut anywhere is refused, and nothing is lost', async () => {
  const folder = await copy()
  const path = join(folder, stateName)
  const content = await readFile(path, 'utf8')
  for (const length of [0, 1, 40, content.length >> 1, content.length - 3]) {
    await writeFile(path, content.slice(0, length))
    expect(await refused(folder)).toBe('expected the state of a learnt model')
    expect(await readFile(path, 'utf8')).toBe(content.slice(0, length))
  }
  // Without it the model is the first one, and learns anew from what is there.
  await rm(path)
  const { learning } = await createFakeLearning(folder)
  expect(await modelOf(learning, { project: 'p' })).toBe('first')
  await learning.accept('m', trainingDocuments(1, { project: 'p' }, 8))
  await settled(learning)
  expect(learning.status()).toMatchObject([{ version: 1, documents: 10 }])
  await learning.close()
})

test('a state that says what cannot be is refused', async () => {
  const changes: Partial<Record<keyof ScopeState, unknown>>[] = [
    { current: 7 },
    { current: '../../x' },
    { current: -1 },
    { versions: ['../../x'] },
    { versions: [1, 2] },
    { next: 1 },
    { name: 'n' },
    { project: '../p' },
    { training: { version: '1/../..', begins: 0 } },
  ]
  const folder = await copy()
  const path = join(folder, stateName)
  const content = JSON.parse(await readFile(path, 'utf8')) as ScopeState
  for (const change of changes) {
    await writeFile(path, JSON.stringify({ ...content, ...change }))
    expect(await refused(folder), JSON.stringify(change)).toMatch(/^expected the state of a learnt model/)
  }
  await writeFile(path, JSON.stringify(content))
  await rm(join(folder, dirname(stateName), 'versions/0001'), { recursive: true })
  expect(await refused(folder)).toContain('a version in use that is not there')
})

test('a link that leads elsewhere is refused, and nothing is written there', async () => {
  const outside = join(root, 'outside')
  await mkdir(outside)
  const scope = dirname(stateName)
  for (const name of [
    'models',
    scope,
    join(scope, 'documents'),
    join(scope, 'versions'),
    join(scope, 'work'),
  ]) {
    const folder = await copy()
    const place = join(folder, name)
    await rename(place, join(root, `moved-${count}`)).catch(() => undefined)
    await symlink(outside, place)
    expect(await refused(folder), name).toContain('a link that leads elsewhere')
  }
  const folder = await copy()
  await rm(join(folder, stateName))
  await symlink('/etc/hostname', join(folder, stateName))
  expect(await refused(folder)).toContain('a link that leads elsewhere')
  expect(await readdir(outside)).toEqual([])
})

test('a folder that holds something else is left alone', async () => {
  const other = join(root, 'other')
  await mkdir(other)
  await writeFile(join(other, 'thesis.txt'), 'mine')
  await expect(createFakeLearning(other)).rejects.toThrow('the folder holds other files (thesis.txt)')
  await expect(listVersions(other)).rejects.toThrow('expected a folder of learnt models')
  await expect(rollback(other, { name: 'm', version: 0 })).rejects.toThrow(
    'expected a folder of learnt models',
  )
  await expect(listVersions(join(root, 'none'))).rejects.toThrow('expected a folder of learnt models')
  expect(await readdir(other)).toEqual(['thesis.txt'])
  const later = await copy()
  await writeFile(join(later, 'learning.json'), '{"format":"medspan-learning","version":2}')
  expect(await refused(later)).toBe('expected the mark of a folder of learnt models')
})

test('a damaged document is named where learning fails', async () => {
  const folder = await copy()
  const documents = join(folder, dirname(stateName), 'documents')
  const [name] = (await readdir(documents)).sort()
  const content = await readFile(join(documents, name!), 'utf8')
  await writeFile(join(documents, name!), content.slice(0, 100))
  const { learning } = await createFakeLearning(folder)
  await learning.accept('m', trainingDocuments(1, { project: 'p' }, 8))
  await settled(learning)
  expect(learning.status()[0]!.reason).toContain(`documents/${name}: expected JSON`)
  expect(await modelOf(learning, { project: 'p' })).toBe('0001')
  await learning.close()
})
