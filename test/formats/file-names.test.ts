/** @file The names of files that are made from ids. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportCorpus, writableFormats } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { createFileNames, fileNameOf } from '../../src/text/format.ts'
import { segment } from '../../src/text/words.ts'

const bytesOf = (text: string) => Buffer.byteLength(text)

test.each([
  ['PMID-123 (a)', 'PMID-123 (a)'],
  ['Müller, 吉 💊', 'Müller, 吉 💊'],
  ['', '_'],
  ['.', '_'],
  ['..', '_'],
  ['../../etc/passwd', '__.._etc_passwd'],
  ['/etc/passwd', '_etc_passwd'],
  ['C:\\x', 'C_x'],
  ['.hidden', '_hidden'],
  ['a.', 'a_'],
  ['a. .', 'a_'],
  ['a..b', 'a..b'],
  ['a<>:"/\\|?*b', 'a_b'],
  ['a\u0000\u001b\u007f\u009bb', 'a_b'],
  ['txt.\u202eexe', 'txt._exe'],
  ['\ud83d', '_'],
  ['con', 'con_'],
  ['NUL.x', 'NUL_.x'],
  ['com1', 'com1_'],
  ['lpt¹ .x', 'lpt¹_ .x'],
  ['console', 'console'],
  ['com0', 'com0'],
])('the id %j names the file %j', (id, name) => {
  expect(fileNameOf(id)).toBe(name)
})

test('a name is cut by bytes, and never within a character', () => {
  for (const character of ['a', 'é', '吉', '💊']) {
    const name = fileNameOf(character.repeat(300))
    expect(name).toBe(character.repeat(Math.floor(200 / bytesOf(character))))
  }
  expect(fileNameOf(`a${'💊'.repeat(100)}`)).toBe(`a${'💊'.repeat(49)}`)
  expect(fileNameOf(`${'a'.repeat(199)}. b`)).toBe(`${'a'.repeat(199)}_`)
})

test('no name leaves its folder, is hidden, or is too long, and each is another one', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '.',
      '..',
      '/',
      '\\',
      ' ',
      'con',
      'a',
      'A',
      'é',
      'e\u0301',
      '_2',
      '\ud83d',
      '💊'.repeat(60),
    ),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 6 }), { maxLength: 8 }), lists => {
      const nameOf = createFileNames()
      const names = lists.map(pieces => nameOf(pieces.join('')))
      for (const name of names) {
        expect(name).toMatch(/^[^./\\][^/\\]*$/u)
        expect(name).not.toMatch(/[. ]$|\p{Cc}|\p{Cs}/u)
        expect(bytesOf(name)).toBeLessThanOrEqual(210)
      }
      expect(new Set(names.map(name => name.normalize().toLowerCase())).size).toBe(names.length)
    }),
  )
})

test('very many ids may begin alike', () => {
  const nameOf = createFileNames()
  const names = Array.from({ length: 20_000 }, (_, i) => nameOf(`${'x'.repeat(300)}${i}`))
  expect(new Set(names).size).toBe(names.length)
  expect(names.at(-1)).toBe(`${'x'.repeat(200)}_20000`)
})

const text = 'Severe asthma.'
const documentOf = (id: string): Document => ({
  id,
  text,
  ...segment(text),
  mentions: [{ begin: 7, end: 13, types: ['T047'], concepts: [] }],
})

for (const { name: format } of writableFormats.filter(({ writer }) => writer?.holds === 'document'))
  test(`${format} writes documents of any id`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medspan-file-names-'))
    try {
      const long = '吉'.repeat(150)
      const ids = ['..', '.', `${long}1`, `${long}2`, 'e\u0301', 'é', 'a', 'A', '']
      await exportCorpus(ids.map(documentOf), join(folder, 'out'), { format, progress: silent })
      const written = (await readdir(join(folder, 'out'))).filter(name => name !== 'TypeSystem.xml')
      const perDocument = format === 'brat' ? 2 : 1
      expect(written.length).toBe(perDocument * ids.length)
      expect(await readdir(folder)).toEqual(['out'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
