/**
 * @file Writes the sample's documents as INCEpTION exports them: UIMA CAS XMI 1.0 (OASIS UIMA 1.0, section 7) with a
 * type system of DKPro Core's segmentation and one custom layer, and a stored ZIP (APPNOTE 6.3, sections 4.3.7 to
 * 4.3.16). It shares no code with the readers in src/, so that it is a test of them.
 */
import { type SampleDocument, words } from './markup.ts'

/** A team's custom layer, and how it writes concept identifiers. */
export interface Layer {
  /** The last part of the type's name under `webanno.custom`. */
  readonly name: string
  readonly feature: string
  /** A second string feature, which holds no concepts. */
  readonly remark?: string
  identifier(cui: string): string
}

const segmentation = 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type'
const metadata = 'de.tudarmstadt.ukp.dkpro.core.api.metadata.type'

function escapeXml(value: string): string {
  return value.replace(/[&<>"\n]/g, sign => `&#${sign.codePointAt(0)};`)
}

function typeDescription(name: string, supertype: string, features: readonly string[]): string {
  const described = features.map(
    feature =>
      `        <featureDescription>\n          <name>${feature}</name>\n          <description/>\n` +
      '          <rangeTypeName>uima.cas.String</rangeTypeName>\n        </featureDescription>\n',
  )
  const list = described.length === 0 ? '' : `      <features>\n${described.join('')}      </features>\n`
  return (
    `    <typeDescription>\n      <name>${name}</name>\n      <description/>\n` +
    `      <supertypeName>${supertype}</supertypeName>\n${list}    </typeDescription>\n`
  )
}

/** The type system of a team. */
export function formatSampleTypes(layer: Layer): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">
  <types>
${typeDescription(`${metadata}.DocumentMetaData`, 'uima.tcas.DocumentAnnotation', ['documentTitle', 'documentId'])}\
${typeDescription(`${segmentation}.Sentence`, 'uima.tcas.Annotation', [])}\
${typeDescription(`${segmentation}.Token`, 'uima.tcas.Annotation', [])}\
${typeDescription(
  `webanno.custom.${layer.name}`,
  'uima.tcas.Annotation',
  layer.remark === undefined ? [layer.feature] : [layer.feature, layer.remark],
)}\
  </types>
</typeSystemDescription>
`
}

/** A document as XMI. */
export function formatSampleXmi(document: SampleDocument, layer: Layer): string {
  const elements: string[] = []
  const members: number[] = []
  let id = 1
  const add = (type: string, span: { begin: number; end: number }, attributes = ''): void => {
    members.push(++id)
    elements.push(
      `  <${type} xmi:id="${id}" sofa="1" begin="${span.begin}" end="${span.end}"${attributes}/>\n`,
    )
  }
  const title = escapeXml(`${document.name}.txt`)
  add(
    'metadata:DocumentMetaData',
    { begin: 0, end: document.text.length },
    ` language="en" documentTitle="${title}" documentId="${title}"`,
  )
  for (const sentence of document.sentences) add('segmentation:Sentence', sentence)
  for (const token of words(document.text)) add('segmentation:Token', token)
  for (const [index, mention] of document.mentions.entries()) {
    const value = mention.cuis.map(layer.identifier).join(', ')
    const concept = value === '' ? '' : ` ${layer.feature}="${escapeXml(value)}"`
    const remark = layer.remark === undefined || index % 4 > 0 ? '' : ` ${layer.remark}="checked twice"`
    add(`custom:${layer.name}`, mention, concept + remark)
  }
  const ecore = (name: string): string => `http:///${name.replaceAll('.', '/')}.ecore`
  return `<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
    xmlns:metadata="${ecore(metadata)}"
    xmlns:segmentation="${ecore(segmentation)}"
    xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
  <cas:NULL xmi:id="0"/>
${elements.join('')}\
  <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${escapeXml(document.text)}"/>
  <cas:View sofa="1" members="${members.join(' ')}"/>
</xmi:XMI>
`
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** A ZIP whose entries are stored, dated 1980-01-01: the same bytes everywhere. */
export function formatStoredZip(entries: ReadonlyMap<string, string>): Uint8Array {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of entries) {
    const path = Buffer.from(name)
    const bytes = Buffer.from(content)
    const common = Buffer.alloc(26) // from "version needed" to "extra field length", equal in both headers
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2) // names are UTF-8
    common.writeUInt16LE(0x0021, 8) // 1980-01-01
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(path.length, 22)
    const place = Buffer.alloc(14) // comment, disk, attributes, offset
    place.writeUInt32LE(offset, 10)
    files.push(Buffer.from('PK\x03\x04', 'latin1'), common, path, bytes)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, path)
    offset += 30 + path.length + bytes.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.size, 8)
  end.writeUInt16LE(entries.size, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, ...directory, end])
}
