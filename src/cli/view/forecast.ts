/**
 * @file What `medspan train --dry-run` prints.
 */

import { PARTS } from '../../config/config.ts'
import { renderMapping } from '../../corpus/labels.ts'
import { renderColumns } from '../../text/columns.ts'
import type { DryRun } from '../../train/dry-run.ts'
import type { Padding } from '../../train/forecast/forecast.ts'
import type { MemoryForecast } from '../../train/forecast/memory.ts'
import { formatSeconds } from './progress.ts'

const integer = (value: number): string => value.toLocaleString('en-US')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** A dry run as text: parts, labels, padding where it costs time, steps, parameters, memory, time. */
export function renderDryRun(run: DryRun): string {
  return [
    renderParts(run),
    renderLabels(run),
    renderMapping(run.mapping),
    ...(run.computesPadding ? [renderPadding(run)] : []),
    renderCost(run),
    `Nothing was written. The run would be in ${run.runFolder}`,
  ].join('\n\n')
}

function renderParts({ parts }: DryRun): string {
  const rows = PARTS.map(part => {
    const { documents, sentences, cut, sequences, longest, mean, pieces, own } = parts[part]
    const counts = [documents, sentences, cut, sequences, longest].map(integer)
    return [part, ...counts, mean.toFixed(1), percent(pieces === 0 ? 0 : own / pieces)]
  })
  const titles = ['', 'documents', 'sentences', 'cut', 'sequences', 'longest', 'mean length', 'counting']
  return renderColumns([titles, ...rows])
}

function renderLabels({ labels, loss }: DryRun): string {
  const weighted = labels.some(({ weight }) => weight !== undefined)
  const rows = labels.map(({ label, weight, ...counts }) => [
    label,
    ...PARTS.map(part => integer(counts[part])),
    ...(weighted ? [weight?.toFixed(4) ?? ''] : []),
  ])
  const titles = ['label', ...PARTS, ...(weighted ? ['weight'] : [])]
  const name = weighted ? `The loss is ${loss.kind}, and labels weigh:` : `The loss is ${loss.kind}.`
  return `${name}\n${renderColumns([titles, ...rows])}`
}

function renderPadding({ padding, sampling }: DryRun): string {
  const row = (name: keyof typeof padding, { cells, waste, largest }: Padding): string[] => [
    name === sampling ? `${name} (chosen)` : name,
    integer(cells),
    percent(waste),
    largest.join(' × '),
  ]
  return renderColumns([
    ['batches of the first epoch', 'cells', 'padding', 'largest'],
    row('random', padding.random),
    row('group_by_length', padding.group_by_length),
  ])
}

function renderCost({ steps, parameters, memory, time, training }: DryRun): string {
  const batches = steps.batches === 1 ? '' : ` of ${steps.batches} batches`
  const about = training.max_tokens_per_batch === undefined ? '' : 'about '
  const trained =
    parameters.trained === parameters.all ? 'all of them trained' : `${integer(parameters.trained)} trained`
  return [
    `steps       ${integer(steps.total)}${batches}, ${about}${integer(steps.perEpoch)} an epoch; ` +
      `${integer(steps.evaluations)} evaluations`,
    `parameters  ${integer(parameters.all)}, ${trained}`,
    `memory      about ${mebibytes(memory.total)}: ${renderMemory(memory)}`,
    `time        about ${formatSeconds(time.total)}: steps ${formatSeconds(time.training)}, ` +
      `evaluations ${formatSeconds(time.evaluation)}`,
  ].join('\n')
}

function renderMemory(memory: MemoryForecast): string {
  if (!('processes' in memory)) {
    const { total: _, ...parts } = memory
    return listBytes(parts)
  }
  const { processes, tried, trainer, best, device, weights, gradients, moments } = memory
  const workers = processes === 1 ? 'the worker' : `${processes} workers with up to`
  return [
    `this process ${mebibytes(trainer)}, ${workers} ${mebibytes(tried)}, best weights ${mebibytes(best)}`,
    `            a worker has ${listBytes({ weights, gradients, moments })}` +
      (device === undefined ? '' : `; its GPU up to ${mebibytes(device)}`),
  ].join('\n')
}

const listBytes = (parts: Readonly<Record<string, number>>): string =>
  Object.entries(parts)
    .map(([name, bytes]) => `${name} ${mebibytes(bytes)}`)
    .join(', ')

function mebibytes(bytes: number): string {
  return `${integer(Math.round(bytes / 2 ** 20))} MiB`
}
