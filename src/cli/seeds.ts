/**
 * @file `medspan train --seeds`: one configuration with several training seeds.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { namedType } from '../concepts/semantic-network.ts'
import type { Config } from '../config/config.ts'
import type { Spread } from '../metrics/seeds.ts'
import { type SeedsFile, seedFolder } from '../run/seeds.ts'
import { renderColumns } from '../text/columns.ts'
import { dryRun } from '../train/dry-run.ts'
import { seedConfig, trainSeeds } from '../train/seeds.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { announce } from './notify.ts'
import { reportAloud } from './report.ts'
import { renderDryRun } from './view/forecast.ts'

interface SeedsCommandOptions extends CommonOptions {
  readonly seeds: readonly number[]
  readonly jobs?: number
  readonly overwrite?: boolean
  readonly dryRun?: boolean
  readonly report: boolean
}

/** Trains with each seed, and reports each run and tells the webhooks of it as soon as it has ended. */
export async function trainSeedsAloud(
  config: Config,
  options: SeedsCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { io, progress } = context
  const { seeds, jobs = 1, overwrite } = options
  const folder = config.training.output_dir
  if (options.dryRun === true) {
    const forecast = await dryRun(seedConfig(config, seeds[0]!, jobs), { progress })
    const note = `This is for seed ${seeds[0]} alone; ${seeds.length} are to be trained, ${jobs} at a time.`
    showResult(io, options, forecast, `${renderDryRun(forecast)}\n${note}`)
    return
  }
  const signal = io.interruption()
  const report = async (runFolder: string): Promise<void> => {
    if (options.report) await reportAloud(runFolder, progress, { signal, previous: 'none' })
  }
  const result = await trainSeeds(config, {
    seeds,
    jobs,
    overwrite,
    progress,
    signal,
    onRun: async (runFolder, outcome) => {
      if (outcome.kind === 'success') await report(runFolder)
      await announce(runFolder, outcome, context, { signal, totalMs: 60_000 })
    },
  })
  showResult(io, options, { folder, ...result }, renderSeeds(result, folder))
  // Of a run whose report was interrupted.
  for (const seed of new Set(seeds)) {
    const runFolder = seedFolder(folder, seed)
    if (!existsSync(join(runFolder, 'report.html'))) await report(runFolder)
  }
}

const percent = (value: number): string => (100 * value).toFixed(2)
/** Mean, standard deviation, and least to greatest; a single value says nothing of the others. */
export const renderSpread = ({ mean, std, min, max }: Spread): string[] => [
  percent(mean),
  std === undefined ? '-' : percent(std),
  std === undefined ? '-' : `${percent(min)} to ${percent(max)}`,
]

/** A row for each seed, and how the scores spread, together and by type. */
export function renderSeeds({ seeds, spread }: SeedsFile, folder: string): string {
  const parts = ['validation', 'test'] as const
  const spreads = (name: string, of: (part: 'validation' | 'test') => Spread | undefined): string[] => [
    name,
    ...parts.flatMap(part => {
      const found = of(part)
      return found === undefined ? ['-', '-', '-'] : renderSpread(found)
    }),
  ]
  const types = [...new Set(parts.flatMap(part => Object.keys(spread[part].types)))].sort()
  return [
    renderColumns([
      ['seed', 'best epoch', ...parts.flatMap(part => [`${part} micro`, 'macro'])],
      ...seeds.map(({ seed, best_epoch, ...scores }) => [
        String(seed),
        String(Number(best_epoch.toFixed(2))),
        ...parts.flatMap(part => [percent(scores[part].micro), percent(scores[part].macro)]),
      ]),
    ]),
    '',
    renderColumns([
      ['F1', ...parts.flatMap(part => [`${part} mean`, 'std', 'min to max'])],
      spreads('micro', part => spread[part].micro),
      spreads('macro', part => spread[part].macro),
      ...types.map(type =>
        spreads(namedType(type), part =>
          Object.hasOwn(spread[part].types, type) ? spread[part].types[type] : undefined,
        ),
      ),
    ]),
    '',
    'F1 in per cent, exact span match; std: sample standard deviation over seeds. Choose nothing by the test part.',
    `The runs are in ${folder}, with seeds.json; compare configurations with medspan compare ${folder} OTHER`,
  ].join('\n')
}
