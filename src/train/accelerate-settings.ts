/**
 * @file What the section `accelerate` of a configuration comes to.
 */
import { readFile } from 'node:fs/promises'
import { accelerateSchema, type Config } from './config-schema.ts'
import { otherMachinesOf } from './other-machines.ts'
import { formatAccelerateConfig } from './worker-launch.ts'

/** The section `accelerate`, or its defaults. */
export function accelerateSettings({ accelerate }: Config): NonNullable<Config['accelerate']> {
  return accelerate ?? accelerateSchema.parse({})
}

/** What `accelerate launch` is given: the user's own file, or what the settings come to. */
export async function accelerateYaml(config: Config): Promise<string> {
  const { config_file: file, ...settings } = accelerateSettings(config)
  if (file !== undefined) return await readFile(file, 'utf8')
  return formatAccelerateConfig({
    processes: settings.num_processes,
    mixedPrecision: settings.mixed_precision,
    machines: otherMachinesOf(process.env)?.count,
  })
}

/** How many processes train together: each takes as many sequences as a batch is said to have. */
export function processesOf(config: Config): number {
  return config.training.engine === 'accelerate' ? accelerateSettings(config).num_processes : 1
}
