/**
 * @file A real Slurm for tests (slurm-cluster.sh), and medspan as its users have it. Tests that need it are skipped, with the
 * reason, where nobody asks for them (MEDSPAN_SLURM=1: they take minutes).
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { parseScontrol } from '../../src/cluster/job-state.ts'
import { builtFolder } from '../built.ts'
import { createSmallProject } from '../train/small-project.ts'

const script = join(import.meta.dirname, 'slurm-cluster.sh')

function missingOf(): string | undefined {
  if (process.env.MEDSPAN_SLURM !== '1') return 'MEDSPAN_SLURM=1 tries medspan on a Slurm cluster of its own'
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('a cluster for tests needs root on Linux')
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  const absent = ['slurmctld', 'slurmd', 'munged', 'sbatch'].filter(
    program => !folders.some(folder => existsSync(join(folder, program))),
  )
  if (absent.length > 0) throw new Error(`no ${absent.join(', ')}: apt-get install slurm-wlm munge`)
  return undefined
}

/** Why there is no cluster; undefined where there can be one. Who asks for one in vain is told by an error. */
export const missing: string | undefined = missingOf()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A cluster that runs, in a folder of its own. */
export interface Cluster {
  /** For projects, and the cluster's own files. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** A program of SLURM. */
  call(program: string, args: readonly string[]): Promise<string>
  /** The command line of medspan. */
  medspan(args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<Ended>
  /** The same, while it runs. */
  begin(args: readonly string[], options?: { cwd?: string }): Promise<ChildProcess>
  /** SLURM's word for where a job stands. */
  stateOf(job: string): Promise<string>
  stop(): Promise<void>
}

/** Waits until something is so; a test's own timeout ends it otherwise. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await sleep(200)
  }
}

/** Whether a file has a text in it by now. */
export async function holds(path: string, text: string | RegExp): Promise<boolean> {
  const content = await readFile(path, 'utf8').catch(() => '')
  return typeof text === 'string' ? content.includes(text) : text.test(content)
}

/** The processes that work as a job: medspan job, then its command, as the lock of the job names them. */
export async function workersOf(run: string, job: string): Promise<[job: number, command: number]> {
  const { workers } = JSON.parse(await readFile(join(run, 'jobs', `${job}.lock`), 'utf8')) as {
    workers: string[]
  }
  const [own, command] = workers.map(name => Number(name.split('-')[1]))
  if (!own || !command) throw new Error(`expected two processes, got ${workers}`)
  return [own, command]
}

export async function startCluster(options: { accounting?: boolean } = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-cluster-'))
  // The daemons run as several users.
  await chmod(folder, 0o755)
  const home = join(folder, 'slurm')
  const started = execFileSync(script, ['start', home, ...(options.accounting ? ['--accounting'] : [])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [, conf = ''] = /^SLURM_CONF=(.*)$/m.exec(started) ?? []
  const main = join(await builtFolder(), 'dist/cli/main.js')
  const { MEDSPAN_DISCORD_WEBHOOK: _, MEDSPAN_WEBHOOK: __, ...outer } = process.env
  const env = { ...outer, SLURM_CONF: conf }
  const run = promisify(execFile)
  const call = async (program: string, args: readonly string[]): Promise<string> =>
    (await run(program, [...args], { env, encoding: 'utf8' })).stdout
  return {
    folder,
    env,
    call,
    medspan: (args, { cwd = folder, env: more = {} } = {}) =>
      new Promise(resolve => {
        execFile(
          process.execPath,
          [main, ...args],
          { cwd, env: { ...env, ...more }, encoding: 'utf8', maxBuffer: 1 << 26 },
          (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
        )
      }),
    begin: async (args, { cwd = folder } = {}) =>
      spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    stateOf: async job => parseScontrol(await call('scontrol', ['-o', 'show', 'job', job]))[0]!.state,
    async stop() {
      execFileSync(script, ['stop', home], { stdio: ['ignore', 'ignore', 'inherit'] })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A cluster, and on it a small project in a folder of a name of its own. */
export async function startProject(name = 'project'): Promise<{ cluster: Cluster; project: string }> {
  const cluster = await startCluster()
  const project = join(cluster.folder, name)
  await mkdir(project)
  await createSmallProject(project)
  return { cluster, project }
}
