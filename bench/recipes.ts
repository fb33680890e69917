/**
 * @file What rate, epochs, batch and decoding a small encoder wants: trainings on four corpora, judged on validation parts.
 *
 * Corpora are those of MEDSPAN_SHARED_DATA, or beside the checkout: the training and development parts of NCBI-disease,
 * BC5CDR and BioRED, of whose documents 15 % are the validation part (of BioRED's a tenth is set aside before as its test
 * part), and the curated sentences of five teams. Each setting is the recipe `auto` but for what it names.
 *
 *     npm run bench -- recipes                  every training that is not kept yet
 *     npm run bench -- recipes 'rate'           settings whose name has this in it
 *     npm run bench -- recipes report           the tables of docs/recipes.md
 *     npm run bench -- recipes test             the test parts, to be looked at once; 'test auto' for one setting
 *
 * CORPORA and SEEDS take fewer of them, SHARE learns from that share of the training documents, THREADS is one by default.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseConfig } from '../src/config/config.ts'
import { addTo } from '../src/lists.ts'
import { parseScoredDocuments } from '../src/metrics/mentions.ts'
import { type Progress, silent } from '../src/progress.ts'
import { train } from '../src/train/run.ts'
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

type Overrides = Readonly<Record<'model' | 'training' | 'labels', Readonly<Record<string, unknown>>>>

const full = process.env.MEDSPAN_FULL_MODEL ?? 'full'
/** By name: what differs from the recipe; other encoders are the folders in MEDSPAN_ENCODERS, divided by colons. */
const settings: Readonly<Record<string, Partial<Overrides>>> = {
  auto: {},
  'rate 1e-4': { training: { learning_rate: 1e-4 } },
  'rate 2e-4': { training: { learning_rate: 2e-4 } },
  'rate 5e-4': { training: { learning_rate: 5e-4 } },
  'rate 8e-4': { training: { learning_rate: 8e-4 } },
  'batch 8': { training: { per_device_train_batch_size: 8 } },
  'batch 32': { training: { per_device_train_batch_size: 32 } },
  'epochs 3': { training: { num_train_epochs: 3 } },
  'epochs 8': { training: { num_train_epochs: 8 } },
  'epochs 20': { training: { num_train_epochs: 20 } },
  'random order': { training: { train_sampling_strategy: 'random' } },
  'argmax decoding': { model: { decoding: 'argmax' } },
  'no warm-up': { training: { warmup_ratio: 0 } },
  trainer: { training: { recipe: 'trainer' } },
  'full MiniLM-L6': { model: { name_or_path: full } },
  'full MiniLM-L6, 2e-4, 5 epochs': {
    model: { name_or_path: full, decoding: 'argmax' },
    training: { learning_rate: 2e-4, num_train_epochs: 5, early_stopping_patience: 0 },
  },
  ...Object.fromEntries(
    (process.env.MEDSPAN_ENCODERS?.split(':') ?? []).map(path => [
      `encoder ${basename(path)}, epochs 8`,
      { model: { name_or_path: path }, training: { num_train_epochs: 8 } },
    ]),
  ),
}
/** What others are compared with: the first that was trained. */
const BASES = ['auto', 'epochs 8']
/** What the test parts are looked at with. */
const FINAL = ['auto', 'trainer', 'full MiniLM-L6, 2e-4, 5 epochs']

const folder = resolve(import.meta.dirname, '../recipes')
const checkout = resolve(import.meta.dirname, '../..')
const resultsPath = join(checkout, 'bench/results/recipes.jsonl')
const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'))

interface Outcome extends StudyOutcome {
  readonly corpus: string
  readonly setting: string
  readonly part: 'validation' | 'test'
  /** Of the training documents that were learnt from. */
  readonly share: number
  /** The best epoch, and how many were trained. */
  readonly epoch: number
  readonly epochs: number
  readonly seconds: number
  /** Of the processor: with one thread, what the training takes on an idle machine. */
  readonly cpuSeconds?: number
}

/** The parts of a corpus as files: those whose name the file gives. */
interface Parts {
  readonly train: string
  readonly validation: string
  readonly test: string
}

/** Writes the parts of a corpus; its own test part where it has one. */
function writeParts(corpus: string): Parts {
  const { read, write, extension, testShare, test } = sources[corpus]!
  const documents = read()
  const ids = inOrder(documents)
  const aside = Math.round(ids.length * testShare)
  const held = Math.round((ids.length - aside) * 0.15)
  const path = (part: string): string => join(folder, `${corpus}.${part}${extension}`)
  const save = (part: string, from: number, to?: number): string => {
    writeFileSync(path(part), write(ids.slice(from, to).map(id => documents.get(id)!)))
    return path(part)
  }
  return {
    test: test ?? save('test', 0, Math.max(aside, 1)),
    validation: save('validation', aside, aside + held),
    train: save('train', aside + held),
  }
}

interface CorpusSource {
  readonly read: () => Map<string, string>
  readonly write: (documents: readonly string[]) => string
  readonly extension: string
  readonly testShare: number
  readonly test?: string
}

const pubtator = (name: string, testShare: number, test?: string): CorpusSource => ({
  read: () => readPubtator(join(data, 'ner', name)),
  write: formatPubtator,
  extension: '.pubtator',
  testShare,
  ...(test !== undefined && { test: join(data, 'ner', test) }),
})

const sources: Readonly<Record<string, CorpusSource>> = {
  ncbi: pubtator('NCBIdisease_TrainDev.PubTator', 0, 'NCBIdisease_Test.PubTator'),
  bc5cdr: pubtator('BC5CDR_TrainDev.PubTator', 0, 'BC5CDR_Test.PubTator'),
  biored: pubtator('BioRED_TrainDev.PubTator', 0.1),
  teams: {
    read: () => {
      const names = readdirSync(join(data, 'seed-curated')).filter(name => name.endsWith('.json'))
      const documents = new Map<string, string[]>()
      for (const name of names.sort())
        for (const [i, row] of (
          JSON.parse(readFileSync(join(data, 'seed-curated', name), 'utf8')) as { doc_id: string }[]
        ).entries()) {
          // One team's rows all have the same document: ten rows at a time are one.
          const id =
            row.doc_id === 'CURATION_USER' ? `${name}-${Math.floor(i / 10)}` : `${name}-${row.doc_id}`
          documents.set(id, [...(documents.get(id) ?? []), JSON.stringify({ ...row, doc_id: id })])
        }
      return new Map([...documents].map(([id, rows]) => [id, rows.join(',\n')]))
    },
    write: documents => `[${documents.join(',\n')}]\n`,
    extension: '.json',
    testShare: 0.1,
  },
}

async function runOne(
  corpus: string,
  setting: string,
  seed: number,
  part: Outcome['part'],
): Promise<Outcome> {
  const share = Number(process.env.SHARE ?? 1)
  const parts = writeParts(corpus)
  const { model = {}, training = {} } = settings[setting]!
  const config = parseConfig(
    JSON.stringify({
      corpus: {
        sources: (['train', 'validation', 'test'] as const).map(name => ({
          // While settings are chosen the test part stays unread: the validation part stands for it.
          path: name === 'test' && part === 'validation' ? parts.validation : parts[name],
          name: `${corpus}-${name}`,
          split: name,
        })),
        split: { seed: 42, train_share: share },
      },
      labels: { types: 'all' },
      model,
      training: {
        output_dir: join(folder, `${corpus}-${setting.replaceAll(/[^a-z0-9]+/gi, '-')}-${seed}`),
        seed,
        threads: Number(process.env.THREADS ?? 1),
        save_strategy: 'best',
        save_total_limit: 1,
        ...training,
      },
    }),
    join(folder, 'medspan.yaml'),
  )
  const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }
  rmSync(config.training.output_dir, { recursive: true, force: true })
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  const summary = await train(config, { progress })
  const seconds = (performance.now() - startedMs) / 1000
  const { user, system } = process.cpuUsage(startedCpu)
  const path = join(config.training.output_dir, 'predictions.test.jsonl')
  const documents = countMentions(parseScoredDocuments(readFileSync(path, 'utf8'), path))
  const state = JSON.parse(readFileSync(join(config.training.output_dir, 'trainer_state.json'), 'utf8')) as {
    epoch: number
  }
  rmSync(config.training.output_dir, { recursive: true })
  return {
    corpus,
    setting,
    seed,
    part,
    share,
    epoch: summary.best.epoch,
    epochs: state.epoch,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    documents,
  }
}

const known = (): Outcome[] => readOutcomes(resultsPath)

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) addTo(groups, keyOf(item), item)
  return groups
}

function renderTable(outcomes: readonly Outcome[]): string {
  const groups = groupBy(
    outcomes,
    ({ corpus, part, share }) => `${corpus}, ${part}${share < 1 ? `, ${share} of the documents` : ''}`,
  )
  return [...groups]
    .map(([title, all]) => {
      const bySetting = groupBy(all, ({ setting }) => setting)
      const baseName = BASES.find(name => bySetting.has(name))
      const base = baseName === undefined ? undefined : bySetting.get(baseName)
      const size = all[0]!.documents.length
      const rows = [...bySetting].map(([setting, group]) => {
        const seeds = new Set(group.map(({ seed }) => seed))
        const alike = base?.filter(({ seed }) => seeds.has(seed))
        const f1 = (chosen: readonly number[]) => scores(group, chosen).micro!
        const zero = Object.entries(scores(group, [...Array(size).keys()]))
          .slice(4)
          .filter(([, value]) => value === 0)
        return [
          setting,
          String(group.length),
          ranged(size, f1, inPercent),
          setting === baseName || alike === undefined || alike.length === 0
            ? ''
            : ranged(size, chosen => f1(chosen) - scores(alike, chosen).micro!, signed),
          group.map(({ epoch, epochs }) => `${epoch}/${epochs}`).join(' '),
          (
            group.reduce((sum, { seconds, cpuSeconds = seconds }) => sum + cpuSeconds, 0) /
            group.length /
            60
          ).toFixed(1),
          zero.map(([type]) => type).join(' '),
        ]
      })
      return `${title}\n\n${table([['setting', 'seeds', 'F1', `less ${baseName ?? 'nothing'}`, 'best epoch', 'CPU minutes', 'types at zero'], ...rows])}`
    })
    .join('\n')
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  mkdirSync(folder, { recursive: true })
  if (part !== 'report') {
    const isTest = part === 'test' || part?.startsWith('test ') === true
    const corpora = process.env.CORPORA?.split(',') ?? Object.keys(sources)
    const seeds = (process.env.SEEDS ?? '1,2').split(',').map(Number)
    const share = Number(process.env.SHARE ?? 1)
    const on = isTest ? 'test' : 'validation'
    const wanted = isTest ? part!.slice('test '.length) : (part ?? '')
    const chosen = (isTest ? FINAL : Object.keys(settings)).filter(name => name.includes(wanted))
    for (const seed of seeds)
      for (const setting of chosen)
        for (const corpus of corpora) {
          const isKept = known().some(
            item =>
              item.corpus === corpus &&
              item.setting === setting &&
              item.seed === seed &&
              item.part === on &&
              item.share === share,
          )
          if (isKept || (setting.includes('full') && !existsSync(full))) continue
          const outcome = await runOne(corpus, setting, seed, on)
          appendFileSync(resultsPath, `${JSON.stringify(outcome)}\n`)
          process.stderr.write(
            `${corpus}, ${setting}, seed ${seed}: ${inPercent(scores([outcome], [...outcome.documents.keys()]).micro!)}\n`,
          )
        }
  }
  process.stdout.write(renderTable(known()))
  return []
}
