/**
 * @file How long the encoder that ships takes to be read, from a process that has just begun, and how large it is.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SHIPPED_MODEL, shippedFolder } from '../src/hub/shipped.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = 7
/** Milliseconds of reading configuration, weights and tokenizer; modules are loaded before. */
const program = (build: string, folder: string): string => `
const { readModel } = await import(${JSON.stringify(join(build, 'src/nn/model.js'))})
const { readTokenizer } = await import(${JSON.stringify(join(build, 'src/tokenizer/stored-tokenizer.js'))})
const begun = performance.now()
await readModel(${JSON.stringify(folder)}, { labels: ['O', 'B-T047', 'I-T047'], seed: 1 })
const read = performance.now()
await readTokenizer(${JSON.stringify(folder)})
console.log(read - begun, performance.now() - read)`

export async function run(): Promise<Measurement[]> {
  const folder = shippedFolder(SHIPPED_MODEL)!
  const build = resolve(import.meta.dirname, '..')
  const times = Array.from({ length: ROUNDS }, () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program(build, folder)], {
      encoding: 'utf8',
    })
      .trim()
      .split(' ')
      .map(Number),
  )
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return [
    {
      claim: 'read medspan/mini, ms',
      ours: median(times.map(([model]) => model!)),
      bar: 'below 300 ms',
      versions: {},
    },
    { claim: 'read its tokenizer, ms', ours: median(times.map(([, tokenizer]) => tokenizer!)), versions: {} },
    { claim: 'medspan/mini, MB', ours: bytes / 1e6, versions: {} },
  ]
}
