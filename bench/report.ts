/**
 * @file All figures, as SVG and PNG on light and on dark ground, and the report.html of a finished run.
 *
 * The run folder is made: 21 types as unevenly spread as those of MedMentions, 10 epochs, sentences of 26 words with
 * three mentions in the mean, of which the model finds four in five and the dictionary half; the log has a record every
 * ten steps. One case has 2,000 sentences to test, one 10,000 and as long a log as MedMentions gives. Measured is a
 * process from its start to its end, in wall and in CPU time.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ST21PV } from '../src/concepts/semantic-network.ts'
import { evaluateDocuments } from '../src/metrics/evaluation.ts'
import {
  type FoundMention,
  formatScoredDocuments,
  type GoldMention,
  type ScoredDocument,
} from '../src/metrics/mentions.ts'
import type { SurfaceForm, TrainingMentions } from '../src/metrics/seen.ts'
import { scoreTags } from '../src/metrics/spans.ts'
import { createRandom, type RandomStream } from '../src/random.ts'
import { currentVersions } from '../src/run/environment.ts'
import {
  mentionScores,
  metricsOf,
  type PartScores,
  plainScores,
  type RunSummary,
} from '../src/run/results.ts'
import { writeRunFile } from '../src/run/run-file.ts'
import { spansToTags, type TaggedSpan } from '../src/text/tags.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const EPOCHS = 10
const SENTENCES_A_DOCUMENT = 10
const CASES = [
  { test: 2_000, stepsPerEpoch: 500 },
  { test: 10_000, stepsPerEpoch: 3_500 },
] as const

/** A part of the corpus: its documents as the model and as the dictionary see them, and the tags of each sentence. */
interface Part {
  readonly model: ScoredDocument[]
  readonly dictionary: ScoredDocument[]
  readonly tags: Record<'gold' | 'model' | 'dictionary', string[][]>
}

function drawWord(random: RandomStream): string {
  const syllables = [
    'ba',
    'cor',
    'di',
    'en',
    'gly',
    'hep',
    'ne',
    'ol',
    'phos',
    'ra',
    'ti',
    'thyr',
    'um',
    'xa',
    'zol',
  ]
  return Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)]!).join(
    '',
  )
}

const drawType = (random: RandomStream): string =>
  ST21PV[Math.floor(ST21PV.length * random.uniform() ** 2.5)]!

/** What a system finds of a mention: itself, other borders, another type, or nothing. */
function find(span: TaggedSpan, right: number, random: RandomStream): TaggedSpan[] {
  const kind = random.uniform()
  if (kind < right) return [span]
  if (kind < right + 0.06) return [{ ...span, type: drawType(random) }]
  return kind < right + 0.1 && span.end - span.start > 1 ? [{ ...span, end: span.end - 1 }] : []
}

function makePart(name: string, sentences: number): Part {
  const random = createRandom(1, 'report', name)
  const part: Part = { model: [], dictionary: [], tags: { gold: [], model: [], dictionary: [] } }
  for (let first = 0; first < sentences; first += SENTENCES_A_DOCUMENT) {
    let text = ''
    const borders: [number, number][] = []
    const gold: GoldMention[] = []
    const found: Record<'model' | 'dictionary', FoundMention[]> = { model: [], dictionary: [] }
    for (let sentence = 0; sentence < SENTENCES_A_DOCUMENT; sentence++) {
      const words = Array.from({ length: 10 + random.below(33) }, () => drawWord(random))
      const starts: number[] = []
      const begin = text.length
      for (const word of words) {
        starts.push(text.length)
        text += `${word} `
      }
      borders.push([begin, text.length - 1])
      const spans: TaggedSpan[] = []
      for (let at = random.below(8); at + 3 < words.length; at += 4 + random.below(9))
        spans.push({ type: drawType(random), start: at, end: at + 1 + random.below(3) })
      const place = ({ type, start, end }: TaggedSpan) => ({
        begin: starts[start]!,
        end: starts[end - 1]! + words[end - 1]!.length,
        type,
      })
      gold.push(...spans.map(place))
      part.tags.gold.push(spansToTags(words.length, spans))
      for (const [system, right] of [
        ['model', 0.8],
        ['dictionary', 0.5],
      ] as const) {
        const seen = spans.flatMap(span => find(span, right, random))
        found[system].push(...seen.map(span => ({ ...place(span), score: 0.5 + random.uniform() / 2 })))
        part.tags[system].push(spansToTags(words.length, seen))
      }
    }
    const id = `${name}-${first}`
    part.model.push({ id, text, sentences: borders, gold, predicted: found.model })
    part.dictionary.push({ id, gold, predicted: found.dictionary })
  }
  return part
}

function scoresOf({ tags }: Part, system: 'model' | 'dictionary'): PartScores {
  const score = (mode: 'default' | 'strict') => plainScores(scoreTags(tags.gold, tags[system], { mode }))
  return { default: score('default'), strict: score('strict') }
}

/** Writes what the report of a run is made of. */
async function makeRun(
  folder: string,
  { test: testSentences, stepsPerEpoch }: (typeof CASES)[number],
): Promise<void> {
  mkdirSync(folder)
  const random = createRandom(1, 'report', 'run')
  const parts = { validation: makePart('validation', testSentences), test: makePart('test', testSentences) }
  const counts: Record<string, number> = Object.fromEntries(ST21PV.map(type => [type, 0]))
  const forms: SurfaceForm[] = []
  for (let mention = 0; mention < 24 * stepsPerEpoch; mention++) {
    const type = drawType(random)
    counts[type] = (counts[type] ?? 0) + 1
    if (mention % 2 === 0) forms.push({ form: drawWord(random), type })
  }
  const training: TrainingMentions = { counts, forms }
  const results = {
    validation: {
      ...scoresOf(parts.validation, 'model'),
      loss: 0.3,
      sentences: testSentences,
      seconds: 9,
      batches: 250,
    },
    test: { ...scoresOf(parts.test, 'model'), loss: 0.3, sentences: testSentences, seconds: 9, batches: 250 },
  }
  const log: Record<string, number>[] = []
  const last = EPOCHS * stepsPerEpoch
  for (let step = 10; step <= last; step += 10) {
    const [epoch, done] = [step / stepsPerEpoch, step / last]
    log.push({
      step,
      epoch,
      loss: 2 * Math.exp(-4 * done) + 0.1 * random.uniform(),
      grad_norm: 1 + random.uniform(),
      learning_rate: 5e-5 * (1 - done),
    })
    if (step % stepsPerEpoch === 0)
      log.push({
        step,
        epoch,
        eval_loss: 0.3 + 0.5 * Math.exp(-4 * done),
        ...Object.fromEntries(
          Object.entries(metricsOf('eval', results.validation)).map(([key, value]) => [
            key,
            key.endsWith('_number') ? value : value * (1 - 0.5 * Math.exp(-6 * done)),
          ]),
        ),
      })
  }
  const evaluate = (part: 'validation' | 'test') =>
    mentionScores(evaluateDocuments(parts[part].model, { training, seed: 1, samples: 100 }))
  const count = (sentences: number) => ({
    documents: sentences / SENTENCES_A_DOCUMENT,
    sentences,
    words: 26 * sentences,
    sequences: sentences,
  })
  const summary: RunSummary = {
    runFolder: folder,
    types: [...ST21PV].sort(),
    counts: { train: count(8 * stepsPerEpoch), validation: count(testSentences), test: count(testSentences) },
    training: { epoch: EPOCHS, train_loss: 0.4, train_runtime: 3600, train_samples: 8 * stepsPerEpoch },
    best: { step: last, epoch: EPOCHS, metric: 'f1', value: results.validation.default.overall.f1 },
    ...results,
    mentions: { validation: evaluate('validation'), test: evaluate('test') },
    baseline: {
      validation: scoresOf(parts.validation, 'dictionary'),
      test: scoresOf(parts.test, 'dictionary'),
    },
    warnings: [],
  }
  await writeRunFile(folder, {
    status: 'finished',
    ended: '2026-01-01T00:00:00.000Z',
    versions: currentVersions(),
    seed: 1,
    types: summary.types,
    identity: { config: {}, sources: [{ name: 'made', documents: 1, sha256: '' }], model: {} },
    warnings: [],
    summary,
  })
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content)
  write('medspan.yaml', 'corpus: { sources: [{ path: made }] }\n')
  write('log.jsonl', log.map(record => `${JSON.stringify(record)}\n`).join(''))
  write('training_mentions.json', JSON.stringify(training))
  for (const part of ['validation', 'test'] as const) {
    write(`predictions.${part}.jsonl`, formatScoredDocuments(parts[part].model))
    write(`baseline.${part}.jsonl`, formatScoredDocuments(parts[part].dictionary))
  }
}

interface Drawn {
  readonly wall: number
  readonly cpu: number
  readonly peakMiB: number
  readonly figures: number
}

export async function* run(): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const worker = join(import.meta.dirname, 'report-worker.js')
  try {
    for (const one of CASES) {
      const runFolder = join(folder, String(one.test))
      await makeRun(runFolder, one)
      const rounds = Array.from(
        { length: ROUNDS },
        () => JSON.parse(execFileSync(process.execPath, [worker, runFolder], { encoding: 'utf8' })) as Drawn,
      )
      const { figures } = rounds[0]!
      if (figures < 15) throw new Error(`expected the figures of a whole run, got ${figures}`)
      const pageMiB = statSync(join(runFolder, 'report.html')).size / 2 ** 20
      const claim = (unit: string) => `report of ${one.test} test sentences, ${figures} figures, ${unit}`
      const versions = { node: process.version }
      const bar = one === CASES[0] ? { bar: 'at most 5 s' } : {}
      yield* [
        { claim: claim('wall seconds'), ours: median(rounds.map(({ wall }) => wall)), ...bar, versions },
        { claim: claim('CPU seconds'), ours: median(rounds.map(({ cpu }) => cpu)), ...bar, versions },
        { claim: claim('peak MiB'), ours: median(rounds.map(({ peakMiB }) => peakMiB)), versions },
        { claim: claim('MiB of report.html'), ours: pageMiB, versions },
      ]
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
