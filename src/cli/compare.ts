/**
 * @file `medspan compare`: whether one run is better than another on the same documents.
 */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { namedType } from '../concepts/semantic-network.ts'
import { MedspanError } from '../errors.ts'
import { parseScoredDocuments, type ScoredDocument } from '../metrics/mentions.ts'
import {
  compareSystems,
  type Difference,
  type FoundByOne,
  type SystemComparison,
} from '../metrics/significance.ts'
import { renderColumns } from '../text/columns.ts'
import { readText } from '../text/source.ts'
import { givenFolder } from './given-folder.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { parseCount, parseSeed } from './numbers.ts'

interface CompareOptions extends CommonOptions {
  readonly part: 'validation' | 'test'
  readonly measure: 'f1' | 'precision' | 'recall'
  readonly samples: number
  readonly seed: number
  readonly show: number
}

const HELP = `
Prints each difference with its 95 % interval (bootstrap over documents) and its p value (paired approximate randomisation;
for types, corrected after Holm). A mention is right when borders and type agree.

Examples:
  medspan compare runs/plain runs/crf
  medspan compare runs/a runs/b --part validation --show 20
`

export function compareCommand(context: CommandContext): Command {
  return new Command('compare')
    .argument('<a>', 'a run folder, one that score has written, or a file such as its predictions.test.jsonl')
    .argument('<b>', 'the run to compare it with')
    .addOption(
      new Option('--part <part>', 'which part of run folders to compare')
        .choices(['validation', 'test'])
        .default('test'),
    )
    .addOption(
      new Option('--measure <measure>', 'which score to compare')
        .choices(['f1', 'precision', 'recall'])
        .default('f1'),
    )
    .option('--samples <number>', 'random samples of each test', parseCount, 10_000)
    .option('--seed <number>', 'the random seed', parseSeed, 42)
    .option('--show <number>', 'mentions to list that only one of them finds', parseCount, 5)
    .addHelpText('after', HELP)
    .action(async (a: string, b: string, options: CompareOptions) => {
      const { io } = context
      const [first, second] = await Promise.all(
        [a, b].map(async path => readPart(await givenFolder(io, path), options.part)),
      )
      const comparison = compareSystems(first!, second!, options)
      const value = { ...comparison, types: Object.fromEntries(comparison.types) }
      showResult(io, options, value, renderComparison(comparison, { a, b, documents: first!, ...options }))
    })
}

/** The judged documents of a run's part, or of a file. */
async function readPart(path: string, part: 'validation' | 'test'): Promise<ScoredDocument[]> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
  const file = isFolder ? join(path, `predictions.${part}.jsonl`) : path
  if (isFolder && !existsSync(file))
    throw new MedspanError('input', 'expected a folder with what a model has found in each document', {
      where: { path: file },
      hint:
        'medspan train leaves it. Of other programs there are scores alone: let medspan score (their predictions) or ' +
        'medspan evaluate --model (their model) write a folder with -o, and compare that one.',
    })
  return parseScoredDocuments(await readText(file), file)
}

const percent = (value: number): string => (100 * value).toFixed(2)
const signed = (value: number): string => `${value < 0 ? '' : '+'}${percent(value)}`
/** Never 0: no number of trials shows that. */
const probability = (p: number): string => (p < 0.0001 ? '<0.0001' : p.toFixed(4))

function row(name: string, difference: Difference, p: number): string[] {
  const { a, b, lower, upper } = difference
  return [name, percent(a), percent(b), signed(a - b), `${signed(lower)} to ${signed(upper)}`, probability(p)]
}

interface Shown {
  readonly a: string
  readonly b: string
  readonly documents: readonly ScoredDocument[]
  readonly show: number
}

/** A table of differences, and mentions that only one of the two finds. */
export function renderComparison(comparison: SystemComparison, { a, b, documents, show }: Shown): string {
  const { measure, micro, macro, types, onlyA, onlyB } = comparison
  const share = `${Math.round(100 * comparison.confidence)} %`
  const table = renderColumns([
    [measure, 'a', 'b', 'a - b', `${share} interval`, 'p'],
    row('micro', micro, micro.p.randomisation),
    row('macro', macro, macro.p.randomisation),
    ...[...types].map(([type, difference]) =>
      row(namedType(type), difference, difference.holm.randomisation),
    ),
  ])
  const texts = new Map(documents.map(document => [document.id, document.text]))
  const examples = (name: string, found: readonly FoundByOne[]): string[] => [
    '',
    `only ${name} finds ${found.length}${found.length > show && show > 0 ? `, such as` : ''}`,
    ...spread(found, show).map(one => `  ${renderMention(one, texts.get(one.documentId))}`),
  ]
  return [
    `a ${a}`,
    `b ${b}`,
    '',
    table,
    ...examples('a', onlyA),
    ...examples('b', onlyB),
    '',
    `${documents.length} documents, ${comparison.samples} samples; p of types after Holm`,
  ].join('\n')
}

/** A few of many, evenly from first to last. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items]
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!)
}

/** `doc-3: severe [asthma|T047 Disease or Syndrome] of the`, on one line. */
function renderMention(
  { documentId, mention: { begin, end, type } }: FoundByOne,
  text: string | undefined,
): string {
  if (text === undefined) return `${documentId} ${begin}-${end} ${namedType(type)}`
  const before = text.slice(Math.max(0, begin - 30), begin)
  const after = text.slice(end, end + 30)
  // A text may hold what a terminal would obey.
  return `${documentId}: ${before}[${text.slice(begin, end)}|${namedType(type)}]${after}`.replace(
    /[\s\p{Cc}]+/gu,
    ' ',
  )
}
