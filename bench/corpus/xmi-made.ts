/**
 * @file A made XMI file of any size, shaped like an INCEpTION export of a DKPro document: document data, sentences,
 * words with part of speech and lemma, named entities whose identifier is a UMLS concept, and the text. The words
 * are invented; the same seed gives the same bytes.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createTypeSystem, formatTypeSystem, type TypeDefinition } from '../../src/cas/typesystem.ts'
import { createRandom } from '../../src/random.ts'

const API = 'de.tudarmstadt.ukp.dkpro.core.api'
const STRING = 'uima.cas.String'

function type(
  name: string,
  supertype: string,
  features: readonly (readonly [string, string])[],
): TypeDefinition {
  return {
    name,
    supertype,
    features: features.map(([feature, range]) => ({
      name: feature,
      range,
      multipleReferencesAllowed: false,
    })),
  }
}

const typeSystem = createTypeSystem([
  type(`${API}.metadata.type.DocumentMetaData`, 'uima.tcas.DocumentAnnotation', [
    ['documentTitle', STRING],
    ['documentId', STRING],
  ]),
  type(`${API}.segmentation.type.Sentence`, 'uima.tcas.Annotation', [['id', STRING]]),
  type(`${API}.segmentation.type.Lemma`, 'uima.tcas.Annotation', [['value', STRING]]),
  type(`${API}.lexmorph.type.pos.POS`, 'uima.tcas.Annotation', [
    ['PosValue', STRING],
    ['coarseValue', STRING],
  ]),
  type(`${API}.segmentation.type.Token`, 'uima.tcas.Annotation', [
    ['lemma', `${API}.segmentation.type.Lemma`],
    ['pos', `${API}.lexmorph.type.pos.POS`],
    ['order', 'uima.cas.Integer'],
  ]),
  type(`${API}.ner.type.NamedEntity`, 'uima.tcas.Annotation', [
    ['value', STRING],
    ['identifier', STRING],
  ]),
])

const namespaces = [
  ['xmi', 'http://www.omg.org/XMI'],
  ['cas', 'http:///uima/cas.ecore'],
  ['pos', 'http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore'],
  ['type2', 'http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore'],
  ['type3', 'http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore'],
  ['type4', 'http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore'],
]

const onsets = [
  '',
  'b',
  'c',
  'card',
  'd',
  'gl',
  'h',
  'l',
  'm',
  'n',
  'p',
  'phr',
  'r',
  's',
  'st',
  't',
  'thr',
  'v',
]
const rhymes = [
  'a',
  'an',
  'em',
  'en',
  'ia',
  'ic',
  'in',
  'is',
  'itis',
  'oma',
  'on',
  'or',
  'os',
  'ose',
  'ul',
  'us',
]
const poses = ['NN', 'NNS', 'JJ', 'IN', 'DT', 'VBD', 'VBZ', 'CC', 'RB', 'CD'].map(tag => [
  tag,
  tag.slice(0, 2),
])

/** Writes `made.xmi` of about `bytes` bytes and `TypeSystem.xml` into a folder; returns the path of the former. */
export function writeMadeXmi(folder: string, bytes: number): string {
  const random = createRandom(1, 'made XMI')
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 1 + random.below(4) }, () => pick(onsets) + pick(rhymes)).join(''),
  )
  // A word takes about 348 bytes: its three elements, its share of sentences, entities, text and members.
  const count = Math.ceil(bytes / 348)
  writeFileSync(join(folder, 'TypeSystem.xml'), formatTypeSystem(typeSystem))
  const path = join(folder, 'made.xmi')
  const file = openSync(path, 'w')
  const buffered: string[] = []
  let held = 0
  const put = (text: string): void => {
    buffered.push(text)
    held += text.length
    if (held < 1 << 20) return
    writeSync(file, buffered.splice(0).join(''))
    held = 0
  }
  const texts: string[] = []
  const begins = new Int32Array(count)
  const ends = new Int32Array(count)
  let length = 0
  const sentences: [number, number][] = []
  for (let at = 0; at < count; ) {
    const size = Math.min(count - at, 8 + random.below(28))
    const begin = length
    for (let i = 0; i < size; i++, at++) {
      const last = i === size - 1
      const word = last ? '.' : random.below(5_000) === 0 ? '🧬' : pick(words)
      begins[at] = length
      length += word.length
      ends[at] = length
      const space = last ? '\n' : i === size - 2 ? '' : ' '
      texts.push(word, space)
      length += space.length
    }
    sentences.push([begin, length - 1])
  }
  const text = texts.join('').replaceAll('\n', '&#10;')

  put(
    `<?xml version="1.0" encoding="UTF-8"?><xmi:XMI ${namespaces.map(([p, n]) => `xmlns:${p}="${n}"`).join(' ')}` +
      ' xmi:version="2.0">\n    <cas:NULL xmi:id="0"/>\n',
  )
  put(
    `    <type2:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="${length}" language="en" documentTitle="made"` +
      ' documentId="made"/>\n',
  )
  let id = 3
  const members = [2]
  for (const [begin, end] of sentences) {
    members.push(id)
    put(`    <type4:Sentence xmi:id="${id++}" sofa="1" begin="${begin}" end="${end}"/>\n`)
  }
  for (let i = 0; i < count; i++) {
    const span = `sofa="1" begin="${begins[i]}" end="${ends[i]}"`
    const [tag, coarse] = pick(poses)
    members.push(id, id + 1, id + 2)
    put(
      `    <pos:POS xmi:id="${id}" ${span} PosValue="${tag}" coarseValue="${coarse}"/>\n` +
        `    <type4:Lemma xmi:id="${id + 1}" ${span} value="${texts[2 * i]}"/>\n` +
        `    <type4:Token xmi:id="${id + 2}" ${span} lemma="${id + 1}" pos="${id}" order="0"/>\n`,
    )
    id += 3
    if (random.below(12) === 0) {
      const until = ends[Math.min(i + random.below(3), count - 1)]
      const cui = `C${String(random.below(4_000_000)).padStart(7, '0')}`
      members.push(id)
      put(
        `    <type3:NamedEntity xmi:id="${id++}" sofa="1" begin="${begins[i]}" end="${until}" ` +
          `value="${pick(poses)[1]}" identifier="http://www.ukp.tu-darmstadt.de/umls/${cui}"/>\n`,
      )
    }
  }
  put('    <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="')
  put(text)
  put(`"/>\n    <cas:View sofa="1" members="${members.join(' ')}"/>\n</xmi:XMI>\n`)
  writeSync(file, buffered.join(''))
  closeSync(file)
  return path
}
