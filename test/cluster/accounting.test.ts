/** @file What SLURM's accounts say, from sacct's text into jobs.jsonl. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteAccounts, parseAccounts, parseDuration, parseSize } from '../../src/cluster/accounting.ts'
import { cpuEfficiency, readJobs } from '../../src/run/jobs-file.ts'

// As Slurm 22.05 prints `sacct -P -n -o JobID,State,ElapsedRaw,AllocCPUS,TotalCPU,MaxRSS`.
const printed = [
  '12|COMPLETED|100|4|03:20.500|',
  '12.batch|COMPLETED|100|2|01:40.250|512000K',
  '12.0|COMPLETED|90|2|01:40.250|1.50G',
  '13_0|CANCELLED by 1000|7|1|00:00:07|',
  '13_0.batch|CANCELLED|7|1|00:00:07|0',
  '14|RUNNING|5|1|00:00:00|',
  '14.batch|RUNNING|5|1|00:00:00|',
  '',
].join('\n')

test('times and sizes are read as SLURM writes them', () => {
  expect(['02:03.456', '1:02:03', '1-02:03:04', '', 'UNLIMITED'].map(parseDuration)).toEqual([
    123.456,
    3723,
    93_784,
    undefined,
    undefined,
  ])
  expect(['0', '512000K', '1.50G', '', '12X'].map(parseSize)).toEqual([
    0,
    524_288_000,
    1_610_612_736,
    undefined,
    undefined,
  ])
})

test('a job has the processors of all nodes, and the memory of the step that took most', () => {
  expect(Object.fromEntries(parseAccounts(printed))).toEqual({
    '12': { seconds: 100, cpus: 4, cpu_seconds: 200.5, max_rss_bytes: 1_610_612_736 },
    '13_0': { seconds: 7, cpus: 1, cpu_seconds: 7 },
  })
})

describe('a folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-accounting-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const write = (...lines: object[]): Promise<void> =>
    writeFile(
      join(folder, 'jobs.jsonl'),
      lines.map(line => `${JSON.stringify({ job: '12', at: 't', ...line })}\n`).join(''),
    )
  const started = { event: 'started', kind: 'train', restarts: 0, nodes: 'n[1-2]', cpus: 2 }
  const ended = {
    event: 'ended',
    outcome: 'finished',
    code: 0,
    usage: { seconds: 98, cpu_seconds: 99, max_rss_bytes: 1e9, gpu_use: 0.5 },
  }

  test('is told once what its jobs have used', async () => {
    await write(started, ended)
    const asked: string[][] = []
    const call = async (program: string, args: readonly string[]) => {
      asked.push([program, ...args])
      return printed
    }
    const jobs = await noteAccounts(folder, await readJobs(folder), call)
    expect(asked).toEqual([
      ['sacct', '-P', '-n', '-o', 'JobID,State,ElapsedRaw,AllocCPUS,TotalCPU,MaxRSS', '-j', '12'],
    ])
    const [attempt] = jobs.attempts
    expect(attempt).toMatchObject({
      cpus: 4,
      isAccounted: true,
      usage: { seconds: 100, cpu_seconds: 200.5, max_rss_bytes: 1_610_612_736, gpu_use: 0.5 },
    })
    expect(cpuEfficiency(attempt!)).toBeCloseTo(0.50125, 5)
    await noteAccounts(folder, jobs, call)
    expect(asked.length).toBe(1)
  })

  test('is left alone where a job runs, goes on in the queue, or the cluster keeps no accounts', async () => {
    const refuse = async (): Promise<string> => {
      throw new Error('Slurm accounting storage is disabled')
    }
    await write(started)
    await noteAccounts(folder, await readJobs(folder), async () => printed)
    await write(started, { ...ended, outcome: 'requeued' })
    await noteAccounts(folder, await readJobs(folder), async () => printed)
    await write(started, ended)
    await noteAccounts(folder, await readJobs(folder), refuse)
    await noteAccounts(folder, await readJobs(folder), async () => '')
    expect(await readFile(join(folder, 'jobs.jsonl'), 'utf8')).not.toContain('accounted')
  })
})
