/**
 * @file What a run folder says, read once and checked: all that a report is made of.
 *
 * A run that is under way or has failed has its log and no results; its report shows what is there.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { MedspanError, type Notice } from '../errors.ts'
import { parseScoredDocuments, type ScoredDocument } from '../metrics/mentions.ts'
import type { TrainingMentions } from '../metrics/seen.ts'
import { checkFolder } from '../system/folder.ts'
import { hasSystemCode } from '../system/output.ts'
import { type Jobs, readJobs } from './jobs-file.ts'
import { type LearningPoint, readLearningCurve } from './learning-curve.ts'

export const parts = ['test', 'validation'] as const

/** A part that is evaluated. */
export type EvaluatedPart = (typeof parts)[number]

/** A dictionary whose keys are data, such as types: `z.record` leaves out `__proto__`. */
function dictionaryOf<Value extends z.ZodType>(value: Value) {
  return z
    .unknown()
    .transform(given =>
      typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : given,
    )
    .pipe(z.array(z.tuple([z.string(), value])))
    .transform(entries => Object.fromEntries(entries) as Record<string, z.output<Value>>)
}

const scoreSchema = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  number: z.number(),
})
const scoresSchema = z.object({
  overall: scoreSchema.extend({ accuracy: z.number(), insideAccuracy: z.number() }),
  macro: scoreSchema,
  weighted: scoreSchema,
  types: dictionaryOf(scoreSchema),
})
const tagScoresSchema = z.object({ default: scoresSchema, strict: scoresSchema })
const countsSchema = z.object({ documents: z.number(), sentences: z.number(), words: z.number() })
const summarySchema = z.object({
  counts: z.object({ train: countsSchema, validation: countsSchema, test: countsSchema }),
  training: z.record(z.string(), z.number()),
  best: z.object({ step: z.number(), epoch: z.number(), metric: z.string(), value: z.number() }),
  validation: tagScoresSchema,
  test: tagScoresSchema,
  baseline: z.object({ validation: tagScoresSchema, test: tagScoresSchema }),
})
const noticeSchema = z.object({
  code: z.string(),
  message: z.string(),
  count: z.number(),
  where: z
    .object({
      path: z.string().optional(),
      line: z.number().optional(),
      column: z.number().optional(),
      at: z.string().optional(),
    })
    .optional(),
  kinds: dictionaryOf(z.number()).optional(),
})
const runSchema = z.object({
  status: z.enum(['running', 'finished', 'failed', 'pruned']),
  error: z.string().optional(),
  ended: z.string().optional(),
  versions: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()).optional(),
  seed: z.number(),
  types: z.array(z.string()),
  identity: z.object({
    config: z.record(z.string(), z.unknown()),
    sources: z.array(z.object({ name: z.string(), documents: z.number(), sha256: z.string() })),
  }),
  warnings: z.array(noticeSchema),
  summary: summarySchema.optional(),
})
const trainingSchema = z.object({
  counts: dictionaryOf(z.number()),
  forms: z.array(z.object({ form: z.string(), type: z.string() })),
})
const recordSchema = z.record(z.string(), z.unknown())

/** A record of the log: `step`, `epoch`, and what was measured there. */
export type LogRecord = Readonly<Record<string, number>>

/** Seqeval's scores of a part, in both modes. */
export type TagScores = z.output<typeof tagScoresSchema>

/** The documents of a part with what the model found, and what the dictionary did. */
export interface JudgedPart {
  readonly documents: readonly ScoredDocument[]
  readonly dictionary: readonly ScoredDocument[]
}

export interface RunFolder {
  readonly path: string
  /** The folder's own name. */
  readonly name: string
  readonly run: Omit<z.output<typeof runSchema>, 'warnings'> & { readonly warnings: readonly Notice[] }
  /** `medspan.yaml` as it was resolved; empty where it is missing. */
  readonly configuration: string
  /** The records of `log.jsonl` with their finite numbers. */
  readonly history: readonly LogRecord[]
  /** Of a finished run. */
  readonly results:
    | {
        readonly training: TrainingMentions
        readonly parts: Readonly<Record<EvaluatedPart, JudgedPart>>
      }
    | undefined
  readonly learningCurve: readonly LearningPoint[]
  readonly jobs: Jobs
}

/**
 * Reads a run folder.
 * @throws MedspanError `input` where there is no run, or a file of it is not what `medspan train` writes
 */
export async function readRunFolder(folder: string): Promise<RunFolder> {
  const path = resolve(folder)
  const run = await readRun(path)
  const file = async <T>(name: string, parse: (content: string, path: string) => T): Promise<T> => {
    const content = await readOptional(join(path, name))
    if (content === undefined)
      throw new MedspanError('input', 'the run is finished, but this file of it is missing', {
        where: { path: join(path, name) },
        hint: 'medspan train --overwrite makes the run anew.',
      })
    return parse(content, join(path, name))
  }
  const judged = async (part: EvaluatedPart): Promise<JudgedPart> => ({
    documents: await file(`predictions.${part}.jsonl`, parseScoredDocuments),
    dictionary: await file(`baseline.${part}.jsonl`, parseScoredDocuments),
  })
  return {
    path,
    name: basename(path),
    run,
    configuration: (await readOptional(join(path, 'medspan.yaml'))) ?? '',
    history: parseLog((await readOptional(join(path, 'log.jsonl'))) ?? ''),
    results:
      run.status === 'finished'
        ? {
            training: await file('training_mentions.json', parseTraining),
            parts: { test: await judged('test'), validation: await judged('validation') },
          }
        : undefined,
    learningCurve: (await readLearningCurve(path))?.points ?? [],
    jobs: await readJobs(path),
  }
}

async function readRun(path: string): Promise<RunFolder['run']> {
  const file = join(path, 'run.json')
  const content = await readOptional(file)
  if (content === undefined)
    throw new MedspanError('input', 'expected a run folder, with run.json in it', {
      where: { path },
      hint: 'medspan train makes one.',
    })
  const { warnings, ...run } = parseWith(runSchema, 'the description of a run')(content, file)
  return { ...run, warnings: warnings as Notice[] }
}

const parseTraining = parseWith(trainingSchema, 'the mentions of the training part')

function parseWith<T>(schema: z.ZodType<T>, expected: string): (content: string, path: string) => T {
  return (content, path) => {
    try {
      return schema.parse(JSON.parse(content))
    } catch (cause) {
      throw new MedspanError('input', `expected ${expected}`, {
        where: { path },
        hint: 'Another version of medspan may have written it: train again (--overwrite).',
        cause,
      })
    }
  }
}

/** The records of a log; a line that a killed run has left half is no record. */
function parseLog(content: string): LogRecord[] {
  return content.split('\n').flatMap(line => {
    try {
      const record = recordSchema.safeParse(JSON.parse(line))
      if (!record.success) return []
      const isNumber = (entry: [string, unknown]): entry is [string, number] => Number.isFinite(entry[1])
      return [Object.fromEntries(Object.entries(record.data).filter(isNumber))]
    } catch {
      return []
    }
  })
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    const reason = error instanceof Error ? error.message : String(error)
    throw new MedspanError('input', `could not be read: ${reason}`, { where: { path }, cause: error })
  }
}

/**
 * The run beside this one that a report compares it with: of those in the same folder that have the same test
 * documents, the one that ended last before it. Undefined where there is none.
 */
export async function findPreviousRun({ path, run, results }: RunFolder): Promise<RunFolder | undefined> {
  if (results === undefined || run.ended === undefined) return undefined
  const folder = dirname(path)
  const candidates: { path: string; ended: string }[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const candidate = join(folder, entry.name)
    if (!entry.isDirectory() || candidate === path) continue
    const other = await checkFolder(candidate)
      .then(() => readRun(candidate))
      .catch(() => undefined)
    if (other?.status === 'finished' && other.ended !== undefined && other.ended < run.ended)
      candidates.push({ path: candidate, ended: other.ended })
  }
  candidates.sort((a, b) => (a.ended < b.ended ? 1 : -1))
  for (const candidate of candidates) {
    const other = await readRunFolder(candidate.path).catch(() => undefined)
    const documents = other?.results?.parts.test.documents
    if (documents !== undefined && sameDocuments(results.parts.test.documents, documents)) return other
  }
  return undefined
}

/** Whether two runs were judged on the same documents. */
export function sameDocuments(a: readonly ScoredDocument[], b: readonly ScoredDocument[]): boolean {
  const key = (documents: readonly ScoredDocument[]) =>
    documents
      .map(({ id, text }) => `${id}\n${text ?? ''}`)
      .sort()
      .join('\n\n')
  return a.length === b.length && key(a) === key(b)
}
