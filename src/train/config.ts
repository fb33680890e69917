/**
 * @file The configuration, `medspan.yaml`: its schema with defaults and units, and the reader that reports every
 * problem at once with its place.
 *
 * Training options carry the names and the defaults of Hugging Face's `TrainingArguments`, except that the best
 * model is chosen by F1. Relative paths are relative to the configuration file, in `--set` overrides too.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { formatWhere, MedspanError, type Where } from '../errors.ts'
import { formats } from '../formats/index.ts'
import { describeIssues, type Problem } from './config-problems.ts'
import { applyOverrides, type ConfigSource, parseConfigText } from './config-source.ts'

const positiveInteger = z.int().min(1)
const fraction = z.number().min(0).lt(1)
const share = z.number().min(0).max(1)
const seed = z.int().min(0).max(0xffffffff)
const text = z.string().min(1)

/** The three parts of a corpus, in the order of `corpus.split.ratios`. */
export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]

const sourceSchema = z.strictObject({
  /** A file or a folder. */
  path: text,
  /** How the source is called in reports and in document ids; by default the last part of its path. */
  name: text.optional(),
  /** The name of a document format; by default it is recognised. */
  format: z.enum(formats.map(format => format.name)).optional(),
  /** Where concept identifiers stand in a CAS; what is left out is found by looking. */
  concept: z.strictObject({ layer: text.optional(), feature: text.optional() }).optional(),
  /** The type system of XMI files that have none beside them. */
  type_system: text.optional(),
  /** The part that the whole source belongs to; without it `corpus.split` divides the source. */
  split: z.enum(PARTS).optional(),
})

const splitSchema = z.strictObject({
  /** The shares of train, validation and test among the documents whose source names no part. */
  ratios: z.tuple([share, share, share]).optional(),
  by: z.enum(['document']).default('document'),
  seed: seed.default(42),
})

const corpusSchema = z.strictObject({
  sources: z.array(sourceSchema).min(1),
  /** The file that says which semantic types a concept has. */
  link: z.strictObject({ mrsty: text }).optional(),
  /** Which of two overlapping mentions a tagger can keep. */
  overlap: z.enum(['longest', 'first']).default('longest'),
  split: splitSchema.prefault({}),
})

const labelsSchema = z.strictObject({
  /** `all` types of the training part, or a list of them. */
  types: z.union([z.literal('all'), z.array(text).min(1)]).default('all'),
  /** A concept without a type: left out of the loss. */
  unknown: z.enum(['ignore']).default('ignore'),
})

const modelSchema = z.strictObject({
  /** A Hugging Face model folder; one without weights is initialised from its config.json and the seed. */
  name_or_path: text,
  /** Word pieces a sequence, [CLS] and [SEP] included; a longer sentence is cut between words. */
  max_seq_length: z.int().min(4).default(128),
  /** Whether every piece of a word counts in the loss, or only the first. */
  label_all_tokens: z.boolean().default(false),
})

const trainingSchema = z.strictObject({
  engine: z.enum(['onnx']).default('onnx'),
  /** The run folder. */
  output_dir: text.default('runs/medspan'),
  /** Of everything random in training: new weights, order, dropout. */
  seed: seed.default(42),
  learning_rate: z.number().gt(0).default(5e-5),
  /** May have a fraction. */
  num_train_epochs: z.number().gt(0).default(3),
  /** Sequences a training step. */
  per_device_train_batch_size: positiveInteger.default(8),
  per_device_eval_batch_size: positiveInteger.default(8),
  /** `group_by_length` puts sequences of like length into a batch: less padding, up to twice as fast. */
  train_sampling_strategy: z.enum(['random', 'group_by_length']).default('random'),
  weight_decay: z.number().min(0).default(0),
  adam_beta1: fraction.default(0.9),
  adam_beta2: fraction.default(0.999),
  adam_epsilon: z.number().gt(0).default(1e-8),
  /** The global L2 norm that gradients are clipped to. */
  max_grad_norm: z.number().gt(0).default(1),
  lr_scheduler_type: z.enum(['linear', 'constant']).default('linear'),
  /** The share of all steps during which the learning rate rises; or count them with `warmup_steps`. */
  warmup_ratio: share.default(0),
  warmup_steps: z.int().min(0).default(0),
  metric_for_best_model: z.enum(['f1', 'precision', 'recall', 'accuracy', 'loss']).default('f1'),
  /** How many of the newest checkpoints stay; the best one always does. */
  save_total_limit: positiveInteger.default(2),
  /** Threads of the engine; by default one a core. */
  threads: positiveInteger.optional(),
})

/** The schema of `medspan.yaml` as it is written. */
export const configSchema = z.strictObject({
  corpus: corpusSchema,
  labels: labelsSchema.prefault({}),
  model: modelSchema,
  training: trainingSchema.prefault({}),
})

type Written = z.output<typeof configSchema>
type WrittenSource = Written['corpus']['sources'][number]

/** A source with its name decided and its paths absolute. */
export interface SourceConfig extends WrittenSource {
  name: string
}

/** The resolved configuration: defaults filled in, paths absolute. */
export interface Config extends Written {
  corpus: Omit<Written['corpus'], 'sources' | 'split'> & {
    sources: SourceConfig[]
    split: { ratios: [number, number, number]; by: 'document'; seed: number }
  }
}

const DEFAULT_RATIOS: readonly [number, number, number] = [0.8, 0.1, 0.1]

/**
 * Reads a configuration file, applies `--set` overrides (`training.learning_rate=1e-4`) and checks the whole.
 * @param options.files `skip` leaves out the check that the files it names exist, for a run whose data moved.
 * @throws MedspanError of code `config` that lists every problem with file, line, column and key.
 */
export async function readConfig(
  path: string,
  overrides: readonly string[] = [],
  options: { files?: 'check' | 'skip' } = {},
): Promise<Config> {
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new MedspanError('config', `expected a configuration file, but it cannot be read (${cause.code})`, {
      where: { path },
      hint: 'Name one with -c, or write one with: medspan init',
      cause,
    })
  })
  const { config, problems, source } = checkConfig(content, path, overrides)
  if (config !== undefined && options.files !== 'skip') problems.push(...(await missingFiles(config)))
  return accept(config, problems, source)
}

/**
 * Checks the text of a configuration; `path` is where it stands, for messages and for relative paths.
 * @throws MedspanError of code `config` that lists every problem.
 */
export function parseConfig(content: string, path: string, overrides: readonly string[] = []): Config {
  const { config, problems, source } = checkConfig(content, path, overrides)
  return accept(config, problems, source)
}

/** The resolved configuration as YAML, which `readConfig` reads to an equal one. */
export function formatConfig(config: Config): string {
  return stringify(config, { indentSeq: false, lineWidth: 0 })
}

interface Checked {
  readonly config: Config | undefined
  readonly problems: Problem[]
  readonly source: ConfigSource
}

function checkConfig(content: string, path: string, overrides: readonly string[]): Checked {
  const source = applyOverrides(parseConfigText(content, path), overrides)
  const problems = [...source.problems]
  const checked = configSchema.safeParse(source.value)
  if (!checked.success) {
    problems.push(...describeIssues(checked.error.issues, source.value, configSchema))
    return { config: undefined, problems, source }
  }
  problems.push(...contradictions(checked.data))
  return { config: resolveConfig(checked.data, dirname(resolve(path))), problems, source }
}

function accept(config: Config | undefined, problems: readonly Problem[], source: ConfigSource): Config {
  if (config !== undefined && problems.length === 0) return config
  const lines = problems
    .map(problem => ({ where: source.locate(problem), message: problem.message }))
    .sort((a, b) => (a.where.line ?? Infinity) - (b.where.line ?? Infinity) || byColumn(a.where, b.where))
    .map(({ where, message }) => `  ${formatWhere(where)}: ${message}`)
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  throw new MedspanError('config', `${count} in the configuration\n${lines.join('\n')}`, {
    where: { path: source.path },
  })
}

function byColumn(a: Where, b: Where): number {
  return (a.column ?? 0) - (b.column ?? 0)
}

/** What single values cannot tell: shares that do not add up, parts that nothing is assigned to. */
function contradictions({ corpus, labels, training }: Written): Problem[] {
  const problems: Problem[] = []
  const report = (path: readonly (string | number)[], message: string) => problems.push({ path, message })

  const { sources } = corpus
  const assigned = (part: Part) => sources.some(source => source.split === part)
  const allAssigned = sources.every(source => source.split !== undefined)
  const given = corpus.split.ratios
  if (given !== undefined) {
    const sum = given[0] + given[1] + given[2]
    if (Math.abs(sum - 1) > 1e-6)
      report(['corpus', 'split', 'ratios'], `expected shares that add up to 1, got ${format(sum)}`)
  }
  for (const [index, part] of PARTS.entries()) {
    const share = given?.[index] ?? DEFAULT_RATIOS[index]!
    if (!assigned(part)) {
      if (allAssigned)
        report(
          ['corpus', 'sources'],
          `every source names its part, but none names ${part}: add split: ${part}`,
        )
      else if (share === 0)
        report(['corpus', 'split', 'ratios', index], `${part} gets no documents: no source names it either`)
    } else if (given !== undefined && part !== 'train' && share > 0 && !allAssigned)
      report(
        ['corpus', 'split', 'ratios', index],
        `expected 0, because a source is the whole ${part} part already (split: ${part}), got ${format(share)}`,
      )
  }

  const names = new Map<string, number>()
  for (const [index, { name }] of sources.entries()) {
    if (name === undefined) continue
    if (names.has(name))
      report(['corpus', 'sources', index, 'name'], `source ${names.get(name)! + 1} is called ${name} already`)
    else names.set(name, index)
  }
  if (labels.types !== 'all') {
    for (const [index, type] of labels.types.entries())
      if (labels.types.indexOf(type) !== index) report(['labels', 'types', index], `${type} is listed twice`)
  }
  if (training.warmup_steps > 0 && training.warmup_ratio > 0)
    report(['training', 'warmup_steps'], 'warmup_ratio is set too: keep one of them')
  return problems
}

function format(value: number): string {
  return String(Number(value.toFixed(6)))
}

function resolveConfig(written: Written, folder: string): Config {
  const absolute = (path: string) => resolve(folder, path)
  const { corpus, model, training } = written
  const used = new Set(corpus.sources.flatMap(source => source.name ?? []))
  const sources = corpus.sources.map((source): SourceConfig => {
    const { path, name, type_system, ...rest } = source
    return {
      path: absolute(path),
      name: name ?? freeName(basename(path, extname(path)), used),
      ...rest,
      ...(type_system === undefined ? {} : { type_system: absolute(type_system) }),
    }
  })
  const { link, split } = corpus
  return {
    ...written,
    corpus: {
      sources,
      ...(link === undefined ? {} : { link: { mrsty: absolute(link.mrsty) } }),
      overlap: corpus.overlap,
      split: { ratios: split.ratios ?? defaultRatios(corpus.sources), by: split.by, seed: split.seed },
    },
    model: { ...model, name_or_path: absolute(model.name_or_path) },
    training: { ...training, output_dir: absolute(training.output_dir) },
  }
}

/** The default shares, without the parts that sources are assigned to as a whole. */
function defaultRatios(sources: readonly WrittenSource[]): [number, number, number] {
  const assigned = (part: Part) => sources.some(source => source.split === part)
  const [train, validation, test] = DEFAULT_RATIOS
  const shares = [train, assigned('validation') ? 0 : validation, assigned('test') ? 0 : test] as const
  const sum = shares[0] + shares[1] + shares[2]
  return [shares[0] / sum, shares[1] / sum, shares[2] / sum]
}

function freeName(name: string, used: Set<string>): string {
  const base = name === '' ? 'source' : name
  let free = base
  for (let n = 2; used.has(free); n++) free = `${base}-${n}`
  used.add(free)
  return free
}

/** The files and folders that a configuration names and that are not there. */
async function missingFiles({ corpus, model }: Config): Promise<Problem[]> {
  const wanted: { path: readonly (string | number)[]; file: string; what: string }[] = [
    { path: ['model', 'name_or_path'], file: model.name_or_path, what: 'a model folder' },
  ]
  if (corpus.link !== undefined)
    wanted.push({ path: ['corpus', 'link', 'mrsty'], file: corpus.link.mrsty, what: 'an MRSTY file' })
  for (const [index, source] of corpus.sources.entries()) {
    const key = ['corpus', 'sources', index] as const
    wanted.push({ path: [...key, 'path'], file: source.path, what: 'a file or folder' })
    if (source.type_system !== undefined)
      wanted.push({ path: [...key, 'type_system'], file: source.type_system, what: 'a type system file' })
  }
  const problems: Problem[] = []
  for (const { path, file, what } of wanted)
    if ((await stat(file).catch(() => undefined)) === undefined)
      problems.push({ path, message: `expected ${what}, but there is nothing at ${file}` })
  return problems
}
