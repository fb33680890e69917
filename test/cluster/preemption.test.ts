/**
 * @file Trainings that a real Slurm preempts at random moments: each ends with the bits of one that nobody disturbed; with
 * PyTorch in two processes with its losses, to 1e-6.
 *
 * MEDSPAN_PREEMPTIONS says how many there are; the seed of random inputs when they come and what kind they are.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { readJobs } from '../../src/run/jobs-file.ts'
import { fuzzSeed } from '../fuzz.ts'
import { pythonPath } from '../train/python.ts'
import { contentOf } from '../train/run-bits.ts'
import { createSmallProject } from '../train/small-project.ts'
import { type Cluster, holds, missing, startCluster, until, workersOf } from './cluster.ts'

const wanted = Number(process.env.MEDSPAN_PREEMPTIONS ?? 4)
const random = createRandom(fuzzSeed, 'preemption')
/** A run is preempted so often, and so many runs are under way at once. */
const perRun = 4
const atOnce = 3

/** What a cluster does to a job that runs on a node. */
const kinds = {
  /** As before the time limit, and before a preemption where the cluster is kind. */
  'USR1 to the script': (cluster: Cluster, job: string) =>
    cluster.call('scancel', ['--batch', '--signal=USR1', job]),
  'TERM to the script': (cluster: Cluster, job: string) =>
    cluster.call('scancel', ['--batch', '--signal=TERM', job]),
  /** SIGTERM to all its processes, and SIGKILL soon after. */
  requeue: (cluster: Cluster, job: string) => cluster.call('scontrol', ['requeue', job]),
  /** Every job of the node is started again, elsewhere where there is room. */
  'node down': async (cluster: Cluster, _: string, node: string) => {
    await cluster.call('scontrol', ['update', `NodeName=${node}`, 'State=DOWN', 'Reason=test'])
    await until(async () => !(await cluster.call('squeue', ['-h', '-t', 'RUNNING,COMPLETING', '-w', node])))
    // A node that answers is back by itself.
    return cluster.call('scontrol', ['update', `NodeName=${node}`, 'State=RESUME']).catch(() => '')
  },
} as const

/** What is trained, and how often it is disturbed in all. */
interface Work {
  readonly name: string
  readonly settings: readonly string[]
  readonly times: number
}

const setting = (...settings: string[]) => settings.flatMap(one => ['--set', one])
const epochs = (count: number) => setting(`training.num_train_epochs=${count}`)
const settings = [...epochs(150), ...setting('training.save_total_limit=1')]
const inProcesses = [
  ...epochs(40),
  ...setting(
    'training.save_total_limit=1',
    'training.logging_steps=1',
    'training.engine=accelerate',
    'training.per_device_train_batch_size=3',
    'accelerate.num_processes=2',
    `accelerate.python=${pythonPath}`,
  ),
]

describe.skipIf(missing !== undefined)('on a Slurm cluster that preempts', () => {
  let cluster: Cluster
  let project: string
  beforeAll(async () => {
    cluster = await startCluster()
    project = join(cluster.folder, 'project')
    await mkdir(project)
    await createSmallProject(project)
    const whole = await medspan(['train', '-o', 'whole', ...settings])
    expect(whole.code, whole.err).toBe(0)
  }, 900_000)
  afterAll(() => cluster?.stop(), 120_000)

  const medspan = (args: readonly string[]) => cluster.medspan(args, { cwd: project })
  const bitsOf = async (run: string): Promise<Map<string, string>> => {
    const content = await contentOf(join(project, run))
    // What says how the run came about, and the page that says it too.
    for (const name of content.keys()) if (/^(jobs|report\.html$|figures)/.test(name)) content.delete(name)
    return content
  }
  const expectSame = (ours: Map<string, string>, expected: Map<string, string>, what: string) => {
    expect([...expected.keys()]).toContain('model.safetensors')
    expect([...expected.keys()]).toContain('log.jsonl')
    expect([...ours.keys()].sort()).toEqual([...expected.keys()].sort())
    for (const [name, bits] of expected) expect(ours.get(name) === bits, `${name} of ${what}`).toBe(true)
  }

  /** Losses of training, as far as they are written. */
  const lossesOf = async (run: string): Promise<{ step: number; loss: number }[]> => {
    const content = await readFile(join(project, run, 'log.jsonl'), 'utf8').catch(() => '')
    const lines = content.slice(0, content.lastIndexOf('\n') + 1).split('\n')
    return lines.flatMap(line => (line.includes('"loss":') ? [JSON.parse(line)] : []))
  }

  /** The steps that a job which was told to end has saved, each with the one from which the next start went on. */
  async function handoversOf(run: string): Promise<{ saved: number; next: number }[]> {
    const folder = join(project, run, 'jobs')
    const name = (await readdir(folder)).find(file => /^\d+\.log$/.test(file))
    const log = await readFile(join(folder, name!), 'utf8')
    const handovers: { saved: number; next: number }[] = []
    let saved: string | undefined
    for (const [, newest, next] of log.matchAll(
      /step (\d+) of \d+ is saved in|continuing from checkpoint-(\d+) of/g,
    )) {
      if (saved !== undefined && next !== undefined)
        handovers.push({ saved: Number(saved), next: Number(next) })
      saved = newest
    }
    return handovers
  }

  /**
   * Trains as a job that is disturbed up to `count` times, and gives how often it was, and how often it was started again.
   * @param losses how many a run writes
   */
  async function trainDisturbed(
    run: string,
    { settings, count, losses }: { settings: readonly string[]; count: number; losses: number },
  ): Promise<{ done: number; restarts: number }> {
    const folder = join(project, run)
    const submitted = await medspan(['submit', 'train', '-o', run, ...settings, '--json'])
    const [{ job }] = JSON.parse(submitted.out).jobs
    const isOver = async () => /COMPLETED|FAILED|CANCELLED/.test(await cluster.stateOf(job))
    let done = 0
    for (let starts = 0; done < count; ) {
      const attempts = await until(async () => {
        const found = (await readJobs(folder)).attempts
        return found.length > starts ? found : (await isOver()) && found
      })
      if (await isOver()) break
      starts = attempts.length
      if (random.uniform() < 0.25) await sleep(4000 * random.uniform())
      else {
        // While it trains, however long it takes to begin, and so that there is something left for the next time.
        const enough = (await lossesOf(run)).length + 1 + random.below(Math.floor(losses / (perRun + 1)))
        await until(async () => (await lossesOf(run)).length >= enough || (await isOver()))
      }
      const [name, disturb] = Object.entries(kinds)[random.below(Object.keys(kinds).length)]!
      // It may be over by now, or gone from its node with another job's.
      const told = await disturb(cluster, job, attempts.at(-1)!.started.nodes).catch(
        (error: unknown) => error,
      )
      if (!(told instanceof Error)) done++
      console.log(`${run}: ${name} in start ${starts}${told instanceof Error ? ' came too late' : ''}`)
    }
    await until(isOver)
    const last = (await readJobs(folder)).attempts.at(-1)
    const said = await readFile(join(folder, 'jobs.jsonl'), 'utf8')
    expect(last?.ended, `${run}, seed ${fuzzSeed}\n${said}`).toMatchObject({ outcome: 'finished', code: 0 })
    expect(await cluster.stateOf(job)).toBe('COMPLETED')
    return { done, restarts: (await readJobs(folder)).attempts.length - 1 }
  }

  /** Disturbs runs, several at once, and looks at each when it is over. `whole` is one that nobody disturbed. */
  async function disturbRuns(
    { name, settings, times }: Work,
    whole: string,
    check: (run: string) => Promise<void>,
  ): Promise<void> {
    const losses = (await lossesOf(whole)).length
    let left = times
    let restarts = 0
    let serial = 0
    const work = async (): Promise<void> => {
      while (left > 0) {
        const count = Math.min(perRun, left)
        left -= count
        const run = `${name}-${serial++}`
        const disturbed = await trainDisturbed(run, { settings, count, losses })
        // A run may have been over before its turn came.
        left += count - disturbed.done
        restarts += disturbed.restarts
        await check(run)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    console.log(`${serial} runs started again ${restarts} times`)
    expect(restarts).toBeGreaterThan(0)
  }

  test(`${wanted} times, runs end with the bits of an undisturbed one (seed ${fuzzSeed})`, async () => {
    const expected = await bitsOf('whole')
    await disturbRuns({ name: 'run', settings, times: wanted }, 'whole', async run =>
      expectSame(await bitsOf(run), expected, run),
    )
  }, 3_600_000)

  test.skipIf(pythonPath === undefined)(
    `${wanted} times in two processes, runs have the losses of an undisturbed one (seed ${fuzzSeed})`,
    async () => {
      const whole = 'whole-processes'
      const trained = await medspan(['train', '-o', whole, ...inProcesses])
      expect(trained.code, trained.err).toBe(0)
      const expected = await lossesOf(whole)
      expect(expected).toHaveLength(240)
      const weights = (await bitsOf(whole)).get('model.safetensors')
      let [largest, runs, withSameBits, handedOver] = [0, 0, 0, 0]
      const work = { name: 'processes', settings: inProcesses, times: wanted }
      await disturbRuns(work, whole, async run => {
        const found = await lossesOf(run)
        expect(found.map(({ step }) => step)).toEqual(expected.map(({ step }) => step))
        const differences = found.map(({ loss }, i) => Math.abs(loss - expected[i]!.loss))
        largest = Math.max(largest, ...differences)
        expect(largest, run).toBeLessThanOrEqual(1e-6)
        const handovers = await handoversOf(run)
        expect(handovers.map(({ next }) => next)).toEqual(handovers.map(({ saved }) => saved))
        handedOver += handovers.length
        runs++
        if ((await bitsOf(run)).get('model.safetensors') === weights) withSameBits++
      })
      console.log(
        `losses differ by ${largest} at most; ${withSameBits} of ${runs} runs have the same bits; ` +
          `${handedOver} starts went on from the very step at which the one before was told to end`,
      )
    },
    3_600_000,
  )

  test('by its time limit, a run goes on in the next turn and ends with the same bits', async () => {
    const run = join(project, 'limited')
    const limit = ['--set', 'slurm.time=1', '--set', 'slurm.signal=50']
    const submitted = await medspan(['submit', 'train', '-o', 'limited', ...settings, ...limit, '--json'])
    const [{ job }] = JSON.parse(submitted.out).jobs
    await until(() => holds(join(run, 'log.jsonl'), '"step":10,'))
    // However fast the machine, training has not ended when the script is signalled: until then it stands still.
    const [own, child] = await workersOf(run, job)
    process.kill(child, 'SIGSTOP')
    const words = (await readFile(`/proc/${own}/cmdline`, 'utf8')).split('\0')
    await until(async () => existsSync(words[words.indexOf('--stop-file') + 1]!))
    process.kill(child, 'SIGCONT')
    await until(async () => /COMPLETED|FAILED|TIMEOUT/.test(await cluster.stateOf(job)))
    expect(await cluster.stateOf(job)).toBe('COMPLETED')
    const { attempts } = await readJobs(run)
    expect(attempts.map(({ ended }) => ended?.outcome)).toEqual([
      ...attempts.slice(1).map(() => 'requeued'),
      'finished',
    ])
    expect(attempts.length).toBeGreaterThan(1)
    expect(await holds(join(run, 'jobs', `${job}.log`), 'goes back into the queue')).toBe(true)
    expectSame(await bitsOf('limited'), await bitsOf('whole'), 'the run')
  }, 1_800_000)

  test('more often than it may, a run stops and can be resumed', async () => {
    const run = join(project, 'often')
    const submitted = await medspan([
      'submit',
      'train',
      '-o',
      'often',
      ...epochs(1000),
      '--set',
      'slurm.max_requeues=0',
      '--json',
    ])
    const [{ job }] = JSON.parse(submitted.out).jobs
    await until(() => holds(join(run, 'log.jsonl'), '"step":10,'))
    await cluster.call('scancel', ['--batch', '--signal=USR1', job])
    await until(async () => (await cluster.stateOf(job)) === 'FAILED')
    const [attempt] = (await readJobs(run)).attempts
    expect(attempt!.ended).toMatchObject({ outcome: 'stopped', code: 75 })
    expect((await medspan(['status', 'often'])).out).toContain('slurm.max_requeues')
  }, 300_000)
})
