/** @file What goes wrong on a real Slurm: one message each that says what happened and what to do, and nothing is lost. */
import { execFileSync } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readJobs } from '../../src/run/jobs-file.ts'
import { type Cluster, holds, missing, startProject, until, workersOf } from './cluster.ts'

describe.skipIf(missing !== undefined)('on a Slurm cluster where something goes wrong', () => {
  let cluster: Cluster
  let project: string
  beforeAll(async () => {
    ;({ cluster, project } = await startProject())
  }, 600_000)
  afterAll(() => cluster?.stop(), 120_000)

  const medspan = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    cluster.medspan(args, { cwd: project, ...(env && { env }) })
  const isOver = async (job: string) => !/PENDING|RUNNING|COMPLETING/.test(await cluster.stateOf(job))

  test.each([
    [
      'a partition that is none',
      ['slurm.partition=nope'],
      /Invalid partition name specified\n {2}slurm\.partition .*sinfo -s/,
    ],
    [
      'more GPUs than any node has',
      ['slurm.gres=gpu:9'],
      /Requested node configuration is not available\n {2}.*gres/,
    ],
    [
      'a GRES that is none',
      ['slurm.gres=fpga:1'],
      /Invalid generic resource \(gres\) specification\n {2}slurm\.gres/,
    ],
    ['a node that is none', ['slurm.nodelist=n7'], /Invalid node name specified\n {2}slurm\.nodelist/],
    ['too much memory', ['slurm.mem=900G'], /sbatch has refused: .*\n {2}slurm\.mem is more/],
    ['several nodes', ['slurm.nodes=2'], /slurm\.nodes: the engine onnx trains on one node/],
  ])(
    '%s',
    async (_, settings, message) => {
      const { code, out, err } = await medspan([
        'submit',
        'train',
        '--then',
        'report',
        ...settings.flatMap(setting => ['--set', setting]),
      ])
      expect(code).toBe(1)
      expect(out).toBe('')
      expect(err).toMatch(message)
      expect(err.match(/error:/g)).toHaveLength(1)
      expect(await cluster.call('squeue', ['-h'])).toBe('')
      expect((await readJobs(join(project, 'run'))).submitted).toEqual([])
    },
    60_000,
  )

  test('a machine without sbatch, and a cluster that does not answer', async () => {
    const absent = await medspan(['submit', 'train'], { PATH: project })
    expect(absent).toMatchObject({ code: 1, out: '' })
    expect(absent.err).toMatch(
      /^error: sbatch is not to be found: this machine belongs to no SLURM cluster\n {2}Submit where/,
    )
    const conf = join(project, 'slurm.conf')
    execFileSync(
      'bash',
      [
        '-c',
        `sed 's/^SlurmctldPort=.*/SlurmctldPort=1/; /^AccountingStoragePort/d' "$SLURM_CONF" > '${conf}'; echo MessageTimeout=2 >> '${conf}'`,
      ],
      { env: cluster.env },
    )
    const mute = await medspan(['status'], { SLURM_CONF: conf })
    expect(mute.code).toBe(1)
    expect(mute.err).toContain('The cluster does not answer')
  }, 300_000)

  test('no folder with jobs is said to be none', async () => {
    for (const command of ['status', 'logs', 'resume']) {
      const { code, err } = await medspan([command, 'nothing'])
      expect(code).toBe(1)
      expect(err).toContain('no job has been submitted for this folder')
    }
    expect((await medspan(['cancel', 'nothing'])).out).toContain('no job of this run is running or pending')
  })

  test('a training that is killed says so, is not repeated, and goes on when it is resumed', async () => {
    const run = join(project, 'killed')
    const epochs = ['--set', 'training.num_train_epochs=300']
    const submitted = await medspan(['submit', 'train', '-o', 'killed', ...epochs, '--json'])
    const [{ job }] = JSON.parse(submitted.out).jobs
    await until(() => holds(join(run, 'log.jsonl'), '"step":20,'))
    const [, trained] = await workersOf(run, job)
    process.kill(trained, 'SIGKILL')
    await until(() => isOver(job))
    const [attempt] = (await readJobs(run)).attempts
    expect(attempt!.ended).toMatchObject({ outcome: 'failed', code: 137 })
    expect(await cluster.stateOf(job)).toBe('FAILED')
    const status = await medspan(['status', 'killed'])
    expect(status.out).toContain(`job ${job}: its process was killed (SIGKILL)`)
    const resumed = await medspan(['resume', 'killed', '--follow'])
    expect(resumed.err).toBe('')
    expect(resumed.code).toBe(0)
    expect(resumed.out).toMatch(/^killed: finished/m)
  }, 600_000)

  test('when medspan job itself is killed the job has failed, and the training goes on when it is resumed', async () => {
    const run = join(project, 'orphaned')
    const epochs = ['--set', 'training.num_train_epochs=400']
    const submitted = await medspan(['submit', 'train', '-o', 'orphaned', ...epochs, '--json'])
    const [{ job }] = JSON.parse(submitted.out).jobs
    await until(() => holds(join(run, 'log.jsonl'), '"step":20,'))
    const [own, child] = await workersOf(run, job)
    process.kill(own, 'SIGKILL')
    await until(() => isOver(job))
    expect((await medspan(['status', 'orphaned'])).out).toContain('it was killed by signal 9')
    // Nothing goes on behind SLURM's back.
    await until(async () => {
      try {
        return process.kill(child, 0) && false
      } catch {
        return true
      }
    })
    const resumed = await medspan(['resume', 'orphaned', '--follow'])
    expect(resumed.code, resumed.err).toBe(0)
  }, 600_000)

  test('a node that is gone leaves the job waiting, and says so', async () => {
    await cluster.call('scontrol', ['update', 'NodeName=n2', 'State=DRAIN', 'Reason=gone'])
    try {
      await medspan(['submit', 'train', '-o', 'waiting', '--set', 'slurm.nodelist=n2'])
      const { job } = (await readJobs(join(project, 'waiting'))).submitted[0]!
      await until(async () =>
        /PENDING \(.*(Node|Resources).*\)/.test((await medspan(['status', 'waiting'])).out),
      )
      expect(await cluster.stateOf(job)).toBe('PENDING')
      await medspan(['cancel', 'waiting'])
    } finally {
      await cluster.call('scontrol', ['update', 'NodeName=n2', 'State=RESUME'])
    }
  }, 300_000)

  test('a full disk is said, and with more room the run goes on', async ({ skip }) => {
    const disk = await mkdtemp(join(cluster.folder, 'disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      console.warn('skipped: no file system can be mounted here')
      skip()
    }
    try {
      const run = join(disk, 'run')
      const full = await medspan(['submit', 'train', '-o', run, '--follow'])
      expect(full.code).toBe(1)
      expect(full.err).toMatch(/disk is full|could not be written|no space|exit code 1/i)
      execFileSync('mount', ['-o', 'remount,size=64m', disk])
      const resumed = await medspan(['resume', run, '--follow'])
      expect(resumed.code, resumed.err).toBe(0)
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  }, 600_000)
})
