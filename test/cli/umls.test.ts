/** @file `medspan umls` and `medspan link`, in the process, with UTS on this machine. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { formatCorpus, readDocuments } from '../../src/formats/corpus.ts'
import type { Corpus } from '../../src/text/document.ts'
import { startUts, typesOf, type UtsTestServer } from '../umls/uts-server.ts'
import { runCommand } from './command-line.ts'

let folder = ''
let uts: UtsTestServer

const mrsty =
  'C0004057|T109|A1.4.1.2.1|Organic Chemical|AT1||\n' +
  'C0004057|T121|A1.4.1.1.1|Pharmacologic Substance|AT2||\n' +
  'C0010674|T047|B2.2.1.2.1|Disease or Syndrome|AT3||\n'
const mrcui = 'C0000002|2004AA|RB|||C0004057|Y|\nC0000003|2004AA|SY|||C0010674|Y|\nC0000005|2004AA|DEL|||||\n'
const mrconso = 'C0010674|ENG|P|L1|PF|S1|Y|A1||M1|D1|MSH|MH|D1|Cystic Fibrosis|0|N|256|\n'
const corpus: Corpus = [
  {
    id: '1',
    text: 'Aspirin and fibrosis, old.',
    sentences: [{ begin: 0, end: 26 }],
    tokens: [],
    mentions: [
      { begin: 0, end: 7, concepts: ['C0004057'], types: [] },
      { begin: 12, end: 20, concepts: ['C0010674'], types: [] },
      { begin: 22, end: 25, concepts: ['C0000002'], types: [] },
    ],
  },
]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-umls-'))
  await mkdir(join(folder, '2026AA/META'), { recursive: true })
  await writeFile(join(folder, '2026AA/META/MRSTY.RRF'), mrsty)
  await writeFile(join(folder, '2026AA/META/MRCUI.RRF'), mrcui)
  await writeFile(join(folder, '2026AA/META/MRCONSO.RRF'), mrconso)
  await writeFile(join(folder, 'a.jsonl'), formatCorpus(corpus))
})
beforeEach(async () => {
  uts = await startUts()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await uts.close()
})
afterAll(() => rm(folder, { recursive: true }))

const medspan = (...args: string[]) => runCommand(folder, args)

describe('medspan umls', () => {
  test('builds a database and says what is in it', async () => {
    const { code, out } = await medspan('umls', 'build', '2026AA', '-o', 'umls.sqlite')
    expect({ code, out }).toEqual({
      code: 0,
      out: 'umls.sqlite: UMLS 2026AA, 2 concepts, 3 rows about retired ones, 1 names\n',
    })
    const again = await medspan('umls', 'build', '2026AA/META', '-o', 'umls.sqlite', '--no-names', '--json')
    expect(JSON.parse(again.out)).toMatchObject({
      output: 'umls.sqlite',
      release: '2026AA',
      concepts: 2,
      names: 0,
    })
    await medspan('umls', 'build', '2026AA/META', '-o', 'umls.sqlite')
  })

  test('shows what is known of a concept, and the way to it', async () => {
    const { code, out } = await medspan(
      ...['umls', 'lookup', 'C0010674', 'UMLS:C3', 'C0000005', 'C0009999', '--metathesaurus', 'umls.sqlite'],
    )
    expect(code).toBe(0)
    expect(`\n${out}`).toBe(`
C0010674, Cystic Fibrosis, current
  T047  Disease or Syndrome (DISO)
C0000003, Cystic Fibrosis, retired
  path  C0000003 -SY-> C0010674
  T047  Disease or Syndrome (DISO)
C0000005, deleted
C0009999, unknown
`)
  })

  test('gives JSON before and after the names of its commands', async () => {
    const args = ['C0004057', '--mrsty', '2026AA/META/MRSTY.RRF']
    for (const all of [
      ['umls', 'lookup', ...args, '--json'],
      ['umls', '--json', 'lookup', ...args],
    ])
      expect(JSON.parse((await medspan(...all)).out)).toEqual([
        {
          cui: 'C0004057',
          status: 'current',
          types: [
            { type: 'T109', name: 'Organic Chemical', group: 'CHEM' },
            { type: 'T121', name: 'Pharmacologic Substance', group: 'CHEM' },
          ],
        },
      ])
  })

  test('explains its commands', async () => {
    for (const name of ['build', 'lookup']) {
      const { code, out } = await medspan('umls', name, '--help')
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`Examples?:\\n {2}medspan umls ${name}\\b`))
      expect(out).toContain('--json')
    }
    const wrong = await medspan('umls', 'build')
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain("missing required argument 'folder'\n(see medspan umls build --help)")
  })

  test.each([
    [
      'no source',
      ['umls', 'lookup', 'C0010674'],
      'expected one of --mrsty, --metathesaurus and --uts, got none',
    ],
    ['two sources', ['umls', 'lookup', 'C0010674', '--uts', '--mrsty', 'x'], 'got several'],
    ['a word', ['umls', 'lookup', 'fibrosis', '--uts'], 'expected a CUI such as C0010674, got "fibrosis"'],
    [
      "another source's option",
      ['umls', 'lookup', 'C0010674', '--mrsty', 'x', '--key-file', 'k'],
      '--key-file is an option of --uts',
    ],
    [
      'relations without MRCUI',
      ['umls', 'lookup', 'C0010674', '--mrsty', 'x', '--relations', 'RB'],
      'relations can be followed in a Metathesaurus database only',
    ],
    ['an unknown relation', ['umls', 'lookup', 'C1', '--relations', 'RX'], 'Expected some of RB, RN, RO.'],
    ['a folder without files', ['umls', 'build', '.'], 'expected a folder with MRSTY.RRF'],
    ['a missing database', ['umls', 'lookup', 'C0010674', '--metathesaurus', 'no'], 'there is no such file'],
  ])('says what is wrong with %s', async (_, args, expected) => {
    const { code, err } = await medspan(...args)
    expect(code).toBe(1)
    expect(err).toContain(expected)
  })

  test('asks UTS with the key of a file or the environment, and keeps the answers', async () => {
    await writeFile(join(folder, 'key'), 'key-of-file\n')
    await chmod(join(folder, 'key'), 0o600)
    vi.stubEnv('UMLS_API_KEY', 'key-of-environment')
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'xdg'))
    const at = ['--uts', '--base-url', uts.baseUrl]
    await medspan('umls', 'lookup', 'C0000001', ...at)
    await medspan('umls', 'lookup', 'C0000002', ...at, '--key-file', 'key')
    const kept = await medspan('umls', 'lookup', 'C0000001', 'C0000002', ...at, '--offline')
    expect(kept.out).toMatch(/^C0000001, name of C0000001, current\n {2}T002 /)
    expect(uts.requests.map(({ key, release }) => [key, release])).toEqual([
      ['key-of-environment', 'current'],
      ['key-of-file', 'current'],
    ])
    expect(await readdir(join(folder, 'xdg/medspan'))).toContain('uts.sqlite')
    vi.stubEnv('UMLS_API_KEY', '')
    const without = await medspan('umls', 'lookup', 'C0000003', ...at)
    expect(without).toMatchObject({ code: 1 })
    expect(without.err).toContain('expected the key to UTS in the environment variable UMLS_API_KEY')
  })
})

describe('medspan link', () => {
  test.each([
    ['an MRSTY file', ['--mrsty', '2026AA/META/MRSTY.RRF'], [['T109', 'T121'], ['T047'], []]],
    [
      'a database',
      ['--metathesaurus', 'umls.sqlite', '--relations', 'rb,RO'],
      [['T109', 'T121'], ['T047'], ['T109', 'T121']],
    ],
  ])('adds types from %s', async (_, source, expected) => {
    const { code, err } = await medspan('link', 'a.jsonl', ...source, '-o', 'linked.jsonl')
    expect([code, code === 0 ? '' : err]).toEqual([0, ''])
    const path = join(folder, 'linked.jsonl')
    const types: (readonly string[])[] = []
    for await (const { mentions } of readDocuments(path))
      types.push(...mentions.map(mention => mention.types))
    expect(types).toEqual(expected)
  })

  test('adds types from UTS, and the key is nowhere to be seen', async () => {
    vi.stubEnv('UMLS_API_KEY', 'SECRET-KEY')
    const args = ['--uts', '--base-url', uts.baseUrl, '--cache', 'cache.sqlite', '--report', 'report.txt']
    const { code, out, err } = await medspan('link', 'a.jsonl', ...args, '-o', 'uts.jsonl')
    expect(code).toBe(0)
    const files = ['uts.jsonl', 'report.txt', 'cache.sqlite']
    const contents = await Promise.all(files.map(name => readFile(join(folder, name), 'latin1')))
    expect(contents[0]).toContain(typesOf('C0010674')![0])
    for (const text of [out, err, ...contents]) expect(text).not.toContain('SECRET')
    expect(uts.requests[0]?.key).toBe('SECRET-KEY')
  })

  test('writes nothing when UTS fails, and goes on when it answers again', async () => {
    vi.stubEnv('UMLS_API_KEY', 'SECRET-KEY')
    uts.fault = () => response => void response.writeHead(401).end()
    const args = ['--uts', '--base-url', uts.baseUrl, '--cache', 'other.sqlite', '-o', 'failed.jsonl']
    const { code, err } = await medspan('link', 'a.jsonl', ...args)
    expect(code).toBe(1)
    expect(err).toContain('UTS refuses the key (HTTP 401); 0 of 3 concepts are answered and kept in')
    expect(await readdir(folder)).not.toContain('failed.jsonl')
    uts.fault = () => undefined
    expect((await medspan('link', 'a.jsonl', ...args)).code).toBe(0)
  })

  test.each([
    ['report.csv', /^concept,name,status,/],
    ['report.json', /^\[\n {2}\{\n {4}"concept": "C0000002"/],
    ['report.txt', /path {4}C0000002 -RB-> C0004057\n.*\n {2}label {3}T103 Chemical \(ancestor, by T109\)\n/],
  ])('reports the way of every concept as %s', async (name, expected) => {
    const source = ['--metathesaurus', 'umls.sqlite', '--relations', 'RB', '--labels', 'st21pv']
    const linked = await medspan('link', 'a.jsonl', ...source, '--report', name, '-o', 'linked.jsonl')
    expect(linked.code).toBe(0)
    expect(await readFile(join(folder, name), 'utf8')).toMatch(expected)
  })
})
