/**
 * @file What choosing documents is worth: trainings on documents that a model has chosen, and on as many that were drawn.
 *
 * NCBI-disease, in MEDSPAN_SHARED_DATA or beside the checkout. Of its training and development documents 15 % are the validation part,
 * the same as in `recipes`. Each seed begins with the same 50 documents, drawn at random, for every strategy, and with `medspan/mini`;
 * then the model chooses the next 50, goes on training on all that it has by now, and so on for ten rounds: each of the same number
 * of steps, with the settings of the recipe `auto`. Rounds are judged by the validation part; the models of the last round are scored
 * on the test part, once, when all is done.
 *
 *     npm run bench -- active                   every round that is not kept yet
 *     npm run bench -- active test              the last round's models on the test part
 *     npm run bench -- active report            F1 by strategy and documents, and docs/images/active-learning.png
 *
 * A finished round stands in results/active.jsonl, so that a program that was stopped goes on with the next one, with the model and the
 * documents that build/active keeps. STRATEGIES takes others than active and random (`uncertainty`: without
 * diversity), SEEDS, ROUNDS and BATCH other numbers, STEPS (120) and LIMIT (documents in all) make it small, and RESULTS is another
 * file; THREADS is one by default.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rankPool } from '../src/active/pool.ts'
import { selectDocuments } from '../src/active/selection.ts'
import { parseConfig } from '../src/config/config.ts'
import { importCorpus } from '../src/formats/index.ts'
import { parseScoredDocuments } from '../src/metrics/mentions.ts'
import type { Tagger } from '../src/predict/tagger.ts'
import { loadTagger } from '../src/predict/trained-tagger.ts'
import { type Progress, silent } from '../src/progress.ts'
import { createRandom } from '../src/random.ts'
import { scoreTagger } from '../src/score/tagger.ts'
import type { Document } from '../src/text/document.ts'
import { train } from '../src/train/run.ts'
import { paintCurves } from './active-figure.ts'
import type { Measurement } from './results.ts'
import {
  countMentions,
  formatPubtator,
  inOrder,
  inPercent,
  ranged,
  readOutcomes,
  readPubtator,
  type Outcome as StudyOutcome,
  scores,
  signed,
  table,
} from './study.ts'

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual)
const list = (name: string, usual: string): string[] => (process.env[name] ?? usual).split(',')

const ROUNDS = number('ROUNDS', 10)
const BATCH = number('BATCH', 50)
const STEPS = number('STEPS', 120)
const TYPES = ['SpecificDisease', 'DiseaseClass', 'CompositeMention', 'Modifier']
const threads = number('THREADS', 1)
const folder = resolve(import.meta.dirname, '../active')
const checkout = resolve(import.meta.dirname, '../..')
const resultsPath = resolve(process.env.RESULTS ?? join(checkout, 'bench/results/active.jsonl'))
const data = join(resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data')), 'ner')

/** A round of a strategy on the validation part, or its end on the test part. */
interface Outcome extends StudyOutcome, Round {
  readonly part: 'validation' | 'test'
  /** How many documents were learnt from. */
  readonly size: number
  /** Of the processor: with one thread, what training and choosing take on an idle machine. */
  readonly trainingSeconds: number
  readonly choosingSeconds: number
}

/** Documents of a round by their ids. */
interface RoundDocuments {
  readonly learnt: readonly string[]
  /** Those that are chosen with the model of the round. */
  readonly next: readonly string[]
}

/** The part that is judged by, and the documents to choose from, by their ids. */
interface Corpus {
  readonly blocks: ReadonlyMap<string, string>
  readonly validation: readonly string[]
  readonly pool: readonly string[]
}

function openCorpus(): Corpus {
  const blocks = readPubtator(join(data, 'NCBIdisease_TrainDev.PubTator'))
  const ids = inOrder(blocks).slice(0, number('LIMIT', Number.POSITIVE_INFINITY))
  const held = Math.round(ids.length * 0.15)
  return { blocks, validation: ids.slice(0, held), pool: ids.slice(held) }
}

function write(name: string, ids: readonly string[], { blocks }: Corpus): string {
  const path = join(folder, name)
  writeFileSync(path, formatPubtator(ids.map(id => blocks.get(id)!)))
  return path
}

async function cpuSecondsOf<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(started)
  return [result, (user + system) / 1e6]
}

const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }

interface Round {
  readonly strategy: string
  readonly seed: number
  /** From 0: what comes before the first choice. */
  readonly round: number
}

/** The run folder of a round; the first is every strategy's. */
const runFolderOf = ({ strategy, seed, round }: Round): string =>
  join(folder, round === 0 ? `${seed}-0` : `${seed}-${round}-${strategy}`)

/** Where the documents of a round are kept. */
const documentsPathOf = ({ strategy, seed, round }: Round): string =>
  join(folder, `${seed}-${round}-${strategy}.json`)

function readDocuments(round: Round): RoundDocuments {
  const path = documentsPathOf(round)
  if (!existsSync(path))
    throw new Error(`expected the documents of a round in ${path}: name another file in RESULTS`)
  return JSON.parse(readFileSync(path, 'utf8')) as RoundDocuments
}

/** Trains the model of the round before, or the first one, on documents. */
async function trainOn(learnt: readonly string[], round: Round, corpus: Corpus): Promise<string> {
  const output = runFolderOf(round)
  const before = round.round === 0 ? undefined : runFolderOf({ ...round, round: round.round - 1 })
  if (before !== undefined && !existsSync(before))
    throw new Error(`expected the model of the round before in ${before}: name another file in RESULTS`)
  const validation = write('validation.pubtator', corpus.validation, corpus)
  const paths = {
    train: write('train.pubtator', learnt, corpus),
    validation,
    // The test part stays unread.
    test: write('unused.pubtator', corpus.validation.slice(0, 1), corpus),
  }
  const config = parseConfig(
    JSON.stringify({
      corpus: {
        sources: (['train', 'validation', 'test'] as const).map(split => ({
          path: paths[split],
          name: split,
          split,
        })),
      },
      labels: { types: TYPES },
      ...(before !== undefined && { model: { name_or_path: before } }),
      training: {
        output_dir: output,
        // Else every round would begin with the same documents, in the same order.
        seed: round.seed * 100 + round.round,
        threads,
        max_steps: STEPS,
        eval_strategy: 'no',
        load_best_model_at_end: false,
        save_total_limit: 1,
      },
    }),
    join(folder, 'medspan.yaml'),
  )
  rmSync(output, { recursive: true, force: true })
  await train(config, { progress: silent })
  return output
}

/** Documents of the pool at random. */
function draw(learnt: readonly string[], seed: number, { pool }: Corpus): string[] {
  const known = new Set(learnt)
  const left = pool.filter(id => !known.has(id))
  return createRandom(seed, 'bench active', learnt.length).shuffle(left).slice(0, BATCH)
}

/** The documents that a model chooses. */
async function choose(
  learnt: readonly string[],
  {
    tagger,
    corpus,
    diversity,
  }: { readonly tagger: Tagger; readonly corpus: Corpus; readonly diversity?: number | undefined },
): Promise<string[]> {
  const known = new Set(learnt)
  const documents = await importCorpus([write('pool.pubtator', corpus.pool, corpus)], { progress: silent })
  const pool = documents.map(document => ({
    document: { ...document, mentions: [] } satisfies Document,
    isAnnotated: known.has(document.id),
  }))
  const ranked = await rankPool(pool, { tagger, progress: silent })
  const { chosen } = selectDocuments(ranked.ranked, { count: BATCH, known: ranked.known, diversity })
  return chosen.map(({ candidate }) => candidate.id)
}

/** One round, as it is kept, and what comes next. */
async function runRound(
  { strategy, seed, round }: Round,
  learnt: readonly string[],
  corpus: Corpus,
): Promise<{ readonly outcome: Outcome; readonly next: readonly string[] }> {
  const [run, trainingSeconds] = await cpuSecondsOf(() => trainOn(learnt, { strategy, seed, round }, corpus))
  const path = join(run, 'predictions.validation.jsonl')
  const documents = countMentions(parseScoredDocuments(readFileSync(path, 'utf8'), path))
  const tagger = await loadTagger(run, { threads })
  try {
    const [next, choosingSeconds] = await cpuSecondsOf(async () =>
      round === ROUNDS
        ? []
        : strategy === 'random'
          ? draw(learnt, seed, corpus)
          : choose(learnt, { tagger, corpus, diversity: strategy === 'uncertainty' ? 0 : undefined }),
    )
    const outcome: Outcome = {
      ...{ strategy, seed, round, part: 'validation', size: learnt.length },
      ...{ trainingSeconds, choosingSeconds, documents },
    }
    return { outcome, next }
  } finally {
    await tagger.dispose()
  }
}

const known = (): Outcome[] => readOutcomes(resultsPath)

function keep(outcome: Outcome): void {
  appendFileSync(resultsPath, `${JSON.stringify(outcome)}\n`)
  const { strategy, seed, round, size, part, trainingSeconds, choosingSeconds } = outcome
  progress.info(
    `${strategy}, seed ${seed}, round ${round}, ${size} documents, ${part}: ${inPercent(microOf([outcome]))} ` +
      `(${Math.round(trainingSeconds)} s of training, ${Math.round(choosingSeconds)} s of choosing)`,
  )
}

/** Goes on with a strategy where it was stopped. */
async function runStrategy(strategy: string, seed: number, corpus: Corpus): Promise<void> {
  for (let round = 0; round <= ROUNDS; round++) {
    const kept = known().filter(
      one => one.strategy === strategy && one.seed === seed && one.part === 'validation',
    )
    if (kept.some(one => one.round === round)) continue
    const before = round === 0 ? undefined : readDocuments({ strategy, seed, round: round - 1 })
    const learnt = before === undefined ? draw([], seed, corpus) : [...before.learnt, ...before.next]
    // The first model is that of every strategy, and drawing needs none.
    const first = known().find(one => one.round === 0 && round === 0 && one.seed === seed)
    const { outcome, next } =
      first !== undefined && strategy === 'random'
        ? { outcome: { ...first, strategy, choosingSeconds: 0 }, next: draw(learnt, seed, corpus) }
        : await runRound({ strategy, seed, round }, learnt, corpus)
    writeFileSync(documentsPathOf(outcome), JSON.stringify({ learnt, next } satisfies RoundDocuments))
    keep(outcome)
  }
}

/** Scores the models of the last round on the test part, each once. */
async function lookAtTest(): Promise<void> {
  const gold = await importCorpus([join(data, 'NCBIdisease_Test.PubTator')], { progress: silent })
  const last = known().filter(({ round }) => round === ROUNDS)
  const isScored = (own: Round): boolean =>
    last.some(({ part, strategy, seed }) => part === 'test' && strategy === own.strategy && seed === own.seed)
  for (const outcome of last.filter(own => !isScored(own))) {
    const tagger = await loadTagger(runFolderOf(outcome), { threads })
    try {
      const { documents } = await scoreTagger(tagger, gold, { progress: silent })
      keep({ ...outcome, part: 'test', documents: countMentions(documents) })
    } finally {
      await tagger.dispose()
    }
  }
}

const microOf = (
  outcomes: readonly Outcome[],
  chosen: readonly number[] = [...outcomes[0]!.documents.keys()],
): number => scores(outcomes, chosen).micro!

async function drawCurves(outcomes: readonly Outcome[]): Promise<void> {
  const rounds = outcomes
    .filter(({ part }) => part === 'validation')
    .map(one => ({
      strategy: one.strategy === 'active' ? 'chosen by the model' : 'drawn at random',
      seed: one.seed,
      documents: one.size,
      f1: microOf([one]),
    }))
  const seeds = new Set(rounds.map(({ seed }) => seed)).size
  const words = `NCBI-disease, ${STEPS} steps of training after each ${BATCH} documents; points are ${seeds} seeds, lines their means`
  writeFileSync(join(checkout, 'docs/images/active-learning.png'), await paintCurves(rounds, words))
}

/** F1 over all seeds, by strategy and by how many documents were learnt from, and by how much the first is above the others. */
function renderReport(outcomes: readonly Outcome[]): string {
  const strategies = [...new Set(outcomes.map(({ strategy }) => strategy))]
  return (['validation', 'test'] as const)
    .map(part => {
      const own = outcomes.filter(one => one.part === part)
      const sizes = [...new Set(own.map(({ size }) => size))].sort((a, b) => a - b)
      const groupOf = (strategy: string, size: number): Outcome[] =>
        own.filter(one => one.strategy === strategy && one.size === size)
      const rows = sizes.map(size => {
        const [first, ...others] = strategies.map(strategy => groupOf(strategy, size))
        const rangedOf = (measure: (chosen: readonly number[]) => number, format = inPercent): string =>
          ranged(own[0]!.documents.length, measure, format)
        const f1Of = (group: readonly Outcome[]): string =>
          group.length === 0 ? '' : `${rangedOf(chosen => microOf(group, chosen))}, ${group.length} seeds`
        const aboveOf = (group: readonly Outcome[]): string =>
          group.length === first!.length
            ? rangedOf(chosen => microOf(first!, chosen) - microOf(group, chosen), signed)
            : ''
        return [String(size), f1Of(first!), ...others.flatMap(group => [f1Of(group), aboveOf(group)])]
      })
      const [first, ...others] = strategies
      const titles = ['documents', first ?? '', ...others.flatMap(one => [one, `${first} over ${one}`])]
      return `${part}\n\n${table([titles, ...rows])}`
    })
    .join('\n')
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  if (part !== 'report') {
    if (!existsSync(data)) throw new Error(`expected NCBI-disease in ${data}: see MEDSPAN_SHARED_DATA`)
    mkdirSync(folder, { recursive: true })
    if (part === 'test') await lookAtTest()
    else await runRounds()
  }
  const outcomes = known()
  process.stdout.write(renderReport(outcomes))
  if (part === 'report') await drawCurves(outcomes)
  return []
}

async function runRounds(): Promise<void> {
  const corpus = openCorpus()
  for (const seed of list('SEEDS', '1,2,3').map(Number))
    for (const strategy of list('STRATEGIES', 'active,random')) await runStrategy(strategy, seed, corpus)
}
