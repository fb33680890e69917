/**
 * @file The section `slurm` of `medspan.yaml`: what is asked of a SLURM cluster, by the names of sbatch's own options.
 *
 * A name may be written with `-`, as sbatch has it, or with `_`. What sbatch takes is one line of a batch script, so that no
 * value may hold a line break, a quotation mark or a backslash.
 */
import { z } from 'zod'
import { isSecretName } from '../system/secret-names.ts'
import type { Problem } from './problems.ts'

/** What stands between quotation marks in a line of a batch script. */
const value = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}"\\]+$/u, {
  error: 'a text without line breaks, quotation marks or backslashes',
})
const line = z.string().regex(/^[^\r\n\0]+$/, { error: 'one line of shell' })
const valueOrNumber = z.union([value, z.int().min(0)])
const count = z.int().min(1)
const timePattern = /^(\d+-)?\d+(:\d{1,2}){0,2}$/
const time = z.union([
  count,
  z.string().regex(timePattern, { error: 'minutes, h:mm:ss or days-hours:minutes:seconds' }),
])

/** What goes to sbatch as it is. */
const sbatchShape = {
  partition: value.optional(),
  account: value.optional(),
  qos: value.optional(),
  /** Minutes, or as sbatch has it: `7:00:00`, `1-12`. */
  time: time.optional(),
  /** MiB, or with a unit: `8G`. */
  mem: valueOrNumber.optional(),
  mem_per_cpu: valueOrNumber.optional(),
  mem_per_gpu: valueOrNumber.optional(),
  cpus_per_task: count.optional(),
  gres: value.optional(),
  gpus: valueOrNumber.optional(),
  gpus_per_node: valueOrNumber.optional(),
  nodes: valueOrNumber.optional(),
  constraint: value.optional(),
  exclude: value.optional(),
  nodelist: value.optional(),
  reservation: value.optional(),
  mail_user: value.optional(),
  mail_type: z.union([value, z.array(value).min(1)]).optional(),
  /** By default `medspan`. */
  job_name: value.optional(),
} as const

export const SBATCH_OPTIONS = Object.keys(sbatchShape) as (keyof typeof sbatchShape)[]

/** The same keys as sbatch writes them. */
type Dashed<Shape> = {
  [Key in keyof Shape as Key extends `${infer A}_${infer B}_${infer C}`
    ? `${A}-${B}-${C}`
    : Key extends `${infer A}_${infer B}`
      ? `${A}-${B}`
      : never]: Shape[Key]
}
const dashedShape = Object.fromEntries(
  Object.entries(sbatchShape)
    .filter(([key]) => key.includes('_'))
    .map(([key, schema]) => [dashed(key), schema]),
) as Dashed<typeof sbatchShape>

export const slurmSchema = z.strictObject({
  ...sbatchShape,
  ...dashedShape,
  /** Seconds before the time limit at which training is told to save and stop. */
  signal: count.default(120),
  /** How often a job that was preempted, or ran out of time, is put back into the queue. */
  max_requeues: z.int().min(0).default(100),
  /** How many workers of a search run at the same time. */
  array_limit: count.optional(),
  /** `module load` of each. */
  modules: z.array(z.string().regex(/^[\w.+/@:][\w.+/@:-]*$/, { error: 'the name of a module' })).default([]),
  /** Lines of shell before medspan is started. */
  setup: z.array(line).default([]),
  /** Environment variables. Keys and passwords do not belong here: what is set where the job is submitted is passed on. */
  env: z
    .record(
      z.string(),
      z.union([z.string().regex(/^[^\r\n\0]*$/, { error: 'a text of one line' }), z.number(), z.boolean()]),
    )
    .default({}),
  /** The words of a command that runs what follows it in a container. */
  container: z.array(line).min(1).optional(),
  /**
   * A folder that `medspan submit prepare` has made: jobs take medspan, models and datasets of the hub, and Python's
   * libraries from there, and need no network.
   */
  prepared: z.string().min(1).optional(),
  /**
   * What a job may install: `python` is an environment with the libraries of the accelerate engine, which pip fetches where
   * accelerate.python lacks them. It is kept in the cache folder of its user.
   */
  install: z.enum(['none', 'python']).default('none'),
  /** Any other option of sbatch, without its dashes; `true` for one that takes no value. */
  options: z.record(z.string(), z.union([value, z.number(), z.literal(true)])).default({}),
})

export type SlurmConfig = z.output<typeof slurmSchema>

/** An option's name as sbatch has it. */
export function dashed(key: string): string {
  return key.replaceAll('_', '-')
}

/** What medspan says to sbatch itself. */
const reserved = [
  'array',
  'chdir',
  'dependency',
  'error',
  'export-file',
  'input',
  'kill-on-invalid-dep',
  'no-requeue',
  'open-mode',
  'output',
  'parsable',
  'requeue',
  'signal',
  'test-only',
  'wait',
  'wrap',
]

/** Seconds of a time as sbatch has it. */
function secondsOf(text: string | number): number {
  if (typeof text === 'number') return 60 * text
  const [days, rest] = text.includes('-') ? text.split('-') : [undefined, text]
  const parts = rest!.split(':').map(Number)
  const [a = 0, b = 0, c = 0] = parts
  if (days !== undefined) return 86_400 * Number(days) + 3600 * a + 60 * b + c
  return parts.length === 3 ? 3600 * a + 60 * b + c : 60 * a + b
}

/** The variables to which a list such as `ALL,NAME=value` gives values. */
function namesOf(value: unknown): string[] {
  return String(value)
    .split(',')
    .flatMap(item => /^\s*(\w+)=/.exec(item)?.[1] ?? [])
}

/** How many nodes a training is to have; NaN for a text that is no number. */
export function nodesOf({ nodes }: SlurmConfig): number {
  return nodes === undefined ? 1 : Number(nodes)
}

/** The same for what runs on one node: which several a training takes is then no matter. */
export function onOneNode(slurm: SlurmConfig): SlurmConfig {
  if (nodesOf(slurm) === 1) return slurm
  const { nodes: _, nodelist: __, ...rest } = slurm
  return rest
}

const noSecrets = 'a batch script is no place for secrets: set it where you submit, and it is passed on'

export function slurmContradictions(slurm: SlurmConfig | undefined): Problem[] {
  if (slurm === undefined) return []
  const problems: Problem[] = []
  const report = (key: string, message: string, inner?: string) =>
    problems.push({ path: ['slurm', key, ...(inner === undefined ? [] : [inner])], message })
  const given = slurm as Readonly<Record<string, unknown>>
  for (const key of SBATCH_OPTIONS)
    if (key.includes('_') && given[key] !== undefined && given[dashed(key)] !== undefined)
      report(dashed(key), `${key} says it already: keep one of them`)
  if (slurm.time !== undefined && secondsOf(slurm.time) <= slurm.signal)
    report('signal', `expected less than the time limit, ${secondsOf(slurm.time)} s, got ${slurm.signal}`)
  if (!Number.isInteger(nodesOf(slurm)) || nodesOf(slurm) < 1)
    report('nodes', `expected a number of nodes, got ${slurm.nodes}`)
  if (slurm.prepared !== undefined && slurm.install !== 'none')
    report('install', 'slurm.prepared says that nothing is fetched: keep one of them')
  for (const name of Object.keys(slurm.env))
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      report('env', 'expected the name of an environment variable', name)
    else if (isSecretName(name)) report('env', noSecrets, name)
  for (const [name, value] of Object.entries(slurm.options)) {
    if (!/^[a-z][a-z0-9_-]*$/.test(name))
      report('options', 'expected the long name of an option of sbatch', name)
    else if (reserved.includes(dashed(name))) report('options', 'medspan sets it itself', name)
    else if (Object.hasOwn(sbatchShape, name.replaceAll('-', '_')))
      report('options', `write it as slurm.${name}`, name)
    // --export=ALL,NAME=value
    else if (name === 'export' && namesOf(value).some(isSecretName)) report('options', noSecrets, name)
  }
  return problems
}
