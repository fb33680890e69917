/**
 * @file What each loss does to rare types: one encoder, one corpus, one setting, three seeds a loss.
 *
 * Fine-tunes the encoder in MEDSPAN_MODEL on BioRED (train and dev, in MEDSPAN_SHARED_DATA or beside the checkout): of
 * its documents a tenth is the test part, a tenth chooses the best epoch, and half of the others are learnt from, which
 * keeps rare types rare and a run short. The rate is one for all losses and was
 * chosen for none of them. Every run's counts by document are appended to `results/losses.jsonl`; a run that stands
 * there already is not made again, so that the study may be spread over days. `report` alone prints the table.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseConfig } from '../src/config/config.ts'
import { readMentions } from '../src/metrics/spans.ts'
import { type Progress, silent } from '../src/progress.ts'
import { prepareCorpus } from '../src/train/data/dataset.ts'
import { tagCorpus } from '../src/train/data/examples.ts'
import { train } from '../src/train/run.ts'
import type { Measurement } from './results.ts'
import {
  inPercent,
  ranged,
  readOutcomes,
  type Outcome as StudyOutcome,
  scores,
  signed,
  table,
} from './study.ts'

/** What is compared, by name: what differs from the common configuration. */
const settings: Readonly<Record<string, { loss?: object; model?: object }>> = {
  'cross-entropy': {},
  'cross-entropy, label smoothing 0.1': { loss: { label_smoothing: 0.1 } },
  'cross-entropy, balanced': { loss: { weights: 'balanced' } },
  'cross-entropy, inverse-sqrt': { loss: { weights: 'inverse-sqrt' } },
  'cross-entropy, effective-number': { loss: { weights: 'effective-number' } },
  focal: { loss: { name: 'focal' } },
  'class-balanced-focal': { loss: { name: 'class-balanced-focal' } },
  'adaptive-class-balanced-focal': { loss: { name: 'adaptive-class-balanced-focal' } },
  'logit-adjustment': { loss: { name: 'logit-adjustment' } },
  'dice, alpha 1': { loss: { name: 'dice', alpha: 1 } },
  'dice, alpha 0.01': { loss: { name: 'dice', alpha: 0.01 } },
  'cross-entropy, constrained decoding': { model: { decoding: 'constrained' } },
  crf: { model: { head: 'crf' } },
}
const SEEDS = [1, 2, 3]
const folder = resolve(import.meta.dirname, '../losses')
const checkout = resolve(import.meta.dirname, '../..')
const resultsPath = join(checkout, 'bench/results/losses.jsonl')

interface Outcome extends StudyOutcome {
  readonly setting: string
  /** Of the best epoch, on the validation part. */
  readonly validation: number
  readonly epoch: number
}

function configuration(setting: string, seed: number) {
  const data = resolve(process.env.MEDSPAN_SHARED_DATA ?? join(checkout, '../shared/data'), 'ner')
  const model = process.env.MEDSPAN_MODEL
  if (model === undefined || !existsSync(data))
    throw new Error('expected MEDSPAN_MODEL, a BERT folder, and BioRED in MEDSPAN_SHARED_DATA/ner')
  const { loss = {}, model: modelOptions = {} } = settings[setting]!
  return parseConfig(
    JSON.stringify({
      corpus: {
        sources: [{ path: join(data, 'BioRED_TrainDev.PubTator') }],
        split: { ratios: [0.8, 0.1, 0.1], seed: 42, train_share: 0.5 },
      },
      model: { name_or_path: model, max_seq_length: 256, ...modelOptions },
      loss,
      training: {
        recipe: 'trainer',
        output_dir: join(folder, `${setting.replaceAll(/[^a-z0-9]+/g, '-')}-${seed}`),
        seed,
        learning_rate: 2e-4,
        num_train_epochs: 3,
        warmup_ratio: 0.1,
        train_sampling_strategy: 'group_by_length',
        per_device_train_batch_size: 16,
        per_device_eval_batch_size: 32,
        save_total_limit: 1,
      },
    }),
    join(folder, 'medspan.yaml'),
  )
}

async function runOne(setting: string, seed: number): Promise<Outcome> {
  const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }
  const config = configuration(setting, seed)
  rmSync(config.training.output_dir, { recursive: true, force: true })
  const summary = await train(config, { progress })
  const lines = readFileSync(join(config.training.output_dir, 'predictions.txt'), 'utf8').trim().split('\n')
  const { parts } = await prepareCorpus(config, { progress: silent })
  const documents = new Map<string, Record<string, [number, number, number]>>()
  for (const [i, { document, tags }] of tagCorpus(parts.test, config, silent).entries()) {
    const counts = documents.get(document.id) ?? {}
    documents.set(document.id, counts)
    const gold = readMentions(tags, 'strict')
    const found = readMentions(lines[i]!.split(' '), 'strict')
    const key = ({ type, first, last }: (typeof gold)[number]): string => `${type} ${first} ${last}`
    const keys = new Set(gold.map(key))
    const of = (type: string): [number, number, number] => {
      counts[type] ??= [0, 0, 0]
      return counts[type]
    }
    for (const mention of gold) of(mention.type)[2]++
    for (const mention of found) {
      of(mention.type)[1]++
      if (keys.has(key(mention))) of(mention.type)[0]++
    }
  }
  rmSync(config.training.output_dir, { recursive: true })
  return {
    setting,
    seed,
    validation: summary.best.value,
    epoch: summary.best.epoch,
    documents: [...documents.values()],
  }
}

const known = (): Outcome[] => readOutcomes(resultsPath)

/** The tables of docs/losses.md: scores, and what they differ from those of cross-entropy on the same documents. */
function renderTables(outcomes: readonly Outcome[]): string {
  const groups = Object.keys(settings)
    .map(setting => outcomes.filter(item => item.setting === setting))
    .filter(group => group.length > 0)
  const [base] = groups
  if (base === undefined) return ''
  const size = base[0]!.documents.length
  const every = [...Array(size).keys()]
  const types = Object.keys(scores(base, every)).slice(4)
  const averages = ['micro F1', 'macro F1', 'precision', 'recall']
  const of = (group: readonly Outcome[], name: string, chosen: readonly number[]): number =>
    scores(group, chosen)[name.replace(' F1', '')] ?? 0
  const own = groups.map(group => [
    group[0]!.setting,
    String(group.length),
    ...averages.slice(0, 2).map(name => ranged(size, chosen => of(group, name, chosen), inPercent)),
    ...[...averages.slice(2), ...types].map(name => inPercent(of(group, name, every))),
  ])
  const differences = groups.slice(1).map(group => {
    // Only what both have is compared.
    const seeds = new Set(group.map(({ seed }) => seed))
    const alike = base.filter(({ seed }) => seeds.has(seed))
    const less = (name: string) => (chosen: readonly number[]) =>
      of(group, name, chosen) - of(alike, name, chosen)
    return [group[0]!.setting, ...[...averages, ...types].map(name => ranged(size, less(name), signed))]
  })
  return [
    table([['loss', 'seeds', ...averages, ...types], ...own]),
    table([['less cross-entropy', ...averages, ...types], ...differences]),
  ].join('\n')
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  mkdirSync(folder, { recursive: true })
  if (part !== 'report') {
    for (const seed of SEEDS)
      for (const setting of Object.keys(settings)) {
        // Heads and decoding are no losses: they are measured where they are named.
        if (part === undefined ? settings[setting]!.model !== undefined : part !== setting) continue
        if (known().some(item => item.setting === setting && item.seed === seed)) continue
        const outcome = await runOne(setting, seed)
        appendFileSync(resultsPath, `${JSON.stringify(outcome)}\n`)
        process.stderr.write(`${setting}, seed ${seed}: validation ${outcome.validation.toFixed(4)}\n`)
      }
  }
  process.stdout.write(renderTables(known()))
  return []
}
