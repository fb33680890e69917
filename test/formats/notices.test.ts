/**
 * @file What is noticed in many files, layers or features is one line with a count.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { listen, over, sampleXmi } from '../cas/sample-cas.ts'
import { runCommand } from '../cli/command-line.ts'

const text = 'Aspirin helped. Cough stayed.'
const layers = Array.from({ length: 8 }, (_, i) => `Layer${i}`)

/** A type system with eight layers that hold no concepts, and one that does. */
const typeSystem = `<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
${[...layers, 'Finding']
  .map(
    name => `<typeDescription><name>webanno.custom.${name}</name><supertypeName>uima.tcas.Annotation</supertypeName>
<features><featureDescription><name>CUI</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription></features>
</typeDescription>`,
  )
  .join('\n')}
</types></typeSystemDescription>`

let folder = ''
let exports: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-notices-'))
  exports = Array.from({ length: 4 }, (_, i) => join(folder, `export-${i}`))
  for (const [i, path] of exports.entries()) {
    await mkdir(path)
    await writeFile(join(path, 'TypeSystem.xml'), typeSystem)
    for (const name of ['a', 'b'])
      await writeFile(
        join(path, `${name}.xmi`),
        sampleXmi(`${name}${i} ${text}`, [
          over(2, 'custom:Finding', `${name}${i} ${text}`, 'Cough', 'CUI="C0010200"'),
          over(3, 'custom:Finding', `${name}${i} ${text}`, 'Aspirin'),
          ...layers.map((layer, n) => over(10 + n, `custom:${layer}`, `${name}${i} ${text}`, 'stayed')),
        ]),
      )
  }
})
afterAll(() => rm(folder, { recursive: true }))

test('of many files that are read, each kind of notice is reported once', async () => {
  const progress = listen()
  await importCorpus(exports, { progress })
  const codes = progress.notices.map(({ code, count }) => `${code} ${count}`)
  expect(codes.sort()).toEqual(['cas-layer-left-out 64', 'document-renamed 6', 'mention-without-concept 8'])
  const { kinds } = progress.notices.find(({ code }) => code === 'cas-layer-left-out')!
  expect(kinds).toEqual(Object.fromEntries(layers.map(name => [`webanno.custom.${name}`, 8])))
})

test('so it is when commands read sources one after the other, and --verbose lists what was counted', async () => {
  const args = ['merge', ...exports, '-o', 'all.jsonl']
  const notes = (text: string) => text.split('\n').filter(line => /^note: .*layers|^ {2}webanno/.test(line))
  const short = notes((await runCommand(folder, args)).err)
  expect(short).toHaveLength(1)
  expect(short[0]).toMatch(/Layer0 8, .* and 2 more\) \(64 times, first at .*; --verbose lists all$/)
  const long = notes((await runCommand(folder, [...args, '--verbose'])).err)
  expect(long).toHaveLength(9)
  expect(long[8]).toBe('  webanno.custom.Layer7 8')
})

test('and when a training prepares its sources', async () => {
  const config = { corpus: { sources: exports.map(path => ({ path })) }, model: { name_or_path: '.' } }
  const progress = listen()
  await prepareCorpus(parseConfig(JSON.stringify(config), join(folder, 'medspan.yaml')), { progress })
  expect(progress.notices.filter(({ code }) => code === 'cas-layer-left-out')).toHaveLength(1)
})
