/**
 * @file Writing a CAS as XMI 1.0, so that UIMA, INCEpTION and dkpro-cassis read it.
 *
 * After "XMI CAS Serialization Reference" (UIMA References, section 8). The file is XML 1.0, or XML 1.1 where a
 * text holds control characters that only XML 1.1 can carry. An element of a string array that is not there
 * (null) becomes an empty one, because XMI has no other way to say it.
 */
import { internal } from '../errors.ts'
import { type Cas, type CasValue, type FeatureStructure, isReference } from './cas.ts'
import { ARRAYS, type Feature, LISTS } from './typesystem.ts'
import { escapeAttribute, escapeText, needsXml11 } from './xml.ts'

/** Formats a CAS; parsing the result with the same type system gives the same CAS. */
export function formatXmi(cas: Cas): string {
  const prefixes = new Map([
    ['http:///uima/cas.ecore', 'cas'],
    ['http:///uima/tcas.ecore', 'tcas'],
  ])
  const lines: string[] = []
  for (const structure of cas.featureStructures.values())
    lines.push(formatStructure(cas, structure, prefixes))
  for (const sofa of cas.sofas) {
    lines.push(
      `  <cas:Sofa xmi:id="${sofa.id}" sofaNum="${sofa.num}"${attribute('sofaID', sofa.name)}` +
        `${attribute('mimeType', sofa.mimeType)}${attribute('sofaArray', sofa.array?.toString())}` +
        `${attribute('sofaURI', sofa.uri)}${attribute('sofaString', sofa.text)}/>`,
    )
  }
  for (const view of cas.views)
    lines.push(
      `  <cas:View${attribute('sofa', view.sofa?.toString())}${attribute('members', view.members.join(' '))}/>`,
    )
  const declared = [...prefixes].map(
    ([namespace, prefix]) => ` xmlns:${prefix}="${escapeAttribute(namespace)}"`,
  )
  const version = holdsControls(cas) ? '1.1' : '1.0'
  return [
    `<?xml version="${version}" encoding="UTF-8"?>`,
    `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"${declared.join('')} xmi:version="2.0">`,
    '  <cas:NULL xmi:id="0"/>',
    ...lines,
    '</xmi:XMI>',
    '',
  ].join('\n')
}

function attribute(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`
}

function holdsControls(cas: Cas): boolean {
  const texts = (value: CasValue): boolean =>
    typeof value === 'string'
      ? needsXml11(value)
      : Array.isArray(value) && (value as readonly CasValue[]).some(texts)
  return (
    cas.sofas.some(sofa => needsXml11(sofa.text ?? '')) ||
    [...cas.featureStructures.values()].some(structure => [...structure.features.values()].some(texts))
  )
}

function formatStructure(cas: Cas, structure: FeatureStructure, prefixes: Map<string, string>): string {
  const name = elementName(structure.type, prefixes)
  const known = cas.typeSystem.features(structure.type)
  const itself = ARRAYS.has(structure.type)
  let attributes = ''
  let children = ''
  for (const [key, value] of structure.features) {
    const feature = known.get(key)
    if (feature === undefined)
      throw internal(`type ${structure.type} has no feature ${key}`, { at: `xmi:id ${structure.id}` })
    if (Array.isArray(value)) {
      const elements = value as readonly CasValue[]
      const kind = elementKind(feature, itself)
      if (kind === 'uima.cas.String' && elements.length > 0)
        for (const one of elements) children += `<${key}>${escapeText(formatScalar(one, true))}</${key}>`
      else if (kind === 'uima.cas.Byte')
        attributes += ` ${key}="${Buffer.from(Int8Array.from(elements.map(Number)).buffer)
          .toString('hex')
          .toUpperCase()}"`
      else attributes += attribute(key, elements.map(one => formatScalar(one, false)).join(' '))
    } else if (value !== null) attributes += attribute(key, formatScalar(value, false))
  }
  const head = `  <${name} xmi:id="${structure.id}"${attributes}`
  return children === '' ? `${head}/>` : `${head}>${children}</${name}>`
}

function elementKind(feature: Feature, arrayItself: boolean): string | undefined {
  if (arrayItself && feature.name === 'elements') return ARRAYS.get(feature.range)
  return ARRAYS.get(feature.range) ?? LISTS.get(feature.range)
}

function formatScalar(value: CasValue, isText: boolean): string {
  if (value === null) return isText ? '' : '0'
  if (isReference(value)) return String(value.ref)
  if (Object.is(value, -0)) return '-0.0'
  return String(value)
}

function elementName(type: string, prefixes: Map<string, string>): string {
  const dot = type.lastIndexOf('.')
  const packageName = dot < 0 ? 'uima.noNamespace' : type.slice(0, dot)
  const namespace = `http:///${packageName.replaceAll('.', '/')}.ecore`
  let prefix = prefixes.get(namespace)
  if (prefix === undefined) {
    const last = packageName.slice(packageName.lastIndexOf('.') + 1)
    const taken = new Set([...prefixes.values(), 'xmi', 'xml', 'xmlns'])
    prefix = last
    for (let n = 2; taken.has(prefix) || /^xml/i.test(prefix); n++)
      prefix = /^xml/i.test(last) ? `p${n}` : `${last}${n}`
    prefixes.set(namespace, prefix)
  }
  return `${prefix}:${type.slice(dot + 1)}`
}
