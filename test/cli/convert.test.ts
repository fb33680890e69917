import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importCorpus, writableFormats } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { runCommand } from './command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-convert-'))
  await writeFile(join(folder, 'in.pubtator'), pubtator)
})
afterAll(() => rm(folder, { recursive: true }))

const medspan = (...args: string[]) => runCommand(folder, args)

/** Nested mentions, and a sign outside the basic plane before some of them. */
const pubtator = [
  '1|t|Aspirin 😀 and lung cancer',
  '1|a|No migraine.',
  '1\t0\t7\tAspirin\tT121\tC0004057',
  '1\t14\t25\tlung cancer\tT191\tC0242379',
  '1\t14\t18\tlung\tT023\tC0024109',
  '1\t29\t37\tmigraine\tT047\tC0149931',
  '',
].join('\n')

describe('medspan convert', () => {
  for (const { name } of writableFormats)
    test(`writes ${name}, which is recognised and read again with its mentions`, async () => {
      const { code, err } = await medspan('convert', 'in.pubtator', '--to', name, '-o', `out/${name}`)
      expect([code, err]).toEqual([0, expect.not.stringContaining('error')])
      const documents = await importCorpus([join(folder, 'out', name)], { progress: silent })
      expect(documents.length).toBe(1)
      const [document] = documents
      const read = document!.mentions.map(({ begin, end, types }) => [
        document!.text.slice(begin, end),
        ...types,
      ])
      const nested = ['conll', 'records', 'jsonl', 'parquet'].includes(name) ? [] : [['lung', 'T023']]
      expect(read.sort()).toEqual(
        [['Aspirin', 'T121'], ['lung cancer', 'T191'], ...nested, ['migraine', 'T047']].sort(),
      )
    })

  test('keeps the layers of a CAS in XMI and JSON, and counts those that are left out where a CAS could keep them', async () => {
    const pos = 'de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS'
    const over = (id: number, type: string, begin: number, end: number, own: object = {}) => ({
      '%ID': id,
      '%TYPE': type,
      '@sofa': 1,
      begin,
      end,
      ...own,
    })
    const layer = { '%SUPER_TYPE': 'uima.tcas.Annotation', code: { '%RANGE': 'uima.cas.String' } }
    const cas = {
      '%TYPES': { [pos]: layer, 'my.Mark': layer, 'my.Other': layer },
      '%FEATURE_STRUCTURES': [
        {
          '%ID': 1,
          '%TYPE': 'uima.cas.Sofa',
          sofaNum: 1,
          sofaID: '_InitialView',
          sofaString: 'Acute cough.',
        },
        ...[over(2, pos, 0, 5), over(3, pos, 6, 11), over(4, 'my.Other', 0, 5)],
        over(5, 'my.Mark', 6, 11, { code: 'C0010200' }),
      ],
      '%VIEWS': { _InitialView: { '%SOFA': 1, '%MEMBERS': [2, 3, 4, 5] } },
    }
    await writeFile(join(folder, 'layers.json'), JSON.stringify(cas))
    const errOf = async (to: string) =>
      (await medspan('convert', 'layers.json', '--to', to, '-o', `layers-${to}`, '--verbose')).err
    expect(await errOf('webanno-tsv')).toMatch(/other layers are not read.*POS 2, my\.Other 1\) \(3 times/)
    for (const to of ['xmi', 'cas-json']) expect(await errOf(to), to).not.toContain('layers')
    for (const [to, file] of [
      ['xmi', 'layers.xmi'],
      ['cas-json', 'layers.json'],
    ] as const) {
      const written = await readFile(join(folder, `layers-${to}`, file), 'utf8')
      expect(written.match(/\bPOS xmi|"%TYPE": "[^"]*POS"/g), to).toHaveLength(2)
      expect(written, to).toContain('C0010200')
    }
    const args = ['convert', 'layers.json', '--to', 'xmi', '-o', 'chosen', '--layer', 'my.Mark', '--verbose']
    expect((await medspan(...args)).err).toMatch(/other layers are not read.*POS 2/)
    expect(await errOf('corpus')).not.toContain('POS')
  })

  test('infers types for XMI without a type system where it is told to, and only there', async () => {
    await medspan('convert', 'in.pubtator', '--to', 'xmi', '-o', 'whole')
    await mkdir(join(folder, 'bare'))
    await copyFile(join(folder, 'whole', '1.xmi'), join(folder, 'bare', '1.xmi'))
    const refused = await medspan('convert', 'bare', '--to', 'xmi', '-o', 'inferred')
    expect(refused.err).toContain('--type-system infer')
    const { err } = await medspan(
      'convert',
      'bare',
      '--type-system',
      'infer',
      '--to',
      'xmi',
      '-o',
      'inferred',
    )
    expect(err).toContain('XMI files have no type system; theirs was inferred')
    for (const name of ['1.xmi', 'TypeSystem.xml'])
      expect(await readFile(join(folder, 'inferred', name), 'utf8')).toBe(
        await readFile(join(folder, 'whole', name), 'utf8'),
      )
  })

  test('lists the mentions that tags cannot hold, and counts them by type', async () => {
    const { out, err } = await medspan(
      'convert',
      'in.pubtator',
      '--to',
      'conll',
      '-o',
      'a.conll',
      '--explain',
    )
    expect(out).toBe(
      '1 15-19 "lung" (T023 Body Part, Organ, or Organ Component, C0024109) overlaps with ' +
        '"lung cancer" (T191 Neoplastic Process, C0242379), which was kept\n' +
        'a.conll: 1 documents as conll\n',
    )
    expect(err).toContain(
      'mentions share characters with one that was kept (T023 Body Part, Organ, or Organ Component)',
    )
    expect(await readFile(join(folder, 'a.conll'), 'utf8')).toContain('lung\tB-T191\ncancer\tI-T191\n')
    const innermost = await medspan(
      'convert',
      'in.pubtator',
      '--to',
      'conll',
      '-o',
      'b.conll',
      '--overlap',
      'innermost',
    )
    expect(innermost.code).toBe(0)
    expect(await readFile(join(folder, 'b.conll'), 'utf8')).toContain('lung\tB-T023\ncancer\tO\n')
  })

  test('refuses overlaps when it is told to, and then leaves nothing', async () => {
    const { code, err } = await medspan(
      'convert',
      'in.pubtator',
      '--to',
      'conll',
      '-o',
      'c.conll',
      '--overlap',
      'error',
    )
    expect(code).toBe(1)
    expect(err).toContain('expected mentions apart, got "lung cancer", which overlaps with "lung"')
    expect((await readdir(folder)).filter(name => name.includes('c.conll'))).toEqual([])
  })

  test('never writes a folder over files', async () => {
    await mkdir(join(folder, 'mine'))
    await writeFile(join(folder, 'mine/notes.txt'), 'mine')
    const { code, err } = await medspan('convert', 'in.pubtator', '--to', 'brat', '-o', 'mine')
    expect(code).toBe(1)
    expect(err).toContain('expected no folder yet, or an empty one')
    expect(await readFile(join(folder, 'mine/notes.txt'), 'utf8')).toBe('mine')
  })

  test('splits texts by the language that it is told', async () => {
    await writeFile(join(folder, 'brief.pubtator'), '1|t|Dosis 0,5 mg ggf. Aspirin.\n1|a|\n')
    const tokens = async (...args: string[]) => {
      const { code, err } = await medspan('import', 'brief.pubtator', '-o', 'brief.jsonl', ...args)
      if (code !== 0) return err
      return JSON.parse((await readFile(join(folder, 'brief.jsonl'), 'utf8')).split('\n')[1]!).tokens.length
    }
    expect([await tokens(), await tokens('--language', 'en'), await tokens('--language', 'de')]).toEqual([
      9, 9, 7,
    ])
    expect(await tokens('--language', 'de', '--tokenizer', 'spacy-like')).toContain(
      'spacy-like cuts English alone',
    )
  })

  test('says what it saw', async () => {
    const { err } = await medspan('import', 'in.pubtator', '-o', 'seen.jsonl')
    expect(err).toContain('read as pubtator: in.pubtator')
  })
})
