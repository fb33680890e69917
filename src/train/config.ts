/**
 * @file The configuration, `medspan.yaml`: reads it, and reports every problem at once with its place.
 *
 * Relative paths are relative to the configuration file, in `--set` overrides too.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { stringify } from 'yaml'
import { formatWhere, MedspanError, type Where } from '../errors.ts'
import { describeIssues, type Problem } from './config-problems.ts'
import {
  type Config,
  configSchema,
  LOSSES,
  PARTS,
  type Part,
  type SourceConfig,
  type Written,
  type WrittenSource,
} from './config-schema.ts'
import { applyOverrides, type ConfigSource, parseConfigText } from './config-source.ts'

export { type Config, configSchema, LOSSES, PARTS, type Part, type SourceConfig } from './config-schema.ts'

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
function contradictions({ corpus, labels, loss, training }: Written): Problem[] {
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
  const divider =
    corpus.split.official !== undefined ? 'official' : corpus.split.folds !== undefined ? 'folds' : undefined
  const first = sources.findIndex(source => source.split !== undefined)
  if (divider !== undefined && first >= 0)
    report(
      ['corpus', 'sources', first, 'split'],
      `corpus.split.${divider} divides the whole corpus: keep one of them`,
    )

  for (const [index, part] of PARTS.entries()) {
    const share = given?.[index] ?? DEFAULT_RATIOS[index]!
    if (divider !== undefined) continue
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

  for (const [index, source] of sources.entries()) {
    const key = ['corpus', 'sources', index] as const
    if ((source.path === undefined) === (source.dataset === undefined))
      report(
        key,
        source.path === undefined
          ? 'expected a path, or a dataset'
          : 'expected a path or a dataset, got both',
      )
    if (source.dataset === undefined)
      for (const name of ['revision', 'subset', 'dataset_split'] as const)
        if (source[name] !== undefined)
          report([...key, name], 'only a dataset has one, and this source is a path')
  }
  problems.push(...linkContradictions(corpus.link), ...splitContradictions(corpus.split))
  const names = new Map<string, number>()
  for (const [index, { name }] of sources.entries()) {
    if (name === undefined) continue
    if (names.has(name))
      report(['corpus', 'sources', index, 'name'], `source ${names.get(name)! + 1} is called ${name} already`)
    else names.set(name, index)
  }
  if (Array.isArray(labels.types)) {
    for (const [index, type] of labels.types.entries())
      if (labels.types.indexOf(type) !== index) report(['labels', 'types', index], `${type} is listed twice`)
  }
  if (training.warmup_steps > 0 && training.warmup_ratio > 0)
    report(['training', 'warmup_steps'], 'warmup_ratio is set too: keep one of them')
  problems.push(...lossContradictions(loss))
  return problems
}

/** A setting of another loss would do nothing, and whoever writes one expects something of it. */
function lossContradictions({ name, ...given }: Written['loss']): Problem[] {
  const known = Object.keys(LOSSES[name])
  return Object.keys(given)
    .filter(key => !known.includes(key))
    .map(key => ({ path: ['loss', key], message: `${name} has none: it takes ${known.join(', ')}` }))
}

function linkContradictions(link: Written['corpus']['link']): Problem[] {
  if (link === undefined) return []
  const path = ['corpus', 'link']
  const given = (['mrsty', 'metathesaurus', 'uts'] as const).filter(name => link[name] !== undefined)
  if (given.length !== 1)
    return [
      {
        path,
        message: `expected one of mrsty, metathesaurus and uts, got ${given.length === 0 ? 'none' : given.join(' and ')}`,
      },
    ]
  if (link.relations !== undefined && link.metathesaurus === undefined)
    return [
      { path: [...path, 'relations'], message: `only a metathesaurus file knows of them, got ${given[0]}` },
    ]
  return []
}

/** Official lists, folds and ratios are three ways to say the same thing. */
function splitContradictions({ ratios, official, folds, fold, by }: Written['corpus']['split']): Problem[] {
  const path = ['corpus', 'split']
  const problems: Problem[] = []
  const report = (key: string, message: string) => problems.push({ path: [...path, key], message })
  if (official !== undefined) {
    if (ratios !== undefined)
      report('ratios', 'official lists say which document goes where: keep one of them')
    if (folds !== undefined) report('folds', 'official lists say which document goes where: keep one of them')
    if (by !== 'document') report('by', `official lists name documents, got ${by}`)
  }
  if (folds !== undefined) {
    if (ratios !== undefined) report('ratios', 'folds divide evenly: keep one of them')
    if (fold === undefined) report('folds', 'expected fold as well: which of them is the test part, from 1')
    else if (fold > folds) report('fold', `expected 1 to ${folds}, got ${fold}`)
  } else if (fold !== undefined) report('fold', 'expected folds as well: into how many the corpus is divided')
  return problems
}

function format(value: number): string {
  return String(Number(value.toFixed(6)))
}

function resolveConfig(written: Written, folder: string): Config {
  const absolute = (path: string) => resolve(folder, path)
  const { corpus, loss, model, training } = written
  const used = new Set(corpus.sources.flatMap(source => source.name ?? []))
  const sources = corpus.sources.map((source): SourceConfig => {
    const { path, name, type_system, ...rest } = source
    const place = path ?? source.dataset ?? ''
    return {
      ...(path === undefined ? {} : { path: absolute(path) }),
      name: name ?? freeName(basename(place, path === undefined ? '' : extname(place)), used),
      ...rest,
      ...(type_system === undefined ? {} : { type_system: absolute(type_system) }),
    }
  })
  const { link, split } = corpus
  return {
    ...written,
    corpus: {
      ...corpus,
      sources,
      ...(link === undefined ? {} : { link: resolveLink(link, absolute) }),
      split: {
        ...split,
        ...(split.official === undefined && split.folds === undefined
          ? { ratios: split.ratios ?? defaultRatios(corpus.sources) }
          : {}),
        ...(split.official === undefined ? {} : { official: resolveOfficial(split.official, absolute) }),
      },
    },
    loss: { ...LOSSES[loss.name], ...loss },
    model: { ...model, name_or_path: absolute(model.name_or_path) },
    training: { ...training, output_dir: absolute(training.output_dir) },
  }
}

type Link = NonNullable<Written['corpus']['link']>
type Official = NonNullable<Written['corpus']['split']['official']>
type Absolute = (path: string) => string

function resolveLink(link: Link, absolute: Absolute): Link {
  const { mrsty, metathesaurus, uts, ...rest } = link
  return {
    ...rest,
    ...(mrsty === undefined ? {} : { mrsty: absolute(mrsty) }),
    ...(metathesaurus === undefined ? {} : { metathesaurus: absolute(metathesaurus) }),
    ...(uts === undefined
      ? {}
      : {
          uts: {
            ...uts,
            ...(uts.key_file === undefined ? {} : { key_file: absolute(uts.key_file) }),
            ...(uts.cache === undefined ? {} : { cache: absolute(uts.cache) }),
          },
        }),
  }
}

function resolveOfficial(official: Official, absolute: Absolute): Official {
  if (typeof official === 'string') return absolute(official)
  const { train, validation, test } = official
  return { train: absolute(train), validation: absolute(validation), test: absolute(test) }
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
  const want = (path: readonly (string | number)[], file: string | undefined, what: string) => {
    if (file !== undefined) wanted.push({ path, file, what })
  }
  const { link, split } = corpus
  want(['corpus', 'link', 'mrsty'], link?.mrsty, 'an MRSTY file')
  want(['corpus', 'link', 'metathesaurus'], link?.metathesaurus, 'a file that medspan umls build made')
  want(['corpus', 'link', 'uts', 'key_file'], link?.uts?.key_file, 'a file with the key')
  if (typeof split.official === 'string')
    want(['corpus', 'split', 'official'], split.official, 'a folder with lists of ids')
  else
    for (const part of PARTS)
      want(['corpus', 'split', 'official', part], split.official?.[part], 'a list of ids')
  for (const [index, source] of corpus.sources.entries()) {
    const key = ['corpus', 'sources', index] as const
    want([...key, 'path'], source.path, 'a file or folder')
    want([...key, 'type_system'], source.type_system, 'a type system file')
  }
  const problems: Problem[] = []
  for (const { path, file, what } of wanted)
    if ((await stat(file).catch(() => undefined)) === undefined)
      problems.push({ path, message: `expected ${what}, but there is nothing at ${file}` })
  return problems
}
