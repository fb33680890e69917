/** @file medspan on a real Slurm, as its users have it: submit, follow, search in an array, chains, cancel. */
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readJobs } from '../../src/run/jobs-file.ts'
import { readStudyFile } from '../../src/run/study-file.ts'
import { type Cluster, holds, missing, startProject, until } from './cluster.ts'

/** Steps enough to be there when somebody looks. */
const long = ['--set', 'training.num_train_epochs=1000']

describe.skipIf(missing !== undefined)('on a Slurm cluster', () => {
  let cluster: Cluster
  let project: string
  beforeAll(async () => {
    // A name that a shell would stumble over.
    ;({ cluster, project } = await startProject("it's a $(project) & ü;"))
  }, 600_000)
  afterAll(() => cluster?.stop(), 120_000)

  const medspan = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    cluster.medspan(args, { cwd: project, ...(env && { env }) })
  const jobOf = async (run: string): Promise<string> => (await readJobs(join(project, run))).submitted[0]!.job
  const ended = async (run: string): Promise<true> =>
    until(
      async () =>
        !(await cluster.call('squeue', ['-h', '-o', '%Z'])).split('\n').includes(join(project, run)),
    )

  test('a training is followed to its report, and keeps what its job has used', async () => {
    const { code, out, err } = await medspan([
      'submit',
      'train',
      '--follow',
      '-o',
      'first',
      '--set',
      'slurm.gres=gpu:1',
    ])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^job \d+: train$/m)
    expect(out).toMatch(/^job \d+: COMPLETED/m)
    expect(out).toMatch(/^first: finished/m)
    const run = join(project, 'first')
    expect(await readdir(run)).toContain('report.html')
    expect(await readFile(join(run, 'report.html'), 'utf8')).toContain('Jobs on the cluster')
    const [attempt] = (await readJobs(run)).attempts
    expect(attempt).toMatchObject({
      started: { kind: 'train', restarts: 0, nodes: expect.stringMatching(/^n[12]$/), cpus: 1 },
      ended: { outcome: 'finished', code: 0 },
    })
    expect(attempt!.started.gpus).toMatch(/^[01]$/)
    expect(attempt!.usage!.max_rss_bytes).toBeGreaterThan(30e6)
    const status = await medspan(['status', 'first'])
    expect(status.out).toMatch(/train +COMPLETED/)
    expect(status.out).toContain('finished')
    const logs = await medspan(['logs', 'first', '--lines', '1000'])
    expect(logs.out).toContain('Training: 12 steps')
  }, 300_000)

  test('a dry run prints the script and leaves nothing', async () => {
    const { code, out } = await medspan(['submit', 'train', '-o', 'dry', '--dry-run'])
    expect(code).toBe(0)
    expect(out).toContain('#!/bin/bash\n')
    expect(await readdir(project)).not.toContain('dry')
    expect(await cluster.call('squeue', ['-h'])).toBe('')
  }, 60_000)

  test('four workers of an array share a search, whose report is drawn at the end', async () => {
    const { code, err } = await medspan([
      'submit',
      'tune',
      '--workers',
      '4',
      '--follow',
      '-o',
      'study',
      '--set',
      'tuning.search={"training.learning_rate": [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]}',
      '--set',
      'tuning.n_trials=8',
      '--set',
      'tuning.pruner=none',
    ])
    expect(err).toBe('')
    expect(code).toBe(0)
    const study = await readStudyFile(join(project, 'study'))
    expect(study.status).toBe('finished')
    expect(study.trials.filter(({ state }) => state === 'complete').length).toBeGreaterThanOrEqual(8)
    const names = await readdir(join(project, 'study'))
    expect(names).toContain('best.yaml')
    expect(names).toContain('report.html')
    const best = study.trials.find(({ number }) => number === study.best)!
    expect(await readdir(join(project, 'study', best.folder!))).toContain('report.html')
    const { attempts } = await readJobs(join(project, 'study'))
    const [array] = (await readJobs(join(project, 'study'))).submitted
    expect(attempts.map(({ started }) => started.job).sort()).toEqual([
      ...[0, 1, 2, 3].map(task => `${array!.job}_${task}`),
      expect.any(String),
    ])
  }, 600_000)

  test('trainings with several seeds are tasks of an array, and one folder has their scores', async () => {
    const { code, out, err } = await medspan([
      'submit',
      'train',
      '--seeds',
      '1,2,3',
      '--follow',
      '-o',
      'seeds',
    ])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^job \d+_2: COMPLETED/m)
    const folder = join(project, 'seeds')
    const { seeds } = JSON.parse(await readFile(join(folder, 'seeds.json'), 'utf8'))
    expect(seeds.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2, 3])
    for (const seed of [1, 2, 3]) expect(await readdir(join(folder, `seed-${seed}`))).toContain('report.html')
    const [array] = (await readJobs(folder)).submitted
    const { attempts } = await readJobs(folder)
    expect(attempts.map(({ started }) => started.job).sort()).toEqual(
      [0, 1, 2].map(task => `${array!.job}_${task}`),
    )
  }, 300_000)

  test('an evaluation, a report and a message follow a training, and a message a failure', async () => {
    const messages: { event: string; run: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (data: Buffer) => {
        body += String(data)
      })
      request.on('end', () => {
        const { event, run } = JSON.parse(body)
        messages.push({ event, run })
        response.end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('expected a port')
    const secret = `http://127.0.0.1:${address.port}/hook-with-a-secret`
    const then = ['--then', 'evaluate,report,notify', '--follow']
    try {
      const chained = await medspan(['submit', 'train', '-o', 'chain', ...then], { MEDSPAN_WEBHOOK: secret })
      expect(chained.err).toBe('')
      expect(chained.code).toBe(0)
      const jobs = await readJobs(join(project, 'chain'))
      expect(jobs.attempts.map(({ started, ended }) => [started.kind, ended?.outcome])).toEqual(
        ['train', 'evaluate', 'report', 'notify'].map(kind => [kind, 'finished']),
      )
      expect(await readdir(join(project, 'chain'))).toContain('report.html')
      expect(messages).toContainEqual({ event: 'success', run: 'chain' })
      for (const kind of ['train', 'evaluate', 'report', 'notify'])
        expect(await holds(join(project, 'chain/jobs', `${kind}.sh`), 'hook-with-a-secret')).toBe(false)

      // A loss that is no number is a failure that training tells of; the message comes all the same.
      const failed = await medspan(
        ['submit', 'train', '-o', 'broken', '--set', 'training.learning_rate=1e30', ...then],
        { MEDSPAN_WEBHOOK: secret },
      )
      expect(failed.code).toBe(1)
      const broken = await readJobs(join(project, 'broken'))
      expect(broken.attempts.map(({ started, ended }) => [started.kind, ended?.outcome])).toEqual([
        ['train', 'failed'],
        ['notify', 'finished'],
      ])
      expect(failed.err).toContain(broken.attempts[0]!.ended!.reason!.split('\n')[0]!)
      expect(messages).toContainEqual({ event: 'failure', run: 'broken' })
    } finally {
      await new Promise(resolve => server.close(resolve))
    }
  }, 600_000)

  test('Ctrl-C ends the following and not the job; cancel does, and resume goes on', async () => {
    const run = join(project, 'long')
    const child = await cluster.begin(['submit', 'train', '-o', 'long', '--follow', ...long], {
      cwd: project,
    })
    child.stdout!.resume()
    const end = new Promise(resolve => child.once('close', (code, signal) => resolve(code ?? signal)))
    await until(() => holds(join(run, 'log.jsonl'), '"step":10,'))
    child.kill('SIGINT')
    expect(await end).toBe(130)
    const job = await jobOf('long')
    expect(await cluster.stateOf(job)).toBe('RUNNING')
    const own = await medspan(['status', '--json'])
    expect(JSON.parse(own.out)).toEqual([{ job, state: 'RUNNING', folder: run }])

    const second = await medspan(['submit', 'train', '-o', 'long', ...long])
    expect(second.code).toBe(1)
    expect(second.err).toContain(`job ${job} works on this already`)

    const cancelled = await medspan(['cancel', 'long', '--json'])
    expect(JSON.parse(cancelled.out)).toEqual({ cancelled: [job] })
    await ended('long')
    expect(await cluster.stateOf(job)).toBe('CANCELLED')
    const [attempt] = (await readJobs(run)).attempts
    expect(attempt!.ended).toMatchObject({ outcome: 'stopped', code: 75 })
    expect((await readdir(run)).some(name => /^checkpoint-\d+$/.test(name))).toBe(true)

    const resumed = await medspan(['resume', 'long', '--json'])
    const [next] = JSON.parse(resumed.out).jobs
    await until(async () => (await readJobs(run)).attempts.length === 2)
    await until(() => holds(join(run, 'jobs', `${next.job}.log`), /goes on|going on|continu/i))
    await medspan(['cancel', 'long'])
    await ended('long')
  }, 300_000)

  test('a disallowed requeue is a new job, for which those that wait wait too', async () => {
    const run = join(project, 'anew')
    // What runs the command, and lines before it, are in the way of nothing.
    const around = ['--set', 'slurm.setup=[echo ready]', '--set', 'slurm.container=[env, IN_A_CONTAINER=1]']
    await medspan(['submit', 'train', '-o', 'anew', '--then', 'report', ...long, ...around])
    const [train, report] = (await readJobs(run)).submitted.map(({ job }) => job)
    await until(() => holds(join(run, 'log.jsonl'), '"step":10,'))
    await cluster.call('scontrol', ['update', `JobId=${train}`, 'Requeue=0'])
    await cluster.call('scancel', ['--batch', '--signal=USR1', train!])
    await until(async () => (await readJobs(run)).attempts.length === 2)
    const { submitted, attempts } = await readJobs(run)
    const next = submitted.find(({ continues }) => continues === train)!
    expect(attempts[0]!.ended).toMatchObject({ outcome: 'resubmitted', code: 75 })
    expect(attempts[1]!.started).toMatchObject({ job: next.job, kind: 'train' })
    expect(await cluster.call('scontrol', ['-o', 'show', 'job', report!])).toContain(`afterok:${next.job}`)
    const cancelled = JSON.parse((await medspan(['cancel', 'anew', '--json'])).out).cancelled
    expect(cancelled.sort()).toEqual([report, next.job].sort())
    await ended('anew')
    expect(await readFile(join(run, 'jobs', `${train}.log`), 'utf8')).toMatch(
      /^ready\n[\s\S]*does not requeue/,
    )
  }, 300_000)
})
