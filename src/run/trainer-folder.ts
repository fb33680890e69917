/**
 * @file What transformers' Trainer, or its `run_ner`, has left in a folder: logs and scores, read as far as they are there.
 *
 * The folder is a stranger's: what cannot be read, or is too large to be such a file, is left out and noticed.
 */
import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { MedspanError, type Notice, Notices } from '../errors.ts'
import { readIfThere } from '../system/read.ts'
import { parseJson } from '../text/json.ts'
import { tagsToSpans } from '../text/tags.ts'
import { checkpointName, listCheckpoints } from './checkpoints.ts'
import { finiteNumbers, type LogRecord, readLogRecord } from './log.ts'
import type { Metrics } from './results.ts'

export interface TrainerFolder {
  readonly path: string
  /** The folder's own name. */
  readonly name: string
  /** `log_history`, with their finite numbers; what is `eval_overall_f1` there is `eval_f1` too. */
  readonly history: readonly LogRecord[]
  /** The step of the best model, and its value, where one was chosen. */
  readonly best: { readonly step?: number; readonly value?: number }
  /** Numbers of `all_results.json`, and of those of each part. */
  readonly metrics: Metrics
  /** How much `predictions.txt` holds. */
  readonly predictions: { readonly sentences: number; readonly mentions: number } | undefined
  /** Files of which nothing is there. */
  readonly missing: readonly string[]
  /** Files that could not be read. */
  readonly notices: readonly Notice[]
}

const STATE = 'trainer_state.json'
const RESULTS = [
  'train_results.json',
  'eval_results.json',
  'predict_results.json',
  'all_results.json',
] as const
const PREDICTIONS = 'predictions.txt'

/** The largest file that is read, in bytes: a million records of a log take a third of it. */
const largest = 2 ** 29

/** Reads such a folder; undefined where it has neither a log nor scores. */
export async function readTrainerFolder(folder: string): Promise<TrainerFolder | undefined> {
  const path = resolve(folder)
  const notices = new Notices()
  const leaveOut = (name: string, reason: string): undefined =>
    void notices.addKind('unreadable-result', 'files are left out', `${name}: ${reason}`, {
      path: join(path, name),
    })
  const read = async <T>(
    name: string,
    parse: (content: string, path: string) => T,
  ): Promise<T | undefined> => {
    const file = join(path, name)
    if (((await stat(file).catch(() => undefined))?.size ?? 0) > largest)
      return leaveOut(name, `larger than ${largest / 2 ** 20} MiB`)
    try {
      const content = await readIfThere(file)
      return content === undefined ? undefined : parse(content, file)
    } catch (error) {
      if (error instanceof MedspanError) return leaveOut(name, error.message)
      throw error
    }
  }
  const [checkpoint] = await listCheckpoints(path).catch(() => [])
  const states = [STATE, ...(checkpoint === undefined ? [] : [`${checkpointName(checkpoint)}/${STATE}`])]
  let state: Record<string, unknown> | undefined
  for (const name of states) state ??= await read(name, parseObject)
  const metrics: Metrics = {}
  const missing = state === undefined ? [STATE] : []
  for (const name of RESULTS) {
    const own = await read(name, parseObject)
    if (own === undefined) missing.push(name)
    else Object.assign(metrics, withPlainNames(finiteNumbers(own)))
  }
  if (state === undefined && Object.keys(metrics).length === 0) return undefined
  const predictions = await read(PREDICTIONS, countMentions)
  if (predictions === undefined) missing.push(PREDICTIONS)
  const { log_history: history, best_global_step: step, best_metric: value } = state ?? {}
  return {
    path,
    name: basename(path),
    history: (Array.isArray(history) ? history : []).flatMap(entry => {
      const record = readLogRecord(entry)
      return record === undefined ? [] : [withPlainNames(record)]
    }),
    best: {
      ...(typeof step === 'number' && { step }),
      ...(typeof value === 'number' && Number.isFinite(value) && { value }),
    },
    metrics,
    predictions,
    missing,
    notices: notices.list(),
  }
}

/** An object of JSON as Python writes it, in which NaN and the infinities are null. */
function parseObject(content: string, path: string): Record<string, unknown> {
  const text = /NaN|Infinity/.test(content)
    ? content.replace(/([:,[]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '$1null')
    : content
  const value = parseJson(text, { path })
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new MedspanError('input', 'expected an object', { where: { path } })
}

/** Scores of all types together have `overall` in their names where `run_ner` scores each type. */
function withPlainNames(metrics: Readonly<Metrics>): Metrics {
  const plain = Object.entries(metrics).map(([key, value]) => [
    key.replace(/^([a-z]+_)overall_/, '$1'),
    value,
  ])
  return { ...Object.fromEntries(plain), ...metrics }
}

/** Sentences are lines; a tag that is none of BIO's ends the count of mentions with an error. */
function countMentions(content: string): TrainerFolder['predictions'] {
  const lines = content.split('\n').filter(line => line !== '')
  const mentions = lines.reduce((sum, line) => sum + tagsToSpans(line.trim().split(/\s+/)).length, 0)
  return { sentences: lines.length, mentions }
}

/** Scores of a part that were not computed here, as far as they are there; fractions of 1, but for the loss. */
export interface ReportedScores extends ReportedScore {
  /** `test` */
  readonly name: string
  /** Of words. */
  readonly accuracy?: number | undefined
  readonly loss?: number | undefined
  /** With the number of gold mentions. */
  readonly types: Readonly<Record<string, ReportedScore & { readonly gold: number }>>
}

export interface ReportedScore {
  readonly precision?: number | undefined
  readonly recall?: number | undefined
  readonly f1?: number | undefined
}

const prefixes = [
  ['test', 'predict_'],
  ['test', 'test_'],
  ['validation', 'eval_'],
] as const

/** The scores of each part that metrics have; those of a type are called `eval_T047_f1`, and their number of gold mentions `eval_T047_number`. */
export function reportedScores(metrics: Metrics): ReportedScores[] {
  return prefixes.flatMap(([name, prefix]): ReportedScores[] => {
    const of = (key: string): number | undefined => metrics[`${prefix}${key}`]
    const scoresOf = (start: string) => ({
      precision: of(`${start}precision`),
      recall: of(`${start}recall`),
      f1: of(`${start}f1`),
    })
    const types = Object.keys(metrics).flatMap(key => {
      const type =
        key.startsWith(prefix) && key.endsWith('_number') ? key.slice(prefix.length, -'_number'.length) : ''
      return type === '' || of(`${type}_f1`) === undefined
        ? []
        : [[type, { ...scoresOf(`${type}_`), gold: metrics[key]! }] as const]
    })
    const scores = { ...scoresOf(''), accuracy: of('accuracy'), loss: of('loss') }
    const isThere = types.length > 0 || Object.values(scores).some(value => value !== undefined)
    return isThere ? [{ name, ...scores, types: Object.fromEntries(types) }] : []
  })
}
