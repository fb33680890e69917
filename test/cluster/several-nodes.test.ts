/**
 * @file The accelerate engine on a real Slurm: two processes of one node, and of two, and what ends them all.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readJobs } from '../../src/run/jobs-file.ts'
import { pythonPath } from '../train/python.ts'
import { type Cluster, holds, missing, startProject, until } from './cluster.ts'

const sample = resolve(import.meta.dirname, '../../examples/sample/medspan.yaml')
const setting = (...settings: string[]) => settings.flatMap(one => ['--set', one])
const torch = setting(
  'training.engine=accelerate',
  'accelerate.num_processes=2',
  `accelerate.python=${pythonPath}`,
  'training.per_device_train_batch_size=4',
  'slurm.cpus_per_task=1',
)
const twoNodes = setting('slurm.nodes=2')
const epochs = (count: number) => setting(`training.num_train_epochs=${count}`)

describe.skipIf(missing !== undefined || pythonPath === undefined)('PyTorch on a Slurm cluster', () => {
  let cluster: Cluster
  let project: string
  beforeAll(async () => {
    ;({ cluster, project } = await startProject("it's a $(project) & ü;"))
  }, 600_000)
  afterAll(() => cluster?.stop(), 120_000)

  const medspan = (args: readonly string[]) => cluster.medspan(args, { cwd: project })
  const isOver = async (job: string) => !/PENDING|RUNNING|COMPLETING/.test(await cluster.stateOf(job))
  const submit = async (run: string, ...more: string[]): Promise<string> => {
    const { out, err } = await medspan(['submit', 'train', '-o', run, ...torch, ...more, '--json'])
    expect(err).toBe('')
    return JSON.parse(out).jobs[0].job
  }
  /** Losses by step. */
  const lossesOf = async (run: string): Promise<number[]> => {
    const lines = (await readFile(join(project, run, 'log.jsonl'), 'utf8')).trim().split('\n')
    return lines.map(line => JSON.parse(line).loss).filter(loss => loss !== undefined)
  }
  /** The processes of workers that name this cluster's folder in their environment. */
  async function workers(): Promise<{ pid: number; node: string }[]> {
    const found: { pid: number; node: string }[] = []
    for (const pid of await readdir('/proc')) {
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
      if (!/^\d+$/.test(pid) || !/medspan_worker(\0|$)/.test(await read('cmdline'))) continue
      const environment = await read('environ')
      const node = /\0SLURMD_NODENAME=(\w+)/.exec(environment)?.[1]
      if (environment.includes(cluster.folder) && /\0LOCAL_RANK=/.test(environment) && node !== undefined)
        found.push({ pid: Number(pid), node })
    }
    return found
  }

  test('the sample is trained to its report by two processes of one node, and of two', async () => {
    for (const [run, more] of [
      ['one-node', []],
      ['two-nodes', twoNodes],
    ] as const) {
      const folder = join(project, run)
      const { code, out, err } = await medspan([
        ...['submit', 'train', '-c', sample, '-o', folder, '--follow', '--then', 'report'],
        ...[...torch, ...epochs(2), ...more],
      ])
      expect(err).toBe('')
      expect(code, out).toBe(0)
      expect(await readdir(folder)).toContain('report.html')
      const [train, report] = (await readJobs(folder)).attempts
      expect(train!.started.nodes).toMatch(run === 'one-node' ? /^n[12]$/ : /^n\[1-2\]$/)
      expect(report!.started.nodes).toMatch(/^n[12]$/)
      expect((await readdir(join(folder, 'jobs'))).filter(name => /invitation|lock/.test(name))).toEqual([])
    }
    // Dropout is drawn by rank, not by node.
    expect(await lossesOf('two-nodes')).toEqual(await lossesOf('one-node'))
    expect(await workers()).toEqual([])
  }, 1_200_000)

  test('other nodes have what the script sets up, and a finished run needs none of them', async () => {
    const around = setting(
      'slurm.setup=[echo "set up on $SLURMD_NODENAME" >> jobs/set-up]',
      'slurm.env={ SET_UP: 1 }',
      'slurm.container=[bash, -c, \'echo "$1 in a container on $SLURMD_NODENAME, $SET_UP" >> jobs/set-up; exec "$0" "$@"\']',
    )
    const run = ['submit', 'train', '-o', 'around', '--follow', ...torch, ...twoNodes, ...around]
    expect((await medspan(run)).err).toBe('')
    const noted = () => readFile(join(project, 'around/jobs/set-up'), 'utf8')
    const lines = (await noted()).split('\n')
    for (const node of ['n1', 'n2']) expect(lines.filter(line => line === `set up on ${node}`).length).toBe(1)
    expect(lines.filter(line => /in a container on n1, 1$/.test(line)).length).toBe(1)
    expect(lines.filter(line => /in a container on n2, 1$/.test(line)).length).toBe(1)
    const again = await medspan(run)
    expect(again.code, again.err).toBe(0)
    expect((await noted()).split('\n').filter(line => line === 'set up on n2').length).toBe(1)
  }, 600_000)

  test('a worker that is killed on the other node is one error, ends all, and the run is resumed', async () => {
    const job = await submit('killed', ...twoNodes, ...epochs(200))
    await until(() => holds(join(project, 'killed/log.jsonl'), '"step":10,'))
    const found = await workers()
    expect(found.map(({ node }) => node).sort()).toEqual(['n1', 'n2'])
    process.kill(found.find(({ node }) => node === 'n2')!.pid, 'SIGKILL')
    await until(() => isOver(job))
    const [attempt] = (await readJobs(join(project, 'killed'))).attempts
    expect(attempt!.ended).toMatchObject({
      outcome: 'failed',
      code: 1,
      reason: expect.stringMatching(/a worker was killed \(signal 9\)/),
    })
    expect(await workers()).toEqual([])
    const log = await readFile(join(project, 'killed/jobs', `${job}.log`), 'utf8')
    expect(log.match(/^error:/gm)).toHaveLength(1)
    const resumed = await medspan(['resume', 'killed', '--json'])
    const [next] = JSON.parse(resumed.out).jobs
    await until(async () => (await workers()).length === 2)
    await cluster.call('scancel', ['--batch', '--signal=USR1', next.job])
    // It is told by a signal, saves, and goes back into the queue: both nodes start again.
    await until(async () => (await readJobs(join(project, 'killed'))).attempts.length === 3)
    const attempts = (await readJobs(join(project, 'killed'))).attempts
    expect(attempts[1]!.ended).toMatchObject({ outcome: 'requeued', code: 75 })
    await until(async () => (await workers()).length === 2)
    await medspan(['cancel', 'killed'])
    await until(() => isOver(next.job))
    await until(async () => (await workers()).length === 0)
  }, 900_000)

  test('what keeps the other node from taking part is the error', async () => {
    const broken = setting('slurm.setup=[\'[ "$SLURMD_NODENAME" = n1 ] || export PYTHONHOME=/nothing\']')
    const job = await submit('absent', ...twoNodes, ...broken)
    await until(() => isOver(job))
    const [attempt] = (await readJobs(join(project, 'absent'))).attempts
    expect(attempt!.ended).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/on another machine|lacks a library/),
    })
    expect(await workers()).toEqual([])
  }, 600_000)

  test.each([
    ['onnx', ['training.engine=onnx'], /slurm\.nodes: the engine onnx trains on one node, got 2/],
    ['three processes', ['accelerate.num_processes=3'], /accelerate\.num_processes: expected as many/],
  ])('%s on two nodes is refused', async (_, settings, message) => {
    const { code, err } = await medspan([
      ...['submit', 'train', ...setting('training.engine=accelerate', 'slurm.nodes=2', ...settings)],
    ])
    expect(code).toBe(1)
    expect(err).toMatch(message)
  })
})
