/** @file The cluster for tests: starts, runs jobs with GPUs and arrays, keeps accounts, and leaves nothing running. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noteAccounts } from '../../src/cluster/accounting.ts'
import { readJobs } from '../../src/run/jobs-file.ts'
import { missing, startCluster, until } from './cluster.ts'

const hasAccounts = ['slurmdbd', 'mariadbd'].every(name => existsSync(join('/usr/sbin', name)))
if (missing === undefined && !hasAccounts)
  console.warn(
    'skipped: accounts, as there is no slurmdbd or mariadbd: apt-get install slurmdbd mariadb-server',
  )

/** Ids of processes that name a folder in their arguments or their environment. */
async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue
    for (const file of ['cmdline', 'environ'])
      if ((await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).includes(folder)) found.push(pid)
  }
  return found
}

/** Five seconds of a processor, so that SLURM, which looks every two seconds, sees it. */
const busy = `node -e 'const end = Date.now() + 5000; while (Date.now() < end);'`

describe.skipIf(missing !== undefined)('the cluster for tests', () => {
  test.each([
    ['without accounts', false],
    ['with accounts', true],
  ])(
    '%s runs a job on a GPU, and an array, and leaves nothing',
    async (_, accounting) => {
      if (accounting && !hasAccounts) return
      const cluster = await startCluster({ accounting })
      const { folder, call } = cluster
      try {
        const home = join(folder, 'slurm')
        const again = execFileSync(join(import.meta.dirname, 'slurm-cluster.sh'), ['start', home], {
          encoding: 'utf8',
        })
        expect(again).toBe(`SLURM_CONF=${cluster.env.SLURM_CONF}\n`)
        const options = ['--parsable', `--chdir=${folder}`, '--output=%x.log']
        const one = (
          await call('sbatch', [...options, '-Jone', '--gres=gpu:1', `--wrap=${busy}; echo $SLURM_JOB_GPUS`])
        ).trim()
        const two = (
          await call('sbatch', [...options, '-Jtwo', '--array=0-3', '--wrap=exit $SLURM_ARRAY_TASK_ID'])
        ).trim()
        await until(async () => (await call('squeue', ['-h'])) === '')
        expect(await readFile(join(folder, 'one.log'), 'utf8')).toMatch(/^[01]\n$/)
        expect(await cluster.stateOf(one)).toBe('COMPLETED')
        expect(await cluster.stateOf(`${two}_3`)).toBe('FAILED')
        if (accounting) {
          await until(async () =>
            (await call('sacct', ['-P', '-n', '-X', '-o', 'JobID,State,ExitCode', '-j', two])).includes(
              `${two}_3|FAILED|3:0`,
            ),
          )
          // What SLURM has counted comes into the record of a run.
          const lines = [
            { event: 'started', kind: 'train', restarts: 0, nodes: 'n1' },
            { event: 'ended', outcome: 'finished', code: 0 },
          ].map(event => `${JSON.stringify({ job: one, at: 'now', ...event })}\n`)
          await writeFile(join(folder, 'jobs.jsonl'), lines.join(''))
          let jobs = await readJobs(folder)
          await until(async () => {
            jobs = await noteAccounts(folder, jobs, call)
            return jobs.attempts[0]!.isAccounted
          })
          expect(jobs.attempts[0]).toMatchObject({ cpus: 1, usage: { seconds: expect.any(Number) } })
          expect(jobs.attempts[0]!.usage!.cpu_seconds).toBeGreaterThan(1)
          expect(jobs.attempts[0]!.usage!.max_rss_bytes).toBeGreaterThan(20e6)
        }
      } finally {
        await cluster.stop()
      }
      expect(existsSync(folder)).toBe(false)
      expect(await processesOf(folder)).toEqual([])
    },
    600_000,
  )
})
