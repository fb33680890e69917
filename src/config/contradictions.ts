/**
 * @file What single values of a configuration cannot tell: settings that contradict each other.
 */

import { appendAll } from '../lists.ts'
import { PARTS, type Part } from './corpus.ts'
import type { Problem } from './problems.ts'
import { kwargsProblem } from './schedule.ts'
import { ADAM_DEFAULTS, LOSSES, type Written } from './schema.ts'
import { nodesOf, slurmContradictions } from './slurm.ts'

/** The shares of the three parts, unless sources are assigned to them or the configuration says otherwise. */
export const DEFAULT_RATIOS: readonly [number, number, number] = [0.8, 0.1, 0.1]

/** What single values cannot tell: shares that do not add up, parts that nothing is assigned to. */
export function contradictions({
  corpus,
  labels,
  model,
  loss,
  training,
  accelerate,
  slurm,
}: Written): Problem[] {
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
  appendAll(problems, [...linkContradictions(corpus.link), ...splitContradictions(corpus.split)])
  if (corpus.tokenizer === 'spacy-like' && corpus.language !== undefined && corpus.language !== 'en')
    report(['corpus', 'language'], 'spacy-like cuts English alone: set corpus.tokenizer to biomedical')
  const names = new Map<string, number>()
  for (const [index, { name }] of sources.entries()) {
    if (name === undefined) continue
    if (names.has(name))
      report(['corpus', 'sources', index, 'name'], `source ${names.get(name)! + 1} is called ${name} already`)
    else names.set(name, index)
  }
  if (labels.types === 'one') {
    const others = [
      [['labels', 'map'], labels.map !== undefined],
      [['corpus', 'link'], corpus.link !== undefined],
      [['corpus', 'merge', 'ignore_outside'], corpus.merge.ignore_outside],
    ] as const
    for (const [path, isSet] of others)
      if (isSet) report(path, 'with labels.types: one every mention is of one class: keep one of them')
  }
  if (Array.isArray(labels.types)) {
    for (const [index, type] of labels.types.entries())
      if (labels.types.indexOf(type) !== index) report(['labels', 'types', index], `${type} is listed twice`)
  }
  appendAll(problems, [
    ...slurmContradictions(slurm),
    ...modelContradictions(model, loss),
    ...trainingContradictions(training),
    ...accelerateContradictions(training, accelerate),
    ...nodesContradictions(training, accelerate, slurm),
    ...lossContradictions(loss),
  ])
  return problems
}

function modelContradictions(model: Written['model'], loss: Written['loss']): Problem[] {
  const problems: Problem[] = []
  if (model.lora !== undefined && model.freeze.length > 0)
    problems.push({
      path: ['model', 'freeze'],
      message: 'lora freezes all but its adapters and the classifier already: keep one of them',
    })
  if (model.head === 'crf') {
    const defaults: Readonly<Record<string, unknown>> = { ...LOSSES['cross-entropy'], name: 'cross-entropy' }
    const set = Object.entries(loss).flatMap(([key, value]) => (value === defaults[key] ? [] : [key]))
    const [first] = set
    if (first !== undefined)
      problems.push({
        path: ['loss', first],
        message:
          'a CRF (model.head: crf) has a loss of its own, the likelihood of the whole sequence of labels',
      })
  }
  if (model.stride >= model.max_seq_length)
    problems.push({
      path: ['model', 'stride'],
      message: `expected less than model.max_seq_length, ${model.max_seq_length}, got ${model.stride}`,
    })
  return problems
}

function trainingContradictions(training: Written['training']): Problem[] {
  const problems: Problem[] = []
  const report = (key: string, message: string) => problems.push({ path: ['training', key], message })
  if (training.warmup_steps > 0 && (training.warmup_ratio ?? 0) > 0)
    report('warmup_steps', 'warmup_ratio is set too: keep one of them')
  if (training.max_tokens_per_batch !== undefined && training.per_device_train_batch_size !== undefined)
    report('max_tokens_per_batch', 'per_device_train_batch_size is set too: keep one of them')
  const { eval_strategy: evaluation, lr_scheduler_type: schedule } = training
  if (evaluation === 'no') {
    if (training.load_best_model_at_end)
      report(
        'eval_strategy',
        'without evaluations there is no best model: set load_best_model_at_end to false',
      )
    if ((training.early_stopping_patience ?? 0) > 0)
      report('early_stopping_patience', 'needs evaluations, but eval_strategy is no')
    if (training.save_strategy === 'best')
      report('save_strategy', 'best needs evaluations, but eval_strategy is no')
    if (schedule === 'reduce_lr_on_plateau')
      report('lr_scheduler_type', 'reduce_lr_on_plateau needs evaluations, but eval_strategy is no')
  }
  const { recipe, early_stopping_patience: patience = recipe === 'auto' ? undefined : 0 } = training
  if (training.early_stopping_threshold > 0 && patience === 0)
    report('early_stopping_threshold', 'expected early_stopping_patience as well')
  const wrong = kwargsProblem(schedule, training.lr_scheduler_kwargs)
  if (wrong !== undefined) report('lr_scheduler_kwargs', wrong)
  if (training.optim === 'adafactor')
    for (const key of ['adam_beta1', 'adam_beta2', 'adam_epsilon'] as const)
      if (training[key] !== ADAM_DEFAULTS[key]) report(key, 'adafactor has none: it is of adamw')
  return problems
}

function accelerateContradictions(
  { engine, device }: Written['training'],
  accelerate: Written['accelerate'],
): Problem[] {
  if (engine === 'onnx')
    return accelerate === undefined
      ? []
      : [{ path: ['accelerate'], message: 'only the engine accelerate has one: set training.engine to it' }]
  const problems: Problem[] = []
  if (device === 'webgpu')
    problems.push({ path: ['training', 'device'], message: 'PyTorch has no webgpu: expected cpu or cuda' })
  if (accelerate?.mixed_precision === 'fp16' && device === 'cpu')
    problems.push({
      path: ['accelerate', 'mixed_precision'],
      message: 'fp16 needs a GPU (training.device: cuda); processors can compute in bf16',
    })
  if (accelerate?.strategy === 'fsdp' && accelerate.num_processes === 1)
    problems.push({
      path: ['accelerate', 'strategy'],
      message: 'fsdp divides a model among processes: set num_processes to more than 1',
    })
  return problems
}

/** Nodes share a training's processes evenly. */
function nodesContradictions(
  { engine }: Written['training'],
  accelerate: Written['accelerate'],
  slurm: Written['slurm'],
): Problem[] {
  const nodes = slurm === undefined ? 1 : nodesOf(slurm)
  if (!(nodes > 1)) return []
  if (engine === 'onnx')
    return [
      {
        path: ['slurm', 'nodes'],
        message: `the engine onnx trains on one node, got ${nodes}: set training.engine to accelerate`,
      },
    ]
  const processes = accelerate?.num_processes ?? 1
  if (processes % nodes === 0) return []
  return [
    {
      path: ['accelerate', 'num_processes'],
      message: `expected as many processes on each of ${nodes} nodes (slurm.nodes), got ${processes} in all`,
    },
  ]
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
