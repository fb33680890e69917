/**
 * @file The notation in which the sample's documents are written, and its concepts.
 *
 * A source file holds documents. `== name` opens one, the next line is its title, every further line one sentence
 * of its abstract. A mention stands in brackets and may hold further ones: `[adenocarcinoma of the [lung]]`. Its
 * concept is the one whose name or other surface form it is in concepts.tsv; where that is not the case it is
 * named behind a bar: `[β-Catenin|beta catenin]`, two of them as `[x|cystic fibrosis+pulmonary disease]`, one that
 * the MRSTY excerpt lacks on purpose as `[x|C1701972]`, none at all as `[x|]`.
 */

/** A row of concepts.tsv. */
export interface Concept {
  readonly cui: string
  readonly tuis: readonly string[]
  readonly name: string
}

/** A row of types.tsv. */
export interface SemanticType {
  readonly tui: string
  readonly treeNumber: string
  readonly name: string
}

/** Offsets count UTF-16 code units; `cuis` is empty where the annotator gave no concept. */
export interface SampleMention {
  readonly begin: number
  readonly end: number
  readonly cuis: readonly string[]
}

export interface SampleDocument {
  readonly name: string
  readonly title: string
  readonly text: string
  readonly sentences: readonly { readonly begin: number; readonly end: number }[]
  readonly mentions: readonly SampleMention[]
}

function rows(table: string): string[][] {
  return table
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split('\t'))
}

/** Reads types.tsv. */
export function parseTypes(table: string): SemanticType[] {
  return rows(table).map(([tui = '', treeNumber = '', name = '']) => ({ tui, treeNumber, name }))
}

/** Reads concepts.tsv into its concepts, and a map from each lower-cased surface form to its concept. */
export function parseConceptTable(table: string): { concepts: Concept[]; bySurface: Map<string, Concept> } {
  const concepts: Concept[] = []
  const bySurface = new Map<string, Concept>()
  for (const [cui = '', tuis = '', name = '', , surfaces = ''] of rows(table)) {
    const concept = { cui, tuis: tuis.split(','), name }
    concepts.push(concept)
    for (const surface of [name, ...surfaces.split(';')].map(s => s.toLowerCase()).filter(s => s !== '')) {
      if (bySurface.has(surface)) throw new Error(`concepts.tsv: "${surface}" names two concepts`)
      bySurface.set(surface, concept)
    }
  }
  return { concepts, bySurface }
}

function conceptsOf(surface: string, given: string | undefined, bySurface: Map<string, Concept>): string[] {
  if (given === '') return []
  return (given?.split('+') ?? [surface]).map(name => {
    if (/^C\d{7}$/.test(name)) return name
    const concept = bySurface.get(name.toLowerCase())
    if (concept === undefined) throw new Error(`no concept is called "${name}"`)
    return concept.cui
  })
}

/** Takes the brackets out of one line; offsets are relative to its plain text. */
function parseLine(
  line: string,
  bySurface: Map<string, Concept>,
): { text: string; mentions: SampleMention[] } {
  const mentions: SampleMention[] = []
  const open: number[] = []
  let text = ''
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '[') open.push(text.length)
    else if (line[i] === ']' || line[i] === '|') {
      const begin = open.pop()
      if (begin === undefined) throw new Error(`a bracket is closed that was never opened: ${line}`)
      const close = line.indexOf(']', i)
      const given = line[i] === '|' ? line.slice(i + 1, close) : undefined
      const cuis = conceptsOf(text.slice(begin), given, bySurface)
      mentions.push({ begin, end: text.length, cuis })
      i = close
    } else text += line[i]
  }
  if (open.length > 0) throw new Error(`a bracket is not closed: ${line}`)
  return { text, mentions }
}

/** Reads a source file. The text of a document is its title, a line feed, and its sentences joined by spaces. */
export function parseDocuments(source: string, bySurface: Map<string, Concept>): SampleDocument[] {
  return source
    .split(/^== /m)
    .slice(1)
    .map(part => {
      const [name = '', ...lines] = part.trim().split('\n')
      const sentences: { begin: number; end: number }[] = []
      const mentions: SampleMention[] = []
      let text = ''
      for (const [index, line] of lines.entries()) {
        const parsed = parseLine(line, bySurface)
        text += ['', '\n'][index] ?? ' '
        for (const { begin, end, cuis } of parsed.mentions)
          mentions.push({ begin: begin + text.length, end: end + text.length, cuis })
        sentences.push({ begin: text.length, end: text.length + parsed.text.length })
        text += parsed.text
      }
      mentions.sort((a, b) => a.begin - b.begin || a.end - b.end)
      return { name, title: text.slice(0, sentences[0]?.end ?? 0), text, sentences, mentions }
    })
}

const word =
  /\p{Extended_Pictographic}[\p{M}\p{Sk}\p{Cf}\p{Extended_Pictographic}]*|\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+|\S/gu

/** The words of a text: runs of letters and digits, numbers with their decimals, emoji, and single other signs. */
export function words(text: string): { begin: number; end: number }[] {
  return [...text.matchAll(word)].map(({ index, 0: found }) => ({ begin: index, end: index + found.length }))
}
