/** @file The cluster for tests: starts, runs jobs with GPUs and arrays, keeps accounts, and leaves nothing running. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
          await call('sbatch', [...options, '-Jone', '--gres=gpu:1', '--wrap=echo $SLURM_JOB_GPUS'])
        ).trim()
        const two = (
          await call('sbatch', [...options, '-Jtwo', '--array=0-3', '--wrap=exit $SLURM_ARRAY_TASK_ID'])
        ).trim()
        await until(async () => (await call('squeue', ['-h'])) === '')
        expect(await readFile(join(folder, 'one.log'), 'utf8')).toMatch(/^[01]\n$/)
        expect(await cluster.stateOf(one)).toBe('COMPLETED')
        expect(await cluster.stateOf(`${two}_3`)).toBe('FAILED')
        if (accounting)
          await until(async () =>
            (await call('sacct', ['-P', '-n', '-X', '-o', 'JobID,State,ExitCode', '-j', two])).includes(
              `${two}_3|FAILED|3:0`,
            ),
          )
      } finally {
        await cluster.stop()
      }
      expect(existsSync(folder)).toBe(false)
      expect(await processesOf(folder)).toEqual([])
    },
    600_000,
  )
})
