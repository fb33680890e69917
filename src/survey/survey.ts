/**
 * @file What a folder holds that a tagger could learn from: sources, the layers of their mentions, and where the semantic
 * types of concepts may come from. It is read as a training would read it, up to a limit.
 */
import { basename, join, relative } from 'node:path'
import { looksLikeConcept } from '../concepts/cui.ts'
import { splitNameOf } from '../corpus/sources.ts'
import { type CorpusStats, corpusStats } from '../corpus/stats.ts'
import { formatWhere, MedspanError } from '../errors.ts'
import { importCorpus } from '../formats/index.ts'
import { type Progress, silent } from '../progress.ts'
import { checkFolder } from '../system/folder.ts'
import type { Document } from '../text/document.ts'
import { type ConceptSetting, type FoundConcepts, INFER, type ReadOptions } from '../text/format.ts'
import { type FileGroup, groupEntries } from './grouping.ts'
import { listLayers, renderLayer } from './layers.ts'
import { walkFolder } from './walk.ts'

/** Something that a survey cannot decide; the first answer is what it takes by itself. */
export interface Question {
  readonly text: string
  readonly answers: readonly string[]
}

export interface SurveyedSource extends FileGroup {
  readonly name: string | undefined
  /** The version of a project that is read; undefined for the curated one, and where there is but one. */
  readonly annotator: string | undefined
  readonly concept: ConceptSetting | undefined
  /** `infer` where XMI files have no type system. */
  readonly typeSystem: string | undefined
  readonly split: 'validation' | 'test' | undefined
  /** What was read of it; undefined where it is too large to be looked at. */
  readonly counts: SourceCounts | undefined
}

export interface SourceCounts extends CorpusStats {
  /** How many of the source's entries this is. */
  readonly entries: number
  /** Mentions that have a CUI and no type. */
  readonly unlinked: number
}

/** A file or folder that is left out, and why. */
export interface LeftOut {
  readonly path: string
  readonly reason: string
}

export interface Survey {
  readonly sources: readonly SurveyedSource[]
  /** Where the types of concepts are looked up. */
  readonly link: { readonly mrsty: string } | { readonly metathesaurus: string } | undefined
  /** Documents that no source names. */
  readonly leftOut: readonly LeftOut[]
  /** How many files are no documents. */
  readonly others: number
}

export interface SurveyLimits {
  /** Files and folders below the folder. */
  readonly entries: number
  readonly depth: number
  /** How much is read to be counted. */
  readonly bytes: number
  /** After so long nothing more is counted. */
  readonly ms: number
}

export const surveyLimits: SurveyLimits = { entries: 100_000, depth: 16, bytes: 2 ** 28, ms: 60_000 }

export interface SurveyOptions {
  readonly progress: Progress
  /** Answers a question by the number of an answer. */
  readonly decide?: ((question: Question) => Promise<number>) | undefined
  readonly limits?: Partial<SurveyLimits> | undefined
}

/** What is left of the limits. */
interface Budget {
  bytes: number
  readonly untilMs: number
}

/**
 * Looks at a folder. The same folder is always found to hold the same, unless reading it takes longer than the limits say.
 * @throws MedspanError `input` where it holds more files than the limits say
 */
export async function surveyFolder(folder: string, options: SurveyOptions): Promise<Survey> {
  const limits = { ...surveyLimits, ...options.limits }
  const walked = await walkFolder(folder, limits)
  const { groups, mixed } = await groupEntries(folder, walked.entries)
  const budget = { bytes: limits.bytes, untilMs: performance.now() + limits.ms }
  const hasUmls = walked.mrsty.length + walked.metathesauri.length > 0
  const leftOut: LeftOut[] = mixed.map(({ path }) => ({
    path,
    reason: 'it lies among others that are read with it: give these files a folder of their own',
  }))
  for (const { path, holds } of walked.entries)
    if (holds === 'nothing') leftOut.push({ path, reason: 'an archive without documents' })

  const sources: SurveyedSource[] = []
  const task = options.progress.task('Looking', groups.length, 'sources')
  try {
    for (const group of groups) {
      const source = await readSource(folder, group, { budget, hasUmls }, options)
      if ('reason' in source) leftOut.push(source)
      else sources.push(source)
      task.advance()
    }
  } finally {
    task.end()
  }
  return {
    sources: assignParts(sources),
    link: await findLink(sources, walked, options),
    leftOut,
    others: walked.others,
  }
}

async function readSource(
  folder: string,
  group: FileGroup,
  { budget, hasUmls }: { readonly budget: Budget; readonly hasUmls: boolean },
  options: SurveyOptions,
): Promise<SurveyedSource | LeftOut> {
  const { path, entries } = group
  const annotator = await chooseAnnotator(group, options)
  const name =
    path === '.' ? `${basename(folder)}${group.namesFormat ? `-${entries[0]!.format.name}` : ''}` : undefined
  const source = { ...group, name, annotator, typeSystem: undefined, split: undefined }
  const paths: string[] = []
  for (const entry of entries) {
    if (entry.bytes > budget.bytes || performance.now() > budget.untilMs) break
    budget.bytes -= entry.bytes
    paths.push(join(folder, entry.path))
  }
  if (paths.length === 0) return { ...source, concept: undefined, counts: undefined }
  try {
    // What a training refuses to read is no source.
    await checkFolder(join(folder, path))
    const { typeSystem, ...first } = await readFirst(paths, group, annotator)
    const layers = listLayers(first.found, first.counts, hasUmls)
    const asked = layers.slice(0, mostAnswers)
    const chosen =
      asked.length > 1
        ? await decide(options, {
            text: `${path}: which annotations are the mentions?`,
            answers: asked.map(renderLayer),
          })
        : 0
    const layer = asked[chosen]
    const { counts } =
      layer === undefined || layer.isRead
        ? first
        : await read(paths, group, { annotator, typeSystem, concept: layer.setting })
    if (counts.mentions === 0) return { path, reason: 'documents without annotations' }
    return { ...source, typeSystem, concept: layer?.setting, counts }
  } catch (error) {
    if (!(error instanceof MedspanError)) throw error
    const where = error.where ?? {}
    const place = formatWhere(
      where.path === undefined ? where : { ...where, path: relative(folder, where.path) },
    )
    return { path, reason: place === '' ? error.message : `${place}: ${error.message}` }
  }
}

/** A question lists so many answers. */
const mostAnswers = 6

/** The answer to a question, the first one where nobody answers. */
async function decide({ decide = async () => 0 }: SurveyOptions, question: Question): Promise<number> {
  return decide(question)
}

/** Reads with what the importer finds; XMI files that have no type system with one that is inferred. */
async function readFirst(paths: readonly string[], group: FileGroup, annotator: string | undefined) {
  try {
    return { typeSystem: undefined, ...(await read(paths, group, { annotator })) }
  } catch (error) {
    if (!(error instanceof MedspanError) || !/^(?:inception|xmi)$/.test(group.entries[0]!.format.name))
      throw error
    try {
      return { typeSystem: INFER, ...(await read(paths, group, { annotator, typeSystem: INFER })) }
    } catch {
      throw error
    }
  }
}

async function read(
  paths: readonly string[],
  { entries }: FileGroup,
  setting: Pick<ReadOptions, 'annotator' | 'typeSystem' | 'concept'>,
): Promise<{ counts: SourceCounts; found: FoundConcepts[] }> {
  const found: FoundConcepts[] = []
  const documents = await importCorpus(paths, {
    format: entries[0]!.format.name,
    ...setting,
    onConcepts: one => found.push(one),
    progress: silent,
  })
  return { counts: countsOf(documents, paths.length), found }
}

function countsOf(documents: readonly Document[], entries: number): SourceCounts {
  let unlinked = 0
  for (const { mentions } of documents)
    for (const { types, concepts } of mentions)
      if (types.length === 0 && concepts.some(looksLikeConcept)) unlinked++
  return { ...corpusStats(documents), entries, unlinked }
}

/** Whose version of a project is read: the curated one, unless somebody's has more documents. */
async function chooseAnnotator(
  { path, entries }: FileGroup,
  options: SurveyOptions,
): Promise<string | undefined> {
  const documents = new Map<string | undefined, number>()
  for (const { annotator } of entries.flatMap(({ versions }) => versions))
    documents.set(annotator, (documents.get(annotator) ?? 0) + 1)
  const curated = documents.get(undefined) ?? 0
  const annotators = [...documents]
    .flatMap(([annotator, count]) => (annotator === undefined ? [] : [{ annotator, count }]))
    .sort((a, b) => b.count - a.count || (a.annotator < b.annotator ? -1 : 1))
  if (annotators.length === 0 || curated >= annotators[0]!.count) return undefined
  const versions = [
    ...(curated === 0 ? [] : [{ annotator: undefined, count: curated }]),
    ...annotators,
  ].slice(0, mostAnswers)
  if (versions.length === 1) return versions[0]!.annotator
  const answers = versions.map(
    ({ annotator, count }) =>
      `${annotator ?? 'curated'} (${count} ${count === 1 ? 'document' : 'documents'})`,
  )
  const chosen = await decide(options, { text: `${path}: whose version of the documents?`, answers })
  return versions[chosen]!.annotator
}

/** Files and folders named after a split of a data set are that part, where there are others to learn from. */
function assignParts(sources: readonly SurveyedSource[]): SurveyedSource[] {
  const named = sources.map(source => {
    const [{ holds }] = [source.entries[0]!]
    // A document's or a project's name says what it is about.
    const isPart = holds === 'corpus' || (holds === 'document' && source.counts?.documents !== 1)
    const split = isPart ? splitNameOf(source.path) : undefined
    return { ...source, split: split === 'train' ? undefined : split }
  })
  return named.every(({ split }) => split !== undefined) ? [...sources] : named
}

async function findLink(
  sources: readonly SurveyedSource[],
  {
    mrsty: [mrsty],
    metathesauri: [metathesaurus],
  }: { readonly mrsty: readonly string[]; readonly metathesauri: readonly string[] },
  options: SurveyOptions,
): Promise<Survey['link']> {
  const path = metathesaurus ?? mrsty
  const unlinked = sources.reduce((sum, { counts }) => sum + (counts?.unlinked ?? 0), 0)
  const mayBeMore = sources.some(({ counts }) => counts === undefined)
  if (path === undefined || (unlinked === 0 && !mayBeMore)) return undefined
  const link = metathesaurus === undefined ? { mrsty: path } : { metathesaurus }
  if (unlinked === 0) return link
  const number = unlinked.toLocaleString('en-US')
  const chosen = await decide(options, {
    text: `${number} mentions have a concept of UMLS and no type. Which classes should the tagger learn?`,
    answers: [`semantic types, looked up in ${path}`, 'one class for all concepts'],
  })
  return chosen === 0 ? link : undefined
}
