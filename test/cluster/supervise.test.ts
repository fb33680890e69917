/** @file What a batch job does when its command ends, with a SLURM that only notes what it is asked. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordJob } from '../../src/cluster/job-record.ts'
import type { CallSlurm } from '../../src/cluster/slurm.ts'
import { reasonOf, superviseJob } from '../../src/cluster/supervise.ts'
import { parseNvidiaSmi, parseStat, sumOf } from '../../src/cluster/usage.ts'
import { MedspanError } from '../../src/errors.ts'
import { cpuEfficiency, jobsFileOf, parseJobs, readJobs } from '../../src/run/jobs-file.ts'
import { withLock } from '../../src/system/lock.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-supervise-'))
})
afterAll(() => rm(folder, { recursive: true }))

const env = { ...process.env, SLURM_JOB_ID: '12', SLURM_JOB_NODELIST: 'n1', SLURM_CPUS_ON_NODE: '2' }
const refuse = (what: string): never => {
  throw new MedspanError('config', what)
}

interface Trial {
  readonly script: string
  readonly env?: Record<string, string>
  readonly state?: string
  readonly reason?: string
  readonly maxRequeues?: number
  readonly canRequeue?: boolean
  /** Its state once it was refused to be requeued. */
  readonly stateAfter?: string
  /** Signals as soon as the command prints this. */
  readonly signalAt?: string
  readonly by?: 'signal' | 'file'
}

/** Runs `node -e script` as a job, and gives what happened. */
async function supervise(name: string, trial: Trial) {
  const run = join(folder, name)
  await mkdir(join(run, 'jobs'), { recursive: true })
  await writeFile(join(run, 'jobs/train.sh'), '#!/bin/bash\n')
  const asked: string[] = []
  let printed = ''
  const controller = new AbortController()
  const stopFile = join(run, 'stop')
  const call: CallSlurm = async (program, args) => {
    asked.push([program, ...args].join(' '))
    if (program === 'sbatch') return '13\n'
    const state = asked.includes('scontrol requeue 12') ? (trial.stateAfter ?? trial.state) : trial.state
    if (args[0] === '-o')
      return `JobId=12 JobState=${state ?? 'RUNNING'} Reason=${trial.reason ?? 'None'} ExitCode=0:0\n`
    return trial.canRequeue === false && args[0] === 'requeue'
      ? refuse('Requested operation is presently disabled')
      : ''
  }
  const code = await superviseJob({
    command: [process.execPath, '-e', trial.script],
    kind: 'train',
    folder: run,
    maxRequeues: trial.maxRequeues ?? 3,
    stopFile,
    env: { ...env, ...trial.env },
    signal: controller.signal,
    write: text => {
      printed += text
      if (trial.signalAt === undefined || !printed.includes(trial.signalAt)) return
      if (trial.by === 'file') void writeFile(stopFile, '')
      else controller.abort()
    },
    call,
  })
  return { code, asked, printed, jobs: await readJobs(run), run }
}

/** A command that ends with 75 when it is asked to. */
const obedient = `process.on('SIGTERM', () => process.exit(75)); setInterval(() => {}, 1000); console.log('begun')`

describe('a job', () => {
  test('ends as its command does, and notes what it has used', async () => {
    const { code, asked, printed, jobs, run } = await supervise('well', { script: "console.log('done')" })
    expect(code).toBe(0)
    expect(printed).toBe('done\n')
    expect(asked).toEqual([])
    expect(jobs.attempts).toMatchObject([
      {
        started: expect.objectContaining({ job: '12', kind: 'train', restarts: 0, nodes: 'n1', cpus: 2 }),
        usage: expect.objectContaining({ seconds: expect.any(Number) }),
        ended: expect.objectContaining({ outcome: 'finished', code: 0 }),
      },
    ])
    expect(existsSync(join(run, 'jobs/12.lock'))).toBe(false)
  })

  test.each(['signal', 'file'] as const)(
    'that is told by a %s hands it on, and goes back into the queue',
    async by => {
      const { code, asked, jobs } = await supervise(`told-${by}`, { script: obedient, signalAt: 'begun', by })
      expect(code).toBe(75)
      expect(asked).toEqual(['scontrol -o show job 12', 'scontrol requeue 12'])
      expect(jobs.attempts[0]!.ended).toMatchObject({ outcome: 'requeued', code: 75 })
    },
  )

  test('whose command is ended before it can listen goes back into the queue too', async () => {
    const script = "process.stdout.write('begun'); setInterval(() => {}, 1000)"
    const { code, jobs } = await supervise('early', { script, signalAt: 'begun' })
    expect(code).toBe(143)
    expect(jobs.attempts[0]!.ended).toMatchObject({ outcome: 'requeued' })
  })

  test('that is cancelled stays so', async () => {
    const { asked, jobs } = await supervise('cancelled', {
      script: obedient,
      signalAt: 'begun',
      state: 'COMPLETING',
    })
    expect(asked).toEqual(['scontrol -o show job 12'])
    expect(jobs.attempts[0]!.ended).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('cancelled'),
    })
  })

  test('whose time is over goes back into the queue, although SLURM ends it', async () => {
    const over = { state: 'COMPLETING', reason: 'TimeLimit' }
    const { asked } = await supervise('over', { script: obedient, signalAt: 'begun', ...over })
    expect(asked.at(-1)).toBe('scontrol requeue 12')
  })

  test('that was started again too often stops, whatever SLURM counts', async () => {
    const often = { script: obedient, signalAt: 'begun', maxRequeues: 2 }
    const counted = await supervise('counted', { ...often, env: { SLURM_RESTART_COUNT: '2' } })
    expect(counted.asked).toEqual(['scontrol -o show job 12'])
    expect(counted.jobs.attempts[0]!.ended!.reason).toContain('slurm.max_requeues')
    for (const outcome of ['requeued', 'requeued', 'stopped'])
      expect((await supervise('noted', often)).jobs.attempts.at(-1)!.ended!.outcome).toBe(outcome)
  })

  test('that may not be requeued goes on in another one, for which others wait', async () => {
    const run = join(folder, 'anew')
    await recordJob(run, { event: 'submitted', job: '12', kind: 'train' })
    await recordJob(run, { event: 'submitted', job: '20', kind: 'report', dependency: 'afterok:12' })
    const { asked, jobs } = await supervise('anew', {
      script: obedient,
      signalAt: 'begun',
      canRequeue: false,
    })
    expect(asked.slice(1)).toEqual([
      'scontrol requeue 12',
      'scontrol -o show job 12',
      `sbatch --parsable ${join(run, 'jobs/train.sh')}`,
      'scontrol update JobId=20 Dependency=afterok:13',
    ])
    expect(jobs.attempts[0]!.ended).toMatchObject({ outcome: 'resubmitted', code: 75 })
    expect(jobs.submitted.at(-1)).toMatchObject({ job: '13', kind: 'train', continues: '12' })
  })

  test('that SLURM has put back into the queue in the meantime goes on in no other one', async () => {
    const { code, asked, jobs } = await supervise('quicker', {
      script: obedient,
      signalAt: 'begun',
      canRequeue: false,
      stateAfter: 'PENDING',
    })
    expect(code).toBe(75)
    expect(asked.slice(1)).toEqual(['scontrol requeue 12', 'scontrol -o show job 12'])
    expect(jobs.submitted).toEqual([])
    expect(jobs.attempts[0]!.ended).toMatchObject({
      outcome: 'stopped',
      reason: expect.stringContaining('starts again by itself'),
    })
  })

  test('of an array is requeued by its task', async () => {
    const task = { SLURM_JOB_ID: '15', SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '3' }
    const { asked } = await supervise('task', { script: obedient, signalAt: 'begun', env: task })
    expect(asked).toEqual(['scontrol -o show job 12_3', 'scontrol requeue 12_3'])
  })

  test('that crashes is not repeated, and says why', async () => {
    const script = "console.error('error: the disk is full\\n  Free some space.'); process.exit(1)"
    const { code, asked, jobs } = await supervise('crash', { script })
    expect(code).toBe(1)
    expect(asked).toEqual([])
    expect(jobs.attempts[0]!.ended).toMatchObject({
      outcome: 'failed',
      reason: 'the disk is full\n  Free some space.',
    })
  })

  test('whose program is not there says so', async () => {
    const { code, printed } = await superviseAbsent()
    expect(code).toBe(127)
    expect(printed).toContain('ENOENT')
  })

  test('outside of SLURM is refused', async () => {
    await expect(
      supervise('outside', { script: '', env: { SLURM_JOB_ID: undefined as never } }),
    ).rejects.toThrow('expected to run as a job of SLURM')
  })
})

async function superviseAbsent() {
  const run = join(folder, 'absent')
  let printed = ''
  const code = await superviseJob({
    command: ['/no/such/program'],
    kind: 'train',
    folder: run,
    maxRequeues: 0,
    stopFile: join(run, 'stop'),
    env,
    signal: new AbortController().signal,
    write: text => {
      printed += text
    },
    call: async () => '',
  })
  return { code, printed }
}

test('reasons are the error, the signal, the defect, or the last line', () => {
  expect(reasonOf(1, 'a\nerror: first\nb\nerror: second\n  hint\n')).toBe('second\n  hint')
  expect(reasonOf(137, 'x')).toContain('slurm.mem')
  expect(reasonOf(134, 'x')).toBe('its process was ended by signal 6')
  expect(reasonOf(2, 'This is a defect of medspan\n\n  TypeError: x is no y\n      at z\n')).toBe(
    'a defect of medspan: TypeError: x is no y',
  )
  expect(reasonOf(3, 'some\nlast line\n')).toBe('exit code 3: last line')
})

test('events of several jobs at once are written one after the other, and leave no lock', async () => {
  const shared = join(folder, 'shared')
  const jobs = Array.from({ length: 8 }, (_, i) => String(i + 1))
  let held = ''
  const events = await withLock(`${jobsFileOf(shared)}.lock`, async () => {
    const all = jobs.map(job => recordJob(shared, { event: 'cancelled', job }))
    await new Promise(resolve => setTimeout(resolve, 30))
    held = await readFile(jobsFileOf(shared), 'utf8').catch(() => 'no file')
    return { all }
  })
  await Promise.all(events.all)
  expect(held).toBe('no file')
  expect((await readJobs(shared)).cancelled.toSorted()).toEqual(jobs)
  expect(existsSync(`${jobsFileOf(shared)}.lock`)).toBe(false)
})

test('jobs.jsonl is read past what a node that failed has left', () => {
  const lines = [
    '{"event":"submitted","job":"1","at":"t","kind":"train"}',
    '{"event":"started","job":"1","at":"t","kind":"train","restarts":0,"nodes":"n1","cpus":2}',
    '{"event":"usage","job":"1","at":"t","seconds":10,"cpu_seconds":15,"max_rss_bytes":1}',
    '{"event":"sta',
    '{"event":"started","job":"1","at":"t","kind":"train","restarts":1,"nodes":"n2"}',
    '{"event":"later","job":"1","at":"t"}',
    '{"event":"ended","job":"1","at":"t","outcome":"finished","code":0}',
    '{"event":"cancelled","job":"1","at":"t"}',
  ]
  const { submitted, attempts, cancelled } = parseJobs(lines.join('\n'))
  expect(submitted.length).toBe(1)
  expect(attempts.map(({ started, ended }) => [started.restarts, ended?.outcome])).toEqual([
    [0, undefined],
    [1, 'finished'],
  ])
  expect(attempts.map(cpuEfficiency)).toEqual([0.75, undefined])
  expect(cancelled).toEqual(['1'])
})

describe('usage', () => {
  const stat = (pid: number, parent: number, name: string, utime: number, children: number, rss: number) =>
    parseStat(
      `${pid} (${name}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${utime} 50 ${children} 0 20 0 1 0 1 1 ${rss} 0 0\n`,
    )!

  test('is that of a process and its descendants, whatever they are called', () => {
    const processes = [
      stat(1, 0, 'init', 900, 0, 9),
      stat(10, 1, 'node) (x', 150, 100, 2),
      stat(11, 10, 'python', 350, 0, 3),
      stat(12, 11, 'a', 50, 0, 1),
    ]
    expect(sumOf(10, processes)).toEqual({ cpuSeconds: 2 + 1 + 4 + 1, rssBytes: 6 * 4096 })
    expect(parseStat('')).toBeUndefined()
    expect(parseStat('10 (short) S 1')).toBeUndefined()
  })

  test('of GPUs is what nvidia-smi says', () => {
    expect(parseNvidiaSmi('90, 1024\n30, 2048\n')).toEqual({ use: 0.6, memoryBytes: 3072 * 2 ** 20 })
    expect(parseNvidiaSmi('[N/A], [N/A]\n')).toBeUndefined()
    expect(parseNvidiaSmi('')).toBeUndefined()
  })
})
