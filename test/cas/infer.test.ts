import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Cas } from '../../src/cas/cas.ts'
import { TypeInference } from '../../src/cas/infer.ts'
import { formatTypeSystem, parseTypeSystem, type TypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { formatXmi } from '../../src/cas/xmi-writer.ts'
import { exportCorpus, importCorpus } from '../../src/formats/index.ts'
import { describeWithData } from '../shared-data.ts'
import { type Files, pack, unpack } from './packed.ts'
import { errorOf, listen } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-infer-'))
afterAll(() => rmSync(root, { recursive: true }))
let made = 0

function writeFolder(files: Files): string {
  const folder = join(root, `folder-${made++}`)
  unpack(folder, files)
  return folder
}

const CTAKES = 'http:///org/apache/ctakes/typesystem/type'
const SEGMENTATION = 'http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore'

/** A file as cTAKES writes it: no type system, and structures that refer to each other. */
function clinical(text: string, structures: readonly string[], members = ''): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"',
    ` xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore" xmlns:seg="${SEGMENTATION}"`,
    ` xmlns:textsem="${CTAKES}/textsem.ecore" xmlns:refsem="${CTAKES}/refsem.ecore" xmlns:my="http:///my.ecore">`,
    '<cas:NULL xmi:id="0"/>',
    ...structures,
    `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${text}"/>`,
    `<cas:View sofa="1" members="${members}"/></xmi:XMI>`,
  ].join('\n')
}

async function infer(xmi: string, texts: string[] = []): Promise<TypeSystem> {
  const types = new TypeInference(texts)
  await types.add([Buffer.from(xmi)], 'a.xmi')
  return types.finish()
}

/** Name and range of a type's features, without those of annotations. */
const rangesOf = (system: TypeSystem, type: string): Record<string, string> =>
  Object.fromEntries(
    [...system.features(type).values()]
      .filter(({ name }) => !['sofa', 'begin', 'end'].includes(name))
      .map(one => [
        one.name,
        one.range.replace('uima.cas.', '') +
          (one.elementType === undefined ? '' : ` of ${one.elementType}`) +
          (one.multipleReferencesAllowed ? ' by reference' : ''),
      ]),
  )

const plain = ({ sofas, views, featureStructures }: Cas) => ({
  sofas: sofas.map(sofa => ({ ...sofa, where: undefined })),
  views: views.map(view => ({ ...view, where: undefined })),
  structures: [...featureStructures.values()].map(({ id, type, features }) => [id, type, [...features]]),
})

const asthma = clinical(
  'Asthma since 2003.',
  [
    '<tcas:DocumentAnnotation xmi:id="8" sofa="1" begin="0" end="18" language="en" project="p"/>',
    '<textsem:DiseaseDisorderMention xmi:id="20" sofa="1" begin="0" end="6" id="0" ontologyConceptArr="30 31"' +
      ' typeID="2" confidence="0.5" polarity="1" conditional="false" event="40" subject="patient" code="0042"/>',
    '<textsem:DiseaseDisorderMention xmi:id="21" sofa="1" begin="7" end="12" id="1" ontologyConceptArr="31"' +
      ' typeID="2" confidence="1" polarity="-1" conditional="true" event="40" subject="" code="9" cui="C0004096"/>',
    '<refsem:UmlsConcept xmi:id="30" cui="C0004096" tui="T047" score="5000000000" alternatives="50" words="60"/>',
    '<refsem:UmlsConcept xmi:id="31" cui="C0004096" tui="T047" score="1" alternatives="50" words="61">' +
      '<names>Asthma</names><names>Bronchial asthma</names></refsem:UmlsConcept>',
    '<refsem:Event xmi:id="40" sofa="1"><mentions href="#20"/><mentions href="#40"/></refsem:Event>',
    '<cas:FSArray xmi:id="50" elements="30 31"/>',
    '<cas:NonEmptyStringList xmi:id="60" head="a" tail="61"/><cas:EmptyStringList xmi:id="61"/>',
    '<seg:Token xmi:id="70" sofa="1" begin="0" end="6" id="7" order="3" mine="true"/>',
    '<my:Box xmi:id="80" constructor="1" toString="x" hasOwnProperty="true"/>',
  ],
  '8 20 21 70',
)

describe('an inferred type system', () => {
  test('has what stands in the file', async () => {
    const system = await infer(asthma)
    const type = 'org.apache.ctakes.typesystem.type'
    expect(rangesOf(system, `${type}.textsem.DiseaseDisorderMention`)).toEqual({
      id: 'Integer',
      ontologyConceptArr: `FSArray of ${type}.refsem.UmlsConcept`,
      typeID: 'Integer',
      confidence: 'Double',
      polarity: 'Integer',
      conditional: 'Boolean',
      event: `${type}.refsem.Event`,
      subject: 'String',
      code: 'String',
      cui: 'String',
    })
    expect(rangesOf(system, `${type}.refsem.UmlsConcept`)).toEqual({
      cui: 'String',
      tui: 'String',
      score: 'Long',
      alternatives: 'FSArray by reference',
      words: 'StringList by reference',
      names: 'StringArray',
    })
    expect(rangesOf(system, `${type}.refsem.Event`)).toEqual({ mentions: 'FSArray' })
    expect(system.isSubtype(`${type}.textsem.DiseaseDisorderMention`, 'uima.tcas.Annotation')).toBe(true)
    expect(system.isSubtype(`${type}.refsem.Event`, 'uima.cas.AnnotationBase')).toBe(true)
    expect(system.isSubtype(`${type}.refsem.Event`, 'uima.tcas.Annotation')).toBe(false)
    expect(system.isSubtype(`${type}.refsem.UmlsConcept`, 'uima.cas.AnnotationBase')).toBe(false)
    expect(rangesOf(system, 'my.Box')).toEqual({
      constructor: 'Integer',
      toString: 'String',
      hasOwnProperty: 'Boolean',
    })
  })

  test('leaves UIMA’s and DKPro Core’s types as they are, but for what they have more', async () => {
    const system = await infer(asthma)
    expect(Object.keys(rangesOf(system, 'uima.tcas.DocumentAnnotation'))).toEqual(['language', 'project'])
    const token = rangesOf(system, 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token')
    expect(token).toMatchObject({ id: 'String', order: 'Integer', mine: 'Boolean' })
    expect(token.lemma).toBe('de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma')
    expect(system.has('de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity')).toBe(false)
  })

  test('reads its file, which written with it is the same again without inferring', async () => {
    const system = await infer(asthma)
    const cas = parseXmi(asthma, system, 'a.xmi')
    const again = parseTypeSystem(formatTypeSystem(system), 'TypeSystem.xml')
    expect(plain(parseXmi(formatXmi(cas), again, 'b.xmi'))).toEqual(plain(cas))
    expect(plain(parseXmi(asthma, again, 'a.xmi'))).toEqual(plain(cas))
  })

  test('is that of all files together', async () => {
    const box = (values: string) => clinical('x', [`<my:Box xmi:id="2" ${values}/>`])
    const types = new TypeInference(['code'])
    for (const values of ['a="1" b="1.0" c="2" code="5"', 'a="2" b="7" c="x" code="6" d="true"', 'a="03"'])
      await types.add([Buffer.from(box(values))], 'a.xmi')
    expect(rangesOf(types.finish(), 'my.Box')).toEqual({
      a: 'String',
      b: 'Double',
      c: 'String',
      code: 'String',
      d: 'Boolean',
    })
  })

  test.each([
    ['a name that UIMA has not', '<my:Box xmi:id="2" a-b="1"/>', /got "a-b"/],
    ['a name of what objects inherit', '<my:Box xmi:id="2" __proto__="1"/>', /got "__proto__"/],
    ['a type that UIMA has not', '<cas:Box xmi:id="2"/>', /UIMA has no type uima\.cas\.Box/],
    [
      'a very deep package',
      `<q:Box xmlns:q="http:///${'a/'.repeat(100_000)}a.ecore" xmi:id="2"/>`,
      /expected a name of a type/,
    ],
    ['a child with a child', '<my:Box xmi:id="2"><a><b/></a></my:Box>', /stands inside a feature/],
    ['two values of one feature', '<my:Box xmi:id="2" a="1"><a>x</a></my:Box>', /given twice/],
    ['a feature of a built-in type', '<tcas:Annotation xmi:id="2" value="1"/>', /has no feature value/],
    [
      'a feature that another type has otherwise',
      '<tcas:DocumentAnnotation xmi:id="2" documentTitle="1"/>' +
        '<m:DocumentMetaData xmlns:m="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:id="3"/>',
      /feature documentTitle of .*DocumentMetaData is uima\.cas\.String/,
    ],
  ])('is not made of %s', async (_, structures, message) => {
    const xmi = clinical('x', [structures])
    const error = await errorOf(async () => parseXmi(xmi, await infer(xmi), 'a.xmi'))
    expect(error.message).toMatch(message)
    expect(error.code).toBe('input')
  })

  test.each([
    ['types', Array.from({ length: 5_001 }, (_, i) => `<my:T${i} xmi:id="${i + 2}"/>`)],
    [
      'features',
      Array.from({ length: 201 }, (_, i) => {
        const features = Array.from({ length: 100 }, (_, j) => `a${j}="1"`).join(' ')
        return `<my:T${i} xmi:id="${i + 2}" ${features}/>`
      }),
    ],
  ])('has only so many %s', async (what, structures) => {
    const error = await errorOf(() => infer(clinical('x', structures)))
    expect(error).toMatchObject({ code: 'unsafe-input', where: { path: 'a.xmi', line: expect.any(Number) } })
    expect(error.message).toMatch(new RegExp(`^expected at most [\\d,]+ ${what}`))
  })

  test('takes very many ids for a text', async () => {
    const xmi = clinical('x', [`<my:Box xmi:id="2" a="${'2 '.repeat(4_000_001)}"/>`])
    expect(rangesOf(await infer(xmi), 'my.Box')).toEqual({ a: 'String' })
  })
})

describe('XMI without a type system', () => {
  const other = asthma.replaceAll('code="0042"', 'code="x"').replaceAll('Asthma since', 'Asthma until')
  const files = { 'one.xmi': asthma, 'two.xmi': other }
  const readWith = async (path: string, typeSystem?: string) => {
    const progress = listen()
    const documents = await importCorpus([path], { progress, typeSystem })
    return { documents, codes: progress.notices.map(({ code, count }) => `${code} ${count}`) }
  }

  test('is refused, and the error names the option', async () => {
    const folder = writeFolder(files)
    for (const path of [folder, join(folder, 'one.xmi')]) {
      const error = await errorOf(() => readWith(path))
      expect(error.message).toMatch(/no type system lies beside the XMI/)
      expect(error.hint).toContain('--type-system infer')
    }
  })

  test('is read from a file, a folder, or archives where types are to be inferred', async () => {
    const folder = writeFolder(files)
    const one = join(folder, 'one.xmi')
    writeFileSync(join(root, 'all.zip'), await pack(files))
    writeFileSync(join(root, 'each.zip'), await pack({ 'a.zip': await pack(files) }))
    for (const [path, count] of [
      [one, 1],
      [folder, 2],
      [join(root, 'all.zip'), 2],
      [join(root, 'each.zip'), 2],
    ] as const) {
      const { documents, codes } = await readWith(path, 'infer')
      expect(documents.map(({ mentions }) => mentions.map(({ concepts }) => concepts))).toEqual(
        Array(count).fill([['C0004096'], ['C0004096']]),
      )
      expect(codes).toContain(`cas-types-inferred ${count}`)
    }
  })

  test('is read with the type system that lies beside it where there is one', async () => {
    const system = formatTypeSystem(await infer(asthma))
    const folder = writeFolder({ 'a/one.xmi': asthma, 'a/TypeSystem.xml': system, 'b/two.xmi': other })
    expect((await readWith(folder, 'infer')).codes).toContain('cas-types-inferred 1')
  })

  test('is written so that it is read as it is', async () => {
    const { documents } = await readWith(writeFolder(files), 'infer')
    const output = join(root, `output-${made++}`)
    await exportCorpus(documents, output, { format: 'xmi', progress: listen() })
    const again = await readWith(output)
    expect(
      again.documents.map(({ text, mentions }) => [text, mentions.map(({ concepts }) => concepts)]),
    ).toEqual(documents.map(({ text, mentions }) => [text, mentions.map(({ concepts }) => concepts)]))
    expect(again.codes.join()).not.toContain('cas-types-inferred')
  })
})

describeWithData('files of dkpro-cassis', ['cas', 'dkpro-cassis', 'xmi'], path => {
  test.each([
    'cas_has_fs_with_no_namespace',
    'cas_with_array_features',
    'cas_with_collections',
    'cas_with_floating_point_special_values',
    'cas_with_inheritance',
    'cas_with_list_features',
    'cas_with_nonindexed_fs',
    'cas_with_references',
    'cas_with_smileys',
    'cas_with_two_sofas',
    'empty_cas',
    'small_cas',
  ])('%s is read with the types that are inferred from it, and written again', async name => {
    const xmi = readFileSync(join(path, `${name}.xmi`), 'utf8')
    const system = parseTypeSystem(formatTypeSystem(await infer(xmi)), 'TypeSystem.xml')
    const cas = parseXmi(xmi, system, name)
    expect(plain(parseXmi(formatXmi(cas), system, name))).toEqual(plain(cas))
  })
})
