import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import Database from 'libsql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatError, MedspanError, type Notice } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Relation } from '../../src/umls/concept.ts'
import { openMetathesaurus } from '../../src/umls/metathesaurus.ts'
import { buildMetathesaurus } from '../../src/umls/metathesaurus-build.ts'
import { openMrsty } from '../../src/umls/mrsty.ts'
import { builtFolder } from '../built.ts'
import { fuzzRuns } from '../fuzz.ts'
import { changeBytes, changeOf } from '../mutation.ts'

let root = ''
let folder = ''
let count = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'medspan-metathesaurus-'))
})
beforeEach(() => {
  folder = join(root, String(count++), '2026AA', 'META')
  mkdirSync(folder, { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const progress = silent
const sty = (cui: string, tui: string): string => `${cui}|${tui}|A1.2|Name of the type|AT1|256|\n`
const retired = (cui: string, relation: string, successor = '', present = 'Y'): string =>
  `${cui}|2004AA|${relation}|||${successor}|${successor === '' ? '' : present}|\n`
const conso = (cui: string, name: string, { lat = 'ENG', ts = 'P', stt = 'PF', ispref = 'Y' } = {}): string =>
  `${cui}|${lat}|${ts}|L1|${stt}|S1|${ispref}|A1||M1|D1|MSH|MH|D1|${name}|0|N|256|\n`

const types =
  sty('C0004057', 'T109') + sty('C0004057', 'T121') + sty('C0010674', 'T047') + sty('C9999999', 'T047')

async function build(files: Record<string, string>): Promise<string> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const output = join(folder, '..', 'umls.sqlite')
  await buildMetathesaurus(folder, output, { progress })
  return output
}

async function lookUp(path: string, cuis: readonly string[], relations?: readonly Relation[]) {
  const source = await openMetathesaurus(path, { relations })
  const notices: Notice[] = []
  try {
    const listening = { ...progress, notice: (notice: Notice) => void notices.push(notice) }
    return { records: await source.lookUp(new Set(cuis), { progress: listening }), notices, source }
  } finally {
    source.close()
  }
}

const failure = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MedspanError)
  return formatError(error as MedspanError).replaceAll(join(folder, '..'), '')
}

describe('a Metathesaurus database', () => {
  it('has the types of each concept in the order of MRSTY, each once, and its preferred English name', async () => {
    const path = await build({
      'MRSTY.RRF': types + types,
      'MRCONSO.RRF':
        conso('C0010674', 'Mukoviszidose', { lat: 'GER' }) +
        conso('C0010674', 'CF', { ts: 'S' }) +
        conso('C0010674', 'cystic fibrosis', { stt: 'VC' }) +
        conso('C0010674', 'Fibrosis, Cystic', { ispref: 'N' }) +
        conso('C0010674', 'Cystic Fibrosis: é') +
        conso('C0010674', 'Another one'),
    })
    const { records, source } = await lookUp(path, ['C0004057', 'C0010674', 'C0000001'])
    expect([...records.values()]).toEqual([
      { cui: 'C0004057', status: 'current', types: ['T109', 'T121'] },
      { cui: 'C0010674', status: 'current', types: ['T047'], name: 'Cystic Fibrosis: é' },
      { cui: 'C0000001', status: 'unknown', types: [] },
    ])
    expect(source.name).toBe('umls.sqlite (UMLS 2026AA)')
    expect(source.info.sources.map(({ name, rows }) => [name, rows])).toEqual([
      ['MRSTY.RRF', 8],
      ['MRCONSO.RRF', 6],
    ])
    expect(source.info.sources[0]?.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('takes rows in any order, and as many concepts as one statement cannot insert', async () => {
    const rows = Array.from({ length: 1777 }, (_, i) => sty(`C${String(i * 31).padStart(7, '0')}`, 'T047'))
    const path = await build({ 'MRSTY.RRF': rows.reverse().join('') })
    const wanted = Array.from({ length: 3000 }, (_, i) => `C${String(i).padStart(7, '0')}`)
    const { records } = await lookUp(path, wanted)
    for (const [cui, record] of records)
      expect(record.status).toBe(Number(cui.slice(1)) % 31 === 0 ? 'current' : 'unknown')
  })

  it('follows retired concepts over SY, through chains, and says the way', async () => {
    const path = await build({
      'MRSTY.RRF': types,
      'MRCUI.RRF':
        retired('C0000002', 'SY', 'C0000003') +
        retired('C0000003', 'SY', 'C0010674') +
        retired('C0000004', 'DEL') +
        // A concept in use is in use, whatever MRCUI says.
        retired('C0004057', 'SY', 'C0010674'),
    })
    const { records } = await lookUp(path, ['C0000002', 'C0000003', 'C0000004', 'C0004057'])
    expect([...records.values()]).toEqual([
      {
        cui: 'C0000002',
        status: 'retired',
        types: ['T047'],
        path: [{ cui: 'C0000002' }, { cui: 'C0000003', relation: 'SY' }, { cui: 'C0010674', relation: 'SY' }],
      },
      {
        cui: 'C0000003',
        status: 'retired',
        types: ['T047'],
        path: [{ cui: 'C0000003' }, { cui: 'C0010674', relation: 'SY' }],
      },
      { cui: 'C0000004', status: 'deleted', types: [] },
      { cui: 'C0004057', status: 'current', types: ['T109', 'T121'] },
    ])
  })

  it('follows RB, RN and RO only where they are asked for, in that order, and SY before them', async () => {
    const path = await build({
      'MRSTY.RRF': types,
      'MRCUI.RRF':
        retired('C0000002', 'RO', 'C9999999') +
        retired('C0000002', 'RB', 'C0004057') +
        retired('C0000003', 'RB', 'C0004057') +
        retired('C0000003', 'SY', 'C0010674'),
    })
    const cuis = ['C0000002', 'C0000003']
    const end = ({ records }: Awaited<ReturnType<typeof lookUp>>) =>
      [...records.values()].map(({ status, path }) => [status, path?.at(-1)?.cui, path?.at(-1)?.relation])
    const exact = await lookUp(path, cuis)
    expect(end(exact)).toEqual([
      ['deleted', undefined, undefined],
      ['retired', 'C0010674', 'SY'],
    ])
    expect(exact.notices).toMatchObject([{ code: 'concept-inexact', count: 1 }])
    expect(exact.notices[0]?.message).toContain('C0000002')
    expect(end(await lookUp(path, cuis, ['RB', 'RN', 'RO']))).toEqual([
      ['retired', 'C0004057', 'RB'],
      ['retired', 'C0010674', 'SY'],
    ])
    expect(end(await lookUp(path, cuis, ['RO', 'RB']))[0]).toEqual(['retired', 'C9999999', 'RO'])
  })

  it('does not go in circles, and tries another way first', async () => {
    const path = await build({
      'MRSTY.RRF': types,
      'MRCUI.RRF':
        retired('C0000002', 'SY', 'C0000003') +
        retired('C0000003', 'SY', 'C0000002') +
        retired('C0000005', 'SY', 'C0000005') +
        retired('C0000006', 'SY', 'C0000002') +
        retired('C0000006', 'SY', 'C0010674'),
    })
    const { records, notices } = await lookUp(path, ['C0000002', 'C0000005', 'C0000006'])
    expect([...records.values()].map(({ status }) => status)).toEqual(['deleted', 'deleted', 'retired'])
    expect(notices).toMatchObject([{ code: 'concept-cycle', count: 2 }])
  })

  it('does not go to a successor that is not in the subset', async () => {
    const path = await build({
      'MRSTY.RRF': types,
      'MRCUI.RRF': retired('C0000002', 'SY', 'C0010674', 'N') + retired('C0000003', 'SUBX'),
    })
    const { records, notices } = await lookUp(path, ['C0000002', 'C0000003'])
    expect([...records.values()].map(({ status }) => status)).toEqual(['deleted', 'deleted'])
    expect(notices).toMatchObject([{ code: 'concept-outside', count: 1 }])
  })

  it('follows a chain of 20,000 without end of memory or stack', async () => {
    const cui = (i: number) => `C${String(i + 1).padStart(7, '0')}`
    const rows = Array.from({ length: 20_000 }, (_, i) => retired(cui(i), 'SY', cui(i + 1)))
    const path = await build({ 'MRSTY.RRF': sty(cui(20_000), 'T047'), 'MRCUI.RRF': rows.join('') })
    const { records } = await lookUp(path, [cui(0)])
    expect(records.get(cui(0))).toMatchObject({ status: 'retired', types: ['T047'] })
    expect(records.get(cui(0))?.path).toHaveLength(20_001)
  })

  it('built without MRCUI says that retired concepts count as unknown', async () => {
    const { notices } = await lookUp(await build({ 'MRSTY.RRF': types }), ['C0000002', 'C0010674'])
    expect(notices).toMatchObject([{ code: 'retired-unknown', count: 1 }])
  })

  it('leaves rows with an undocumented relation out, and counts them', async () => {
    writeFileSync(join(folder, 'MRSTY.RRF'), types)
    writeFileSync(join(folder, 'MRCUI.RRF'), retired('C0000002', 'XX', 'C0010674'))
    const notices: Notice[] = []
    const result = await buildMetathesaurus(folder, join(folder, 'umls.sqlite'), {
      progress: { ...progress, notice: notice => void notices.push(notice) },
    })
    expect(notices).toMatchObject([{ code: 'mrcui-relation', count: 1, where: { line: 1 } }])
    expect(result).toMatchObject({ concepts: 3, retired: 0, names: 0 })
  })

  it('knows its release from release.dat, then from the folders', async () => {
    const path = await build({ 'MRSTY.RRF': types, 'release.dat': 'umls.release.name=2015AB\n' })
    const source = await openMetathesaurus(path)
    expect(source.info.release).toBe('2015AB')
    source.close()
  })

  it('is built from compressed files, and from the folder above META', async () => {
    writeFileSync(join(folder, 'MRSTY.RRF.gz'), gzipSync(types))
    const output = join(folder, 'umls.sqlite')
    await buildMetathesaurus(join(folder, '..'), output, { progress })
    expect((await lookUp(output, ['C0010674'])).records.get('C0010674')?.types).toEqual(['T047'])
  })
})

describe('a build of the Metathesaurus', () => {
  it.each([
    ['MRSTY.RRF', `${types}C1|T047|a|b|c|d|\n`, 'META/MRSTY.RRF:5:1: expected a CUI such as C0010674'],
    ['MRSTY.RRF', '', 'expected rows of MRSTY.RRF, got an empty file'],
    [
      'MRCUI.RRF',
      'C0000002|2004AA|SY|||C12|Y|\n',
      'META/MRCUI.RRF:1:22: expected a CUI or nothing, got "C12"',
    ],
    ['MRCUI.RRF', 'C0000002|2004AA|SY||||Y|\n', 'MRCUI.RRF:1:22: expected a CUI after the relation SY'],
    ['MRCUI.RRF', 'C0000002|2004AA|SY|||C0000003|y|\n', 'MRCUI.RRF:1:31: expected Y, N or nothing, got "y"'],
    ['MRCONSO.RRF', `${conso('C0000002', '')}`, 'MRCONSO.RRF:1:47: expected a name, got ""'],
    ['MRCONSO.RRF', 'C0000002|ENG|P|\n', 'expected 18 columns, each with a bar after it, got 3 bars'],
  ])('of a broken %s (%j) says where, and leaves what was there', async (name, content, expected) => {
    const output = await build({ 'MRSTY.RRF': types })
    const before = readFileSync(output)
    writeFileSync(join(folder, name), content)
    expect(await failure(buildMetathesaurus(folder, output, { progress }))).toContain(expected)
    expect(readFileSync(output).equals(before)).toBe(true)
    expect(readdirSync(join(folder, '..')).sort()).toEqual(['META', 'umls.sqlite'])
  })

  it('of a folder without MRSTY says what is expected', async () => {
    expect(await failure(buildMetathesaurus(folder, join(folder, 'umls.sqlite'), { progress }))).toContain(
      'expected a folder with MRSTY.RRF, and there is none in it',
    )
  })

  it('that is interrupted leaves nothing', async () => {
    writeFileSync(
      join(folder, 'MRSTY.RRF'),
      Array.from({ length: 70_000 }, (_, i) => sty(`C${String(i).padStart(7, '0')}`, 'T047')).join(''),
    )
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    const options = { progress, signal: controller.signal }
    await expect(buildMetathesaurus(folder, join(folder, 'umls.sqlite'), options)).rejects.toThrow('enough')
    expect(readdirSync(folder)).toEqual(['MRSTY.RRF'])
  })

  it('that is killed leaves nothing under the name, and the next one clears its remains', async () => {
    writeFileSync(
      join(folder, 'MRSTY.RRF'),
      Array.from({ length: 400_000 }, (_, i) => sty(`C${String(i).padStart(7, '0')}`, 'T047')).join(''),
    )
    const output = join(folder, 'umls.sqlite')
    const module = pathToFileURL(join(await builtFolder(), 'dist/umls/metathesaurus-build.js')).href
    const code = `import { buildMetathesaurus } from ${JSON.stringify(module)}
      const task = () => ({ advance() { console.log('reading') }, end() {} })
      await buildMetathesaurus(process.argv[1], process.argv[2], { progress: { task, info() {}, notice() {} } })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder, output], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
    expect(existsSync(output)).toBe(false)
    expect(readdirSync(folder).filter(name => name.endsWith('.partial'))).toHaveLength(1)
    await buildMetathesaurus(folder, output, { progress })
    expect(readdirSync(folder).sort()).toEqual(['MRSTY.RRF', 'umls.sqlite'])
  })
})

describe('a file that is no Metathesaurus database', () => {
  it.each([
    ['text', (path: string) => writeFileSync(path, 'hello'.repeat(2000)), 'got a file that is not SQLite'],
    [
      "another program's",
      (path: string) => {
        rmSync(path)
        const database = new Database(path)
        database.exec('CREATE TABLE concepts (a)')
        database.close()
      },
      "expected a Metathesaurus database, got another program's SQLite file",
    ],
    [
      'of an older schema',
      (path: string) => {
        const database = new Database(path)
        database.exec('PRAGMA user_version = 0')
        database.close()
      },
      'it was made by an older medspan (schema 0, this one reads 1)\n  build it again',
    ],
    [
      'of a newer schema',
      (path: string) => {
        const database = new Database(path)
        database.exec('PRAGMA user_version = 2')
        database.close()
      },
      'it was made by a newer medspan (schema 2, this one reads 1)',
    ],
    ['cut off', (path: string) => truncateSync(path, 8192), 'damaged'],
    ['empty', (path: string) => truncateSync(path, 0), "got another program's SQLite file"],
    ['missing', (path: string) => rmSync(path), 'there is no such file'],
    [
      'a folder',
      (path: string) => {
        rmSync(path)
        mkdirSync(path)
      },
      'got a folder',
    ],
    [
      'without its tables',
      (path: string) => {
        const database = new Database(path)
        database.exec('DROP TABLE type_lists')
        database.close()
      },
      'expected a Metathesaurus database: ',
    ],
  ])('(%s) is refused in one message', async (_, spoil, expected) => {
    const path = await build({ 'MRSTY.RRF': types })
    spoil(path)
    const message = await failure(openMetathesaurus(path))
    expect(message).toContain(expected)
    expect(message.startsWith('/umls.sqlite: ')).toBe(true)
  })

  it('with any byte changed gives an error of ours or an answer, never anything else', async () => {
    const path = await build({ 'MRSTY.RRF': types, 'MRCUI.RRF': retired('C0000002', 'SY', 'C0010674') })
    const spoilt = join(folder, 'spoilt.sqlite')
    await fc.assert(
      fc.asyncProperty(changeOf('byte'), async change => {
        writeFileSync(spoilt, changeBytes(readFileSync(path), [change]))
        await lookUp(spoilt, ['C0010674', 'C0000002', 'C0000009']).catch((error: unknown) => {
          expect(error).toBeInstanceOf(MedspanError)
        })
      }),
      { numRuns: fuzzRuns(100) },
    )
  })
})

describe('mutated rows', () => {
  const good = {
    'MRSTY.RRF': types.replace('C9999999', 'C0010675'),
    'MRCUI.RRF': retired('C0000002', 'SY', 'C0010674') + retired('C0000004', 'DEL'),
    'MRCONSO.RRF': conso('C0010674', 'Cystic Fibrosis'),
  }
  type Name = keyof typeof good
  const names = Object.keys(good) as Name[]

  const pieces = ['|', '\n', '\r\n', 'C', '\u0000', '\uFEFF', 'é', '||', ' ', 'a|b'].map(text =>
    Buffer.from(text),
  )

  it('give a clear error with a place, or a database with what they say', async () => {
    const source = join(folder, 'MRSTY.RRF')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        changeOf('drop', 'insert', 'repeat', 'replace'),
        async (file, change) => {
          const mutated = changeBytes(Buffer.from(good[file]), [change], pieces).toString()
          for (const name of names) writeFileSync(join(folder, name), name === file ? mutated : good[name])
          const output = join(folder, 'umls.sqlite')
          try {
            const built = await buildMetathesaurus(folder, output, { progress })
            const cuis = new Set(mutated.match(/C\d{7}/g) ?? [])
            const { records } = await lookUp(output, [...cuis])
            const direct = await openMrsty(source).lookUp(cuis, { progress })
            expect(records.size).toBe(cuis.size)
            expect(built.concepts).toBeGreaterThan(0)
            for (const [cui, { status, types: own }] of direct)
              if (status === 'current') expect(records.get(cui)?.types).toEqual(own)
          } catch (error) {
            if (!(error instanceof MedspanError)) throw error
            expect(error.code).toBe('input')
            expect(error.where?.path).toContain(folder)
          }
        },
      ),
      { numRuns: fuzzRuns(60) },
    )
  }, 1_800_000)
})
