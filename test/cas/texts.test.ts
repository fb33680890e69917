import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { toDocuments } from '../../src/cas/concepts.ts'
import { readCas } from '../../src/cas/document.ts'
import { TypeInference } from '../../src/cas/infer.ts'
import { parseTypeSystem, type TypeSystem } from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { Notices } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { renderConfig } from '../../src/survey/config-text.ts'
import { surveyFolder } from '../../src/survey/survey.ts'
import type { ConceptSetting } from '../../src/text/format.ts'
import { errorOf, listen } from './sample-cas.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-texts-'))
afterAll(() => rmSync(root, { recursive: true }))

const TYPES = 'org.apache.ctakes.typesystem.type'

const feature = (name: string, range: string, elements = ''): string =>
  `<featureDescription><name>${name}</name><rangeTypeName>${range}</rangeTypeName>${elements}</featureDescription>`

function type(name: string, supertype: string, ...features: string[]): string {
  return (
    `<typeDescription><name>${name}</name><supertypeName>${supertype}</supertypeName>` +
    `<features>${features.join('')}</features></typeDescription>`
  )
}

const mention = (name: string): string =>
  type(`${TYPES}.textsem.${name}`, `${TYPES}.textsem.IdentifiedAnnotation`)
const string = 'uima.cas.String'
const byReference = '<multipleReferencesAllowed>true</multipleReferencesAllowed>'

/** As in cTAKES: what annotations refer to is declared as a type that has no CUI yet. */
const ctakes: TypeSystem = parseTypeSystem(
  `<typeSystemDescription><types>${[
    type(
      `${TYPES}.refsem.OntologyConcept`,
      'uima.cas.TOP',
      feature('codingScheme', string),
      feature('code', string),
    ),
    type(
      `${TYPES}.refsem.UmlsConcept`,
      `${TYPES}.refsem.OntologyConcept`,
      ...['cui', 'tui', 'preferredText'].map(name => feature(name, string)),
    ),
    type(
      `${TYPES}.textsem.IdentifiedAnnotation`,
      'uima.tcas.Annotation',
      feature(
        'ontologyConceptArr',
        'uima.cas.FSArray',
        `<elementType>${TYPES}.refsem.OntologyConcept</elementType>${byReference}`,
      ),
      feature('subject', string),
    ),
    ...['DiseaseDisorderMention', 'MedicationMention', 'TimeMention'].map(mention),
    type(
      'my.Relation',
      'uima.tcas.Annotation',
      feature('of', `${TYPES}.textsem.IdentifiedAnnotation`),
      feature('is', 'my.Box'),
    ),
    type('my.Box', 'uima.tcas.Annotation', feature('CUI', string)),
    type('my.Listed', 'uima.tcas.Annotation', feature('concepts', 'uima.cas.FSList', byReference)),
  ].join('')}</types></typeSystemDescription>`,
  'TypeSystem.xml',
)

const text = 'Asthma since 2003, aspirin.'
const at = (covered: string): string =>
  `sofa="1" begin="${text.indexOf(covered)}" end="${text.indexOf(covered) + covered.length}"`

/** Structures that are annotations are indexed, others are not. */
function xmiOf(structures: readonly string[]): string {
  const members = structures.filter(one => one.includes(' begin=')).map(one => /xmi:id="(\d+)"/.exec(one)![1])
  const types = `http:///${TYPES.replaceAll('.', '/')}`
  return [
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:my="http:///my.ecore"',
    ` xmlns:textsem="${types}/textsem.ecore" xmlns:refsem="${types}/refsem.ecore" xmi:version="2.0">`,
    ...structures,
    `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${text}"/>`,
    `<cas:View sofa="1" members="${members.join(' ')}"/></xmi:XMI>`,
  ].join('\n')
}

const concept = (id: number, cui: string, tui: string, code: string): string =>
  `<refsem:UmlsConcept xmi:id="${id}" codingScheme="SNOMEDCT_US" code="${code}" cui="${cui}" tui="${tui}" preferredText="x"/>`

const concepts = [
  concept(30, 'C0004096', 'T047', '195967001'),
  concept(31, 'C0004096', 'T047', '301485011'),
  concept(32, 'C0155877', 'T046', '389145006'),
  concept(33, 'C0004057', 'T109', '387458008'),
  concept(34, 'C0004057', 'T121', '387458008'),
]
const notes = xmiOf([
  `<textsem:DiseaseDisorderMention xmi:id="20" ${at('Asthma')} subject="patient" ontologyConceptArr="40"/>`,
  `<textsem:MedicationMention xmi:id="21" ${at('aspirin')} subject="patient" ontologyConceptArr="41"/>`,
  `<textsem:TimeMention xmi:id="22" ${at('2003')} subject="patient"/>`,
  ...concepts,
  '<cas:FSArray xmi:id="40" elements="30 31 32"/>',
  '<cas:FSArray xmi:id="41" elements="33 34"/>',
])
const found = [
  ['Asthma', ['C0004096', 'C0155877'], ['T047', 'T046']],
  ['aspirin', ['C0004057'], ['T109', 'T121']],
]

function run(xmi: string, setting?: ConceptSetting, types = ctakes) {
  const progress = listen()
  const reading = readCas(parseXmi(xmi, types, 'a.xmi'), 'a.xmi', new Notices())
  let chosen: ConceptSetting | undefined
  const [document] = toDocuments([reading], setting, 'a.xmi', progress, one => {
    chosen = one.chosen
  })
  return {
    ...progress,
    chosen,
    mentions: document!.mentions.map(one => [text.slice(one.begin, one.end), one.concepts, one.types]),
  }
}

async function infer(xmi: string): Promise<TypeSystem> {
  const types = new TypeInference()
  await types.add([Buffer.from(xmi)], 'a.xmi')
  return types.finish()
}

describe('concepts that annotations refer to', () => {
  const paths = { layer: undefined, feature: 'ontologyConceptArr.cui', typeFeature: 'ontologyConceptArr.tui' }

  test('are found in all layers that have some, several of an annotation without repeats', () => {
    const { mentions, lines, chosen, notices } = run(notes)
    expect(mentions).toEqual(found)
    expect(chosen).toEqual(paths)
    const layers = `${TYPES}.textsem.DiseaseDisorderMention, ${TYPES}.textsem.MedicationMention`
    expect(lines).toEqual([
      `concept feature: ${layers} / ontologyConceptArr.cui (2 of 2 values are CUIs)`,
      `types: ${layers} / ontologyConceptArr.tui (2 annotations have one, and keep it)`,
    ])
    expect(notices.map(({ code, count }) => [code, count])).toEqual([['cas-layer-left-out', 1]])
  })

  test('are the same where the setting names their paths, and the type system is inferred', async () => {
    expect(run(notes, paths).mentions).toEqual(found)
    const types = await infer(notes)
    expect(run(notes, undefined, types)).toMatchObject({ mentions: found, chosen: paths })
    expect(run(notes, paths, types).mentions).toEqual(found)
  })

  test('stand in arrays inside their owner, in lists, or alone', async () => {
    const xmi = xmiOf([
      `<my:Inside xmi:id="20" ${at('Asthma')} concepts="30 31 32"/>`,
      `<my:Alone xmi:id="21" ${at('2003')} concepts="33"/>`,
      `<my:Listed xmi:id="22" ${at('aspirin')} concepts="50"/>`,
      ...concepts,
      '<cas:NonEmptyFSList xmi:id="50" head="33" tail="51"/>',
      '<cas:NonEmptyFSList xmi:id="51" head="34" tail="52"/><cas:EmptyFSList xmi:id="52"/>',
    ])
    expect(run(xmi, undefined, await infer(xmi)).mentions).toEqual([
      found[0],
      ['2003', ['C0004057'], ['T109']],
      found[1],
    ])
  })

  test('are those of the layer or the feature that a setting names', () => {
    const { cui, tui } = { cui: 'ontologyConceptArr.cui', tui: 'ontologyConceptArr.tui' }
    expect(run(notes, { layer: 'MedicationMention', feature: cui }).mentions).toEqual([found[1]])
    expect(run(notes, { layer: 'IdentifiedAnnotation', feature: cui, typeFeature: tui }).mentions).toEqual([
      found[0],
      ['2003', [], []],
      found[1],
    ])
    expect(run(notes, { feature: 'ontologyConceptArr.code' }).mentions).toEqual([
      ['Asthma', ['195967001', '301485011', '389145006'], ['T047', 'T046']],
      ['aspirin', ['387458008'], ['T109', 'T121']],
    ])
  })

  test('need not be in every file, but the type system must know the path', async () => {
    const none = xmiOf([`<textsem:TimeMention xmi:id="22" ${at('2003')}/>`])
    expect(run(none, paths).mentions).toEqual([])
    expect(await errorOf(() => run(none, { feature: 'ontologyConceptArr.CUI' }))).toMatchObject({
      code: 'config',
      message: 'no annotation type has a string feature ontologyConceptArr.CUI',
      hint: expect.stringContaining('ontologyConceptArr.cui'),
    })
  })

  test('are not those of annotations that are referred to', () => {
    const xmi = xmiOf([
      `<my:Box xmi:id="20" ${at('Asthma')} CUI="C0004096"/>`,
      `<my:Relation xmi:id="21" ${at('2003')} is="20"/>`,
      `<my:Relation xmi:id="22" ${at('since')} is="20"/>`,
    ])
    expect(run(xmi)).toMatchObject({ mentions: [['Asthma', ['C0004096'], []]], chosen: { layer: 'my.Box' } })
  })

  test('come from lists that end in themselves, and not from arrays of very many', () => {
    const listed = (cells: readonly string[]) =>
      run(xmiOf([`<my:Listed xmi:id="20" ${at('Asthma')} concepts="50"/>`, ...concepts, ...cells])).mentions
    const cell = (id: number, tail: number) => `<cas:NonEmptyFSList xmi:id="${id}" head="30" tail="${tail}"/>`
    expect(listed([cell(50, 51), cell(51, 50)])).toEqual([['Asthma', ['C0004096'], ['T047']]])
    expect(listed(Array.from({ length: 300 }, (_, i) => cell(50 + i, i === 299 ? 50 : 51 + i)))).toEqual([])
    const many = notes.replace('elements="33 34"', `elements="${'33 '.repeat(257)}"`)
    expect(run(many).mentions).toEqual([found[0]])
  })

  test('are refused where very many annotations refer to the same long texts', async () => {
    const long = concepts[0]!.replace('preferredText="x"', `preferredText="${'x'.repeat(100_000)}"`)
    const mentions = Array.from(
      { length: 3_000 },
      (_, i) =>
        `<textsem:DiseaseDisorderMention xmi:id="${100 + i}" ${at('Asthma')} ontologyConceptArr="40"/>`,
    )
    const array = '<cas:FSArray xmi:id="40" elements="30"/>'
    expect(await errorOf(() => run(xmiOf([long, array, ...mentions])))).toMatchObject({
      code: 'unsafe-input',
    })
    const strings = `<cas:StringArray xmi:id="40"><elements>${'x'.repeat(100_000)}</elements></cas:StringArray>`
    const shared = xmiOf([
      strings,
      ...mentions.map(one => one.replace('textsem:DiseaseDisorderMention', 'my:Own')),
    ])
    const types = await infer(shared)
    expect(await errorOf(() => run(shared, undefined, types))).toMatchObject({ code: 'unsafe-input' })
  })

  test('get into the configuration that is written for a folder', async () => {
    const without = xmiOf([`<textsem:TimeMention xmi:id="22" ${at('2003')}/>`])
    for (const [name, xmi] of Object.entries({ a: notes, b: notes.replace('2003', '2004'), c: without }))
      writeFileSync(join(root, `${name}.xmi`), xmi)
    const survey = await surveyFolder(root, { progress: silent })
    const config = renderConfig(survey)
    expect(config).toContain(
      'concept: { feature: ontologyConceptArr.cui, type_feature: ontologyConceptArr.tui }\n      type_system: infer',
    )
    const documents = await importCorpus([root], { concept: paths, typeSystem: 'infer', progress: silent })
    expect(documents.map(one => one.mentions.length)).toEqual([2, 2, 0])
    // Codes look like numbers, but are what is named.
    const codes = { concept: { feature: 'ontologyConceptArr.code' }, typeSystem: 'infer', progress: silent }
    const [document] = await importCorpus([join(root, 'a.xmi')], codes)
    expect(document!.mentions[1]!.concepts).toEqual(['387458008'])
  })
})
