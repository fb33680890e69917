/**
 * @file Builds examples/sample from the texts and tables beside this file.
 *
 * test/examples/sample.test.ts builds it in memory and compares every file with the committed one. After a change
 * here, write the files with
 *
 *     MEDSPAN_WRITE=1 npx vitest run test/examples
 *
 * examples/sample/README.md and medspan.yaml are written by hand.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatSampleTypes, formatSampleXmi, formatStoredZip, type Layer } from './cas.ts'
import {
  type Concept,
  parseConceptTable,
  parseDocuments,
  parseTypes,
  type SampleDocument,
  type SemanticType,
} from './markup.ts'

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, name), 'utf8')

const teamA: Layer = { name: 'Concept', feature: 'IDUMLS', identifier: cui => cui }

/** Team B picked concepts from a knowledge base and got addresses, typed some by hand and prefixed others. */
function teamB(index: number): Layer {
  const prefix = ['https://uts.nlm.nih.gov/uts/umls/concept/', '', 'UMLS:'][index % 3]
  return { name: 'UMLS', feature: 'CUI', remark: 'Note', identifier: cui => prefix + cui }
}

/** PubTator counts code points, over title, one separator and abstract. */
function formatPubtator(document: SampleDocument, typesOf: (cui: string) => readonly string[]): string {
  const { name, title, text } = document
  const points = (offset: number): number => [...text.slice(0, offset)].length
  const lines = document.mentions.map(({ begin, end, cuis }) =>
    [name, points(begin), points(end), text.slice(begin, end), cuis.flatMap(typesOf), cuis].join('\t'),
  )
  return [`${name}|t|${title}`, `${name}|a|${text.slice(title.length + 1)}`, ...lines, '', ''].join('\n')
}

/** MRSTY.RRF: CUI|TUI|STN|STY|ATUI|CVF|, of which ATUI and CVF are left empty. */
function formatMrsty(concepts: readonly Concept[], types: readonly SemanticType[]): string {
  const rows = concepts.flatMap(({ cui, tuis }) =>
    tuis.map(tui => {
      const type = types.find(known => known.tui === tui)
      if (type === undefined) throw new Error(`types.tsv lacks ${tui}`)
      return `${cui}|${tui}|${type.treeNumber}|${type.name}|||\n`
    }),
  )
  return rows.sort().join('')
}

function formatSources(): string {
  const rows = read('concepts.tsv')
    .split('\n')
    .filter(line => /^C\d{7}\t/.test(line))
    .map(line => line.split('\t'))
    .map(([cui, tuis, name, sources]) => `| ${cui} | ${tuis} | ${name} | ${sources?.replaceAll(',', ', ')} |`)
  return `${read('sources.md').trimEnd()}\n\n| CUI | TUI | name | source |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

/** What the sample holds, before it is written in any format. */
export interface Sample {
  readonly concepts: readonly Concept[]
  readonly types: readonly SemanticType[]
  readonly teamA: readonly SampleDocument[]
  readonly teamB: readonly SampleDocument[]
  readonly pubtator: readonly SampleDocument[]
}

/** Reads the sample's texts and tables. */
export function readSample(): Sample {
  const { concepts, bySurface } = parseConceptTable(read('concepts.tsv'))
  const documents = (name: string): SampleDocument[] => parseDocuments(read(name), bySurface)
  return {
    concepts,
    types: parseTypes(read('types.tsv')),
    teamA: documents('team-a.txt'),
    teamB: documents('team-b.txt'),
    pubtator: documents('pubtator.txt'),
  }
}

/** The generated files of examples/sample: their contents by path. */
export function buildSample(): Map<string, Uint8Array> {
  const sample = readSample()
  const typesOf = (cui: string): readonly string[] => sample.concepts.find(c => c.cui === cui)?.tuis ?? []
  const files = new Map<string, string | Uint8Array>()
  for (const document of sample.teamA) {
    const folder = `team-a/curation/${document.name}.txt`
    files.set(`${folder}/CURATION_USER.xmi`, formatSampleXmi(document, teamA))
    files.set(`${folder}/TypeSystem.xml`, formatSampleTypes(teamA))
  }
  for (const [index, document] of sample.teamB.entries()) {
    const layer = teamB(index)
    const entries = new Map([
      ['TypeSystem.xml', formatSampleTypes(layer)],
      ['CURATION_USER.xmi', formatSampleXmi(document, layer)],
    ])
    files.set(`team-b/curation/${document.name}.txt/CURATION_USER.zip`, formatStoredZip(entries))
  }
  files.set('abstracts.pubtator', sample.pubtator.map(document => formatPubtator(document, typesOf)).join(''))
  files.set('MRSTY.RRF', formatMrsty(sample.concepts, sample.types))
  files.set('SOURCES.md', formatSources())
  return new Map([...files].map(([path, content]) => [path, Buffer.from(content)]))
}
