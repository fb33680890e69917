/** @file Following jobs, with a SLURM that answers what a test says, and why jobs did not end well. */
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelJobs } from '../../src/cluster/cancel.ts'
import { followJobs, problemOf } from '../../src/cluster/follow.ts'
import { recordJob } from '../../src/cluster/job-record.ts'
import type { JobState } from '../../src/cluster/job-state.ts'
import { resumeJobs } from '../../src/cluster/resume.ts'
import type { CallSlurm } from '../../src/cluster/slurm.ts'
import { scriptOf } from '../../src/cluster/submission.ts'
import { lastSubmission } from '../../src/cluster/submit.ts'
import { MedspanError } from '../../src/errors.ts'
import { parseJobs } from '../../src/run/jobs-file.ts'
import { markOwn } from '../../src/system/own.ts'
import { runCommand } from '../cli/command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-follow-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A SLURM whose squeue gives one answer after the other, the last for ever; null is none. */
function answering(answers: readonly (string | null)[]): { call: CallSlurm; cancelled: string[] } {
  let index = 0
  const cancelled: string[] = []
  const call: CallSlurm = async (program, args) => {
    if (program === 'scontrol') return 'JobId=5 JobState=COMPLETED Reason=None ExitCode=0:0\n'
    if (program === 'scancel') cancelled.push(...args)
    if (program !== 'squeue') return ''
    const answer = answers[Math.min(index++, answers.length - 1)]
    if (answer == null)
      throw new MedspanError('config', 'squeue has refused: Unable to contact slurm controller')
    return answer
  }
  return { call, cancelled }
}

test('jobs are followed past a controller that does not answer, into another job, to the end', async () => {
  const run = join(folder, 'run')
  await mkdir(join(run, 'jobs'), { recursive: true })
  await recordJob(run, { event: 'submitted', job: '4', kind: 'train' })
  await recordJob(run, { event: 'submitted', job: '5', kind: 'train' })
  const { call } = answering([
    '5|PENDING|Priority|\n',
    null,
    '5|RUNNING|None|n1\n',
    '5|COMPLETED|None|n1\n',
    // Back for a moment: a failed node's job is over, and then in the queue again.
    '5|PENDING|BeginTime|\n',
    '5|COMPLETED|None|n1\n',
  ])
  const seen: string[] = []
  const lines: string[] = []
  const waits: number[] = []
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms)
    await appendFile(join(run, 'jobs/5.log'), `line ${waits.length}\nhalf`)
  }
  for await (const { states, lines: newlyInitialized } of followJobs(run, { call, sleep })) {
    seen.push(states.map(({ job, state }) => `${job} ${state}`).join())
    lines.push(...newlyInitialized.map(({ job, text }) => `${job} ${text}`))
  }
  expect(seen).toEqual([
    '5 PENDING',
    '5 PENDING',
    '5 RUNNING',
    '5 COMPLETED',
    '5 PENDING',
    '5 COMPLETED',
    '5 COMPLETED',
  ])
  expect(lines).toEqual([
    '5 line 1',
    '5 halfline 2',
    '5 halfline 3',
    '5 halfline 4',
    '5 halfline 5',
    '5 halfline 6',
  ])
})

test('SLURM is asked less and less often while nothing changes', async () => {
  const run = join(folder, 'quiet')
  await recordJob(run, { event: 'submitted', job: '5', kind: 'train' })
  const waits: number[] = []
  const { call } = answering([...Array(12).fill('5|PENDING|Priority|\n'), '5|COMPLETED|None|n1\n'])
  for await (const _ of followJobs(run, { call, sleep: async ms => waits.push(ms) }));
  expect(waits.slice(0, 4)).toEqual([1000, 1500, 2250, 3375])
  expect(Math.max(...waits)).toBe(15_000)
})

test('a cluster that never answers is an error', async () => {
  const run = join(folder, 'mute')
  await recordJob(run, { event: 'submitted', job: '5', kind: 'train' })
  const { call } = answering([null])
  await expect(followJobs(run, { call }).next()).rejects.toThrow('contact')
})

test('all jobs that run or wait are cancelled, those that wait for others first', async () => {
  const run = join(folder, 'cancel')
  for (const job of ['3', '4', '5']) await recordJob(run, { event: 'submitted', job, kind: 'train' })
  const states = '3|COMPLETED|None|n1\n4_0|RUNNING|None|n1\n4_1|PENDING|None|\n5|PENDING|Dependency|\n'
  const { call, cancelled } = answering([states, `4_0|${run}\n4_1|${run}\n5|${run}\n`])
  expect(await cancelJobs(run, call)).toEqual(['5', '4'])
  expect(cancelled).toEqual(['5', '4'])
  expect(await cancelJobs(join(folder, 'none'), call)).toEqual([])
})

test('jobs that run elsewhere are not cancelled, whatever the file of a folder says', async () => {
  const run = join(folder, 'foreign')
  for (const job of ['6', '7']) await recordJob(run, { event: 'submitted', job, kind: 'train' })
  const { call, cancelled } = answering(['6|RUNNING|None|n1\n7|RUNNING|None|n1\n', `6|${folder}\n7|${run}\n`])
  expect(await cancelJobs(run, call)).toEqual(['7'])
  expect(cancelled).toEqual(['7'])
})

test('the last jobs go on as others that wait for each other, if their scripts are there', async () => {
  const run = join(folder, 'again')
  const own = (kind: string) => markOwn(run, [kind, '', ''])
  await recordJob(run, { event: 'submitted', job: '8', kind: 'tune', tasks: 4, own: await own('tune') })
  await recordJob(run, {
    event: 'submitted',
    job: '9',
    kind: 'train',
    dependency: 'afterok:8',
    own: await own('train'),
  })
  await recordJob(run, {
    event: 'submitted',
    job: '10',
    kind: 'evaluate',
    dependency: 'afterany:9',
    own: await own('evaluate'),
  })
  const asked: (readonly string[])[] = []
  const call: CallSlurm = async (program, args) => {
    if (program === 'sbatch') asked.push(args)
    return program === 'sbatch' ? `${10 + asked.length}\n` : ''
  }
  await mkdir(dirname(scriptOf(run, 'tune')), { recursive: true })
  await writeFile(scriptOf(run, 'tune'), '')
  await expect(resumeJobs(run, call)).rejects.toMatchObject({
    code: 'input',
    message: 'the script of the job is no more',
    where: { path: scriptOf(run, 'train') },
  })
  expect(asked).toEqual([])
  for (const kind of ['train', 'evaluate']) await writeFile(scriptOf(run, kind), '')
  const submitted = await resumeJobs(run, call)
  expect(submitted.map(({ job, kind }) => [job, kind])).toEqual([
    ['11', 'tune'],
    ['12', 'train'],
    ['13', 'evaluate'],
  ])
  expect(asked).toEqual([
    ['--parsable', scriptOf(run, 'tune')],
    ['--parsable', '--dependency=afterok:11', '--kill-on-invalid-dep=yes', scriptOf(run, 'train')],
    ['--parsable', '--dependency=afterany:12', '--kill-on-invalid-dep=yes', scriptOf(run, 'evaluate')],
  ])
  expect((await lastSubmission(run)).map(({ job, kind, tasks }) => [job, kind, tasks])).toEqual([
    ['11', 'tune', 4],
    ['12', 'train', undefined],
    ['13', 'evaluate', undefined],
  ])
  const busy = answering(['12|RUNNING|None|n1\n'])
  await expect(resumeJobs(run, busy.call)).rejects.toMatchObject({ code: 'config' })
})

test('logs that no job has written yet are an error, which names the jobs', async () => {
  for (const job of ['6', '7'])
    await recordJob(join(folder, 'early'), { event: 'submitted', job, kind: 'train' })
  const { code, out, err } = await runCommand(folder, ['logs', 'early', '--job', '6'])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('expected logs, but job 6 has none yet')
})

test.each([
  [{ state: 'TIMEOUT' }, undefined, 'its time was over', 'slurm.time'],
  [{ state: 'OUT_OF_MEMORY' }, undefined, 'more memory', 'slurm.mem'],
  [{ state: 'NODE_FAIL' }, undefined, 'its node has failed', 'medspan resume'],
  [{ state: 'CANCELLED', reason: 'DependencyNeverSatisfied' }, undefined, 'the job before it', 'resume'],
  [{ state: 'CANCELLED' }, undefined, 'it was cancelled', 'resume'],
  [{ state: 'FAILED', code: 1 }, 'the loss became NaN', 'the loss became NaN', 'medspan logs'],
  [{ state: 'FAILED', code: 137 }, undefined, 'killed by signal 9', 'medspan logs'],
  [
    { state: 'FAILED', code: 3, reason: 'NonZeroExitCode' },
    undefined,
    'exit code 3 (FAILED, NonZeroExitCode)',
    'logs',
  ],
  [{ state: 'FAILED', reason: 'JobLaunchFailure' }, undefined, 'could not start it', 'sees the folder'],
] satisfies [Partial<JobState>, string | undefined, string, string][])(
  '%j is told',
  (state, reason, message, hint) => {
    const lines = [
      { event: 'started', job: '5', at: 't', kind: 'train', restarts: 0, nodes: 'n1' },
      ...(reason === undefined
        ? []
        : [{ event: 'ended', job: '5', at: 't', outcome: 'failed', code: 1, reason }]),
    ]
    const jobs = parseJobs(lines.map(line => JSON.stringify(line)).join('\n'))
    const problem = problemOf({ job: '5', reason: '', nodes: '', ...state } as JobState, jobs)
    expect(problem?.message).toContain(message)
    expect(problem?.hint).toContain(hint)
  },
)

test('what goes on, has ended well, or has another job is no problem', () => {
  const ended = { event: 'ended', job: '5', at: 't', outcome: 'resubmitted', code: 75 }
  const started = { event: 'started', job: '5', at: 't', kind: 'train', restarts: 0, nodes: 'n1' }
  const jobs = parseJobs(`${JSON.stringify(started)}\n${JSON.stringify(ended)}\n`)
  for (const state of ['RUNNING', 'COMPLETED', 'FAILED'])
    expect(problemOf({ job: '5', state, reason: '', nodes: '' }, jobs)).toBeUndefined()
})
