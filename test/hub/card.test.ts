import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeBaseModel } from '../../src/hub/card.ts'
import { SHIPPED_MODEL, shippedFolder } from '../../src/hub/shipped.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-card-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let serial = 0
/** A model folder with a card. */
function folderWith(card: string): string {
  const path = join(folder, `model-${serial++}`)
  mkdirSync(path)
  writeFileSync(join(path, 'README.md'), card)
  return path
}

test('the encoder that ships says what it was made of and its licence', async () => {
  expect(await describeBaseModel(SHIPPED_MODEL, shippedFolder(SHIPPED_MODEL)!)).toEqual({
    id: 'sentence-transformers/all-MiniLM-L6-v2',
    licence: 'apache-2.0',
    language: 'en',
  })
})

test('a model of the hub has its own id, whatever its card says it was made of', async () => {
  const path = folderWith('---\nlicense: mit\nbase_model: other/model\nlanguage: [de]\n---\n# Mini\n')
  expect(await describeBaseModel('owner/mini', path)).toEqual({
    id: 'owner/mini',
    licence: 'mit',
    language: 'de',
  })
  expect(await describeBaseModel(path, path)).toMatchObject({ id: 'other/model' })
})

test('a folder without a card, or with one that says nothing, has no licence and no id', async () => {
  expect(await describeBaseModel(folder, folder)).toEqual({})
  for (const card of [
    '',
    '# Mini\nlicense: mit\n',
    '---\n- a\n---\n',
    '---\n"\n---\n',
    `---\n${'['.repeat(50_000)}\n---\n`,
    `---\n${'? '.repeat(500)}a\n---\n`,
  ])
    expect(await describeBaseModel(folder, folderWith(card))).toEqual({})
})

test('a value of another form than the hub has does not count', async () => {
  const card = [
    'license: "mit\\n---\\n<script>"',
    'base_model: [../../etc, a/b]',
    'language: [en, de]',
    'constructor: 1',
  ].join('\n')
  expect(await describeBaseModel(folder, folderWith(`---\n${card}\n---\n`))).toEqual({})
  const other = folderWith('---\nlicense: 5\nbase_model: ../model\nlanguage: "en; rm"\n---\n')
  expect(await describeBaseModel('medspan/mini', other)).toEqual({})
})

test('a card that is a link to elsewhere is refused', async () => {
  const path = join(folder, 'linked')
  mkdirSync(path)
  writeFileSync(join(folder, 'secret'), '---\nlicense: mit\n---\n')
  symlinkSync(join(folder, 'secret'), join(path, 'README.md'))
  await expect(describeBaseModel(path, path)).rejects.toMatchObject({ code: 'unsafe-input' })
})
