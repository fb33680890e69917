/**
 * @file Parsing a CAS from XMI 1.0.
 *
 * After "XMI CAS Serialization Reference" (UIMA References, section 8): one element a feature structure, its
 * type from namespace and name; primitive features as attributes; arrays and lists either inside their owner
 * (white space between the elements, strings as child elements) or by reference. Nothing outside the file is
 * ever opened.
 */
import { MedspanError, type Where } from '../errors.ts'
import { type Cas, type CasValue, createCas, type FeatureStructure, type Sofa, type View } from './cas.ts'
import { ARRAYS, type Feature, LISTS, SOFA, type TypeSystem } from './typesystem.ts'
import { parseXml, readXml, type XmlElement, type XmlHandlers } from './xml.ts'

export const XMI_NAMESPACE = 'http://www.omg.org/XMI'
const NO_NAMESPACE = 'uima.noNamespace.'
const WHITE = /[ \t\r\n]+/

/**
 * Parses a CAS.
 *
 * @throws MedspanError with file, line and column: `input` where the file is not well-formed, uses types or
 *   features that the type system lacks, or contradicts itself; `unsafe-input` for entities and DTDs
 */
export function parseXmi(text: string, typeSystem: TypeSystem, path: string): Cas {
  const reader = createXmiReader(typeSystem, path)
  parseXml(text, path, reader)
  return reader.finish()
}

/** Parses a CAS from its bytes, as they come; the rest is as with `parseXmi`. */
export async function readXmi(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  typeSystem: TypeSystem,
  path: string,
): Promise<Cas> {
  const reader = createXmiReader(typeSystem, path)
  await readXml(source, path, reader)
  return reader.finish()
}

function createXmiReader(typeSystem: TypeSystem, path: string): XmlHandlers & { finish(): Cas } {
  const sofas: Sofa[] = []
  const views: View[] = []
  const structures: FeatureStructure[] = []
  const packages: Map<string, string>[] = []
  let depth = 0
  let open: { element: XmlElement; type: string; children: Map<string, string[]> } | undefined
  let child: { name: string; text: string } | undefined

  const whereOf = (element: XmlElement, id?: string): Where => ({
    path,
    line: element.line,
    column: element.column,
    ...(id === undefined ? {} : { at: `xmi:id ${id}` }),
  })

  /** The namespace that a prefix stands for, looking outwards. */
  const namespaceOf = (prefix: string): string | undefined => {
    for (let i = packages.length - 1; i >= 0; i--) {
      const found = packages[i]!.get(prefix)
      if (found !== undefined) return found
    }
    return undefined
  }

  const declare = (element: XmlElement): void => {
    const declared = new Map<string, string>()
    for (const name in element.attributes) {
      if (name === 'xmlns') declared.set('', element.attributes[name]!)
      else if (name.startsWith('xmlns:')) declared.set(name.slice(6), element.attributes[name]!)
    }
    packages.push(declared)
  }

  const typeOf = (element: XmlElement): string => {
    const colon = element.name.indexOf(':')
    const namespace = namespaceOf(colon < 0 ? '' : element.name.slice(0, colon))
    const local = element.name.slice(colon + 1)
    const found = namespace === undefined ? null : /^http:\/\/\/(.*)\.ecore$/.exec(namespace)
    if (found === null)
      throw new MedspanError(
        'input',
        `<${element.name}> belongs to no package: expected a namespace such as http:///my/package.ecore, got ` +
          `${namespace ?? 'none'}`,
        { where: whereOf(element) },
      )
    const name = `${found[1]!.replaceAll('/', '.')}.${local}`
    return name.startsWith(NO_NAMESPACE) ? name.slice(NO_NAMESPACE.length) : name
  }

  /** The value of `xmi:id`, and the attributes that are features. */
  const split = (element: XmlElement): { id: string | undefined; features: [string, string][] } => {
    let id: string | undefined
    const features: [string, string][] = []
    for (const name in element.attributes) {
      const colon = name.indexOf(':')
      if (colon < 0) {
        if (name !== 'xmlns') features.push([name, element.attributes[name]!])
      } else if (name.endsWith(':id') && namespaceOf(name.slice(0, colon)) === XMI_NAMESPACE)
        id = element.attributes[name]!
    }
    return { id, features }
  }

  const readSofa = (element: XmlElement): Sofa => {
    const { id, features } = split(element)
    const of = new Map(features)
    const where = whereOf(element, id)
    const name = of.get('sofaID')
    if (name === undefined) throw new MedspanError('input', 'a sofa has no sofaID', { where })
    const array = of.get('sofaArray')
    return {
      id: wholeNumber(id, 'xmi:id', where),
      num: wholeNumber(of.get('sofaNum') ?? '1', 'sofaNum', where),
      name,
      mimeType: of.get('mimeType'),
      text: of.get('sofaString'),
      uri: of.get('sofaURI'),
      array: array === undefined ? undefined : wholeNumber(array, 'sofaArray', where),
      where,
    }
  }

  const readView = (element: XmlElement): View => {
    const of = new Map(split(element).features)
    const where = whereOf(element)
    const sofa = of.get('sofa')
    return {
      sofa: sofa === undefined ? undefined : wholeNumber(sofa, 'sofa', where),
      members: words(of.get('members') ?? '').map(id => wholeNumber(id, 'members', where)),
      where,
    }
  }

  const readStructure = (element: XmlElement, type: string, children: Map<string, string[]>): void => {
    const { id, features } = split(element)
    const where = whereOf(element, id)
    if (id === undefined) throw new MedspanError('input', `a ${type} has no xmi:id`, { where })
    const known = typeSystem.features(type)
    const values = new Map<string, CasValue>()
    const find = (name: string): Feature => {
      const found = known.get(name)
      if (found !== undefined) return found
      throw new MedspanError('input', `type ${type} has no feature ${name}`, {
        where,
        hint: `the type system gives it ${[...known.keys()].join(', ') || 'none'}; is it the one of this export?`,
      })
    }
    const itself = ARRAYS.has(type)
    for (const [name, text] of features) {
      const one = find(name)
      values.set(one.name, parseFeature(one, itself, typeSystem, text, where))
    }
    for (const [name, texts] of children) {
      const one = find(name)
      const element = elementOf(one, itself)
      if (element !== undefined)
        values.set(
          name,
          texts.map(text => parseValue(element, typeSystem, text, name, where)),
        )
      else if (texts.length === 1) values.set(name, parseFeature(one, itself, typeSystem, texts[0]!, where))
      else
        throw new MedspanError(
          'input',
          `feature ${name} of ${type} has ${texts.length} values, expected one`,
          {
            where,
          },
        )
    }
    structures.push({ id: wholeNumber(id, 'xmi:id', where), type, features: values, where })
  }

  return {
    open(element) {
      depth += 1
      declare(element)
      if (depth === 1) {
        const [prefix, local] = element.name.includes(':') ? element.name.split(':') : ['', element.name]
        if (local !== 'XMI' || namespaceOf(prefix!) !== XMI_NAMESPACE)
          throw new MedspanError('input', `expected <xmi:XMI> of ${XMI_NAMESPACE}, got <${element.name}>`, {
            where: whereOf(element),
            hint: 'this file is not a UIMA CAS in XMI',
          })
      } else if (depth === 2) {
        const type = typeOf(element)
        if (type !== 'uima.cas.View' && type !== 'uima.cas.NULL' && !typeSystem.has(type))
          throw new MedspanError('input', `the type ${type} is not in the type system`, {
            where: whereOf(element, split(element).id),
            hint: 'use the TypeSystem.xml of the same export (type_system in the configuration)',
          })
        open = { element, type, children: new Map() }
      } else if (depth === 3) {
        child = { name: element.name, text: '' }
        const href = element.attributes.href
        if (href === undefined) return
        if (!/^#\d+$/.test(href))
          throw new MedspanError('unsafe-input', `<${element.name}> refers to ${href}, outside this file`, {
            where: whereOf(element),
            hint: 'references to other files are not followed; export the document as one file',
          })
        child.text = href.slice(1)
      } else
        throw new MedspanError('input', `<${element.name}> stands inside a feature's value`, {
          where: whereOf(element),
        })
    },
    text(text) {
      if (child !== undefined) child.text += text
    },
    close() {
      if (depth === 3 && child !== undefined && open !== undefined) {
        const values = open.children.get(child.name)
        if (values === undefined) open.children.set(child.name, [child.text])
        else values.push(child.text)
        child = undefined
      } else if (depth === 2 && open !== undefined) {
        const { element, type, children } = open
        if (type === SOFA) sofas.push(readSofa(element))
        else if (type === 'uima.cas.View') views.push(readView(element))
        else if (type !== 'uima.cas.NULL') readStructure(element, type, children)
        open = undefined
      }
      packages.pop()
      depth -= 1
    },
    finish: () => createCas({ typeSystem, sofas, views, featureStructures: structures }, path),
  }
}

/** The type of a feature's elements where they stand inside their owner; undefined for a single value. */
export function elementOf(feature: Feature, arrayItself: boolean): string | undefined {
  if (arrayItself && feature.name === 'elements') return ARRAYS.get(feature.range)
  if (feature.multipleReferencesAllowed) return undefined
  if (feature.range.endsWith('[]')) return 'uima.cas.TOP'
  return ARRAYS.get(feature.range) ?? LISTS.get(feature.range)
}

function parseFeature(
  feature: Feature,
  arrayItself: boolean,
  typeSystem: TypeSystem,
  text: string,
  where: Where,
): CasValue {
  const element = elementOf(feature, arrayItself)
  if (element === undefined) return parseValue(feature.range, typeSystem, text, feature.name, where)
  if (element === 'uima.cas.Byte') return parseBytes(text, feature.name, where)
  return words(text).map(word => parseValue(element, typeSystem, word, feature.name, where))
}

function parseBytes(text: string, name: string, where: Where): number[] {
  const hex = text.trim()
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex))
    throw new MedspanError('input', `${name}: expected bytes in hexadecimal, got ${quote(hex)}`, { where })
  return [...new Int8Array(Buffer.from(hex, 'hex'))]
}

/** The least and the greatest value of whole numbers. */
const RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['uima.cas.Byte', [-(2 ** 7), 2 ** 7 - 1]],
  ['uima.cas.Short', [-(2 ** 15), 2 ** 15 - 1]],
  ['uima.cas.Integer', [-(2 ** 31), 2 ** 31 - 1]],
])

function parseValue(
  range: string,
  typeSystem: TypeSystem,
  text: string,
  name: string,
  where: Where,
): CasValue {
  const fail = (expected: string): MedspanError =>
    new MedspanError('input', `${name}: expected ${expected}, got ${quote(text)}`, { where })
  const limits = RANGES.get(range)
  if (limits !== undefined) {
    const value = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= limits[0] && value <= limits[1]))
      throw fail(`a whole number from ${limits[0]} to ${limits[1]}`)
    return value
  }
  switch (range) {
    case 'uima.cas.String':
      return text
    case 'uima.cas.Boolean':
      if (text === 'true' || text === '1') return true
      if (text === 'false' || text === '0') return false
      throw fail('true or false')
    case 'uima.cas.Long':
      if (!/^\s*-?\d{1,19}\s*$/.test(text)) throw fail('a whole number')
      return BigInt(text.trim())
    case 'uima.cas.Float':
    case 'uima.cas.Double': {
      const value = Number(text)
      if (text.trim() === '' || (Number.isNaN(value) && text.trim() !== 'NaN')) throw fail('a number')
      return value
    }
  }
  if (typeSystem.isSubtype(range, 'uima.cas.String')) return text
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === '0') return null
  if (!/^\d{1,15}$/.test(trimmed)) throw fail('the id of a feature structure')
  return { ref: Number(trimmed) }
}

function wholeNumber(text: string | undefined, name: string, where: Where): number {
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw new MedspanError('input', `${name}: expected a whole number, got ${quote(text ?? '')}`, { where })
  return Number(text)
}

function words(text: string): string[] {
  const trimmed = text.trim()
  return trimmed === '' ? [] : trimmed.split(WHITE)
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text)
}
