/**
 * @file Small CAS files for tests: invented text, real identifiers.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseTypeSystem, type TypeSystem } from '../../src/cas/typesystem.ts'
import { MedspanError, type Notice } from '../../src/errors.ts'
import type { Progress } from '../../src/progress.ts'
import { escapeAttribute } from '../../src/text/xml.ts'

export const typeSystemPath = resolve(import.meta.dirname, 'fixtures/TypeSystem.xml')
export const typeSystemXml = readFileSync(typeSystemPath, 'utf8')
export const typeSystem: TypeSystem = parseTypeSystem(typeSystemXml, 'TypeSystem.xml')

/** A CAS with one text (sofa 1); `structures` are XML elements, all of them indexed. */
export function sampleXmi(text: string, structures: readonly string[]): string {
  const members = structures.map(one => /xmi:id="(\d+)"/.exec(one)?.[1] ?? '').join(' ')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"',
    '    xmlns:tcas="http:///uima/tcas.ecore" xmlns:custom="http:///webanno/custom.ecore"',
    '    xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"',
    '    xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"',
    '    xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmi:version="2.0">',
    '  <cas:NULL xmi:id="0"/>',
    ...structures.map(one => `  ${one}`),
    `  <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${escapeAttribute(text)}"/>`,
    `  <cas:View sofa="1" members="${members}"/>`,
    '</xmi:XMI>',
    '',
  ].join('\n')
}

/** An annotation over the first occurrence of `covered` in `text`. */
export function over(id: number, name: string, text: string, covered: string, attributes = ''): string {
  const begin = text.indexOf(covered)
  return `<${name} xmi:id="${id}" sofa="1" begin="${begin}" end="${begin + covered.length}" ${attributes}/>`
}

/** Progress that remembers what it was told. */
export function listen(): Progress & { lines: string[]; notices: Notice[] } {
  const lines: string[] = []
  const notices: Notice[] = []
  return {
    lines,
    notices,
    task: () => ({ advance() {}, end() {} }),
    info: line => void lines.push(line),
    notice: notice => void notices.push(notice),
  }
}

/** The MedspanError that `work` throws. */
export async function errorOf(work: () => unknown): Promise<MedspanError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof MedspanError) return error
    throw error
  }
  throw new Error('expected a MedspanError, but nothing was thrown')
}
