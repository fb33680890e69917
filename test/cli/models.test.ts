import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CATALOGUE, isHere } from '../../src/hub/catalogue.ts'
import { SHIPPED_MODEL } from '../../src/hub/shipped.ts'
import { runCommand } from './command-line.ts'

let cache: string
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'medspan-models-'))
})
afterAll(() => rm(cache, { recursive: true, force: true }))

describe('medspan models', () => {
  test('lists each model with what it is for, what it takes and its licence', async () => {
    const { code, out } = await runCommand(cache, ['models'])
    expect(code).toBe(0)
    for (const { id, licence, purpose } of CATALOGUE) {
      const line = out.split('\n').find(text => text.startsWith(`${id} `))
      expect(line).toContain(purpose)
      expect(line).toContain(licence)
    }
    expect(out).toMatch(/medspan\/mini .*Apache-2\.0 +yes/)
  })

  test('gives the same to machines', async () => {
    const { out } = await runCommand(cache, ['models', '--json'])
    const models = JSON.parse(out) as { id: string; hours: number; isHere: boolean }[]
    expect(models.map(({ id }) => id)).toEqual(CATALOGUE.map(({ id }) => id))
    const [mini, base] = models
    expect(mini!.hours).toBeGreaterThan(0)
    expect(base!.hours).toBeGreaterThan(mini!.hours)
  })

  test('knows what is in the cache of the hub, without a connection', async () => {
    const env = { HF_HUB_CACHE: cache }
    const [, { id }] = CATALOGUE as [unknown, { id: string }]
    expect(await isHere(SHIPPED_MODEL, env)).toBe(true)
    expect(await isHere(id, env)).toBe(false)
    const commit = 'a'.repeat(40)
    const folder = join(cache, `models--${id.replace('/', '--')}`)
    const snapshot = join(folder, 'snapshots', commit)
    await mkdir(join(folder, 'refs'), { recursive: true })
    await mkdir(snapshot, { recursive: true })
    await writeFile(join(folder, 'refs', 'main'), commit)
    for (const name of ['config.json', 'vocab.txt']) await writeFile(join(snapshot, name), '{}')
    expect(await isHere(id, env)).toBe(false)
    await writeFile(join(snapshot, 'pytorch_model.bin'), '')
    expect(await isHere(id, env)).toBe(true)
  })
})
