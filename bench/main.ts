/**
 * @file `npm run bench -- <program> [part] [--keep]`: measures a claim against the peer and prints the ratio.
 * Each measurement is printed as it is made; with --keep it is appended to bench/results then.
 */
import { run as accelerate } from './accelerate.ts'
import { run as active } from './active.ts'
import { run as cma } from './cma.ts'
import { run as corpus } from './corpus.ts'
import { run as decoder } from './decoder.ts'
import { run as encoder } from './encoder.ts'
import { run as epochs } from './epochs.ts'
import { run as limits } from './limits.ts'
import { run as losses } from './losses.ts'
import { run as memory } from './memory.ts'
import { run as metrics } from './metrics.ts'
import { run as predict } from './predict.ts'
import { run as pretrain } from './pretrain.ts'
import { run as recipes } from './recipes.ts'
import { run as report } from './report.ts'
import { handOver, keep, type Measurements, renderMeasurement } from './results.ts'
import { run as scaling } from './scaling.ts'
import { run as serve } from './serve.ts'
import { run as significance } from './significance.ts'
import { run as start } from './start.ts'
import { run as tokenise } from './tokenise.ts'
import { run as train } from './train.ts'
import { run as tune } from './tune.ts'
import { run as tuneStorage } from './tune-storage.ts'

const programs: Readonly<Record<string, (part: string | undefined) => Measurements>> = {
  accelerate,
  active,
  cma,
  corpus,
  decoder,
  encoder,
  epochs,
  limits,
  losses,
  memory,
  metrics,
  predict,
  pretrain,
  recipes,
  report,
  scaling,
  serve,
  significance,
  start,
  tokenise,
  train,
  tune,
  'tune-storage': tuneStorage,
}

const [name, ...rest] = process.argv.slice(2)
const program = programs[name ?? '']
if (name === undefined || program === undefined) {
  process.stderr.write(`expected one of: ${Object.keys(programs).join(', ')}\n`)
  process.exitCode = 1
} else {
  const part = rest.filter(item => !item.startsWith('--')).join(' ')
  await handOver(program(part === '' ? undefined : part), item => {
    process.stdout.write(`${renderMeasurement(item)}\n`)
    if (rest.includes('--keep')) keep(name, item)
  })
}
