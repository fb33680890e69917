/**
 * @file The configuration file that `accelerate launch` is given.
 */
import { readFile } from 'node:fs/promises'
import { accelerateSettings, type Config } from '../../../config/config.ts'
import { otherMachinesOf } from './other-machines.ts'
import { formatAccelerateConfig } from './worker-launch.ts'

/** The user's own file, or what the settings come to. */
export async function accelerateYaml(config: Config): Promise<string> {
  const { config_file: file, ...settings } = accelerateSettings(config)
  if (file !== undefined) return await readFile(file, 'utf8')
  return formatAccelerateConfig({
    processes: settings.num_processes,
    mixedPrecision: settings.mixed_precision,
    machines: otherMachinesOf(process.env)?.count,
  })
}
