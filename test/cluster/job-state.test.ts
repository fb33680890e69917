/** @file States from the texts of SLURM's programs, and what their refusals mean. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isActive, parseSacct, parseScontrol, parseSqueue, readStates } from '../../src/cluster/job-state.ts'
import { type CallSlurm, callSlurm, parseFields } from '../../src/cluster/slurm.ts'
import { formatError, MedspanError } from '../../src/errors.ts'

// As Slurm 22.05 prints them.
const squeue = '12|RUNNING|None|n1\n13_0|PENDING|Dependency|\n13_1|COMPLETING|None|n2\n'
const scontrol =
  "JobId=9 JobName=t 1 UserId=root(0) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) Requeue=1 Restarts=1 ExitCode=1:0 NodeList=n1 TRES=cpu=1,node=1,gres/gpu=1 Socks/Node=* Command=/a b=c/t.sh WorkDir=/tmp/w x'ü$(a)#& StdErr=/tmp/9.log Power= \n"

describe('texts of SLURM', () => {
  test('squeue', () => {
    expect(parseSqueue(squeue)).toEqual([
      { job: '12', state: 'RUNNING', reason: '', nodes: 'n1' },
      { job: '13_0', state: 'PENDING', reason: 'Dependency', nodes: '' },
      { job: '13_1', state: 'COMPLETING', reason: '', nodes: 'n2' },
    ])
  })

  test('sacct', () => {
    expect(parseSacct('9|CANCELLED by 0|0:9|n1|None\n10_2|COMPLETED|0:0|n[1-2]|None\n')).toEqual([
      { job: '9', state: 'CANCELLED', reason: '', nodes: 'n1', code: 137 },
      { job: '10_2', state: 'COMPLETED', reason: '', nodes: 'n[1-2]', code: 0 },
    ])
  })

  test('scontrol, whose values may hold spaces', () => {
    const fields = parseFields(scontrol)
    expect(fields.get('JobName')).toBe('t 1')
    expect(fields.get('WorkDir')).toBe("/tmp/w x'ü$(a)#&")
    expect(fields.get('TRES')).toBe('cpu=1,node=1,gres/gpu=1')
    expect(parseScontrol(scontrol)).toEqual([
      { job: '9', state: 'FAILED', reason: 'NonZeroExitCode', nodes: 'n1', code: 1 },
    ])
    expect(
      parseScontrol('JobId=15 ArrayJobId=13 ArrayTaskId=1 JobState=PENDING ExitCode=0:0\n')[0]!.job,
    ).toBe('13_1')
  })

  test('active is what runs or will run', () => {
    const of = (state: string) => isActive({ job: '1', state, reason: '', nodes: '' })
    expect(['PENDING', 'RUNNING', 'COMPLETING', 'REQUEUED'].map(of)).toEqual([true, true, true, true])
    expect(['COMPLETED', 'FAILED', 'TIMEOUT', 'NODE_FAIL', 'CANCELLED'].map(of)).toEqual(Array(5).fill(false))
  })
})

describe('states are asked for', () => {
  const unknown = new MedspanError(
    'config',
    'squeue has refused: slurm_load_jobs error: Invalid job id specified',
  )

  test('of squeue, exit codes of scontrol, and what is older of sacct', async () => {
    const asked: string[] = []
    const call: CallSlurm = async (program, args) => {
      asked.push(program)
      if (program === 'squeue') return '9|FAILED|NonZeroExitCode|n1\n12|RUNNING|None|n1\n'
      if (program === 'scontrol') return scontrol
      expect(args.at(-1)).toBe('3')
      return '3|TIMEOUT|0:0|n2|None\n'
    }
    const states = await readStates(['9', '12', '3'], call)
    expect(asked).toEqual(['squeue', 'scontrol', 'sacct'])
    expect([...states.values()].map(({ job, state, code }) => [job, state, code])).toEqual([
      ['9', 'FAILED', 1],
      ['12', 'RUNNING', undefined],
      ['3', 'TIMEOUT', 0],
    ])
  })

  test('and a job that nobody knows any more is left out, without accounts too', async () => {
    const call: CallSlurm = async () => {
      throw unknown
    }
    expect(await readStates(['7'], call)).toEqual(new Map())
    expect(await readStates([], call)).toEqual(new Map())
  })

  test('and a cluster that does not answer is an error', async () => {
    const call: CallSlurm = async () => {
      throw new MedspanError('config', 'squeue has refused: Unable to contact slurm controller')
    }
    await expect(readStates(['7'], call)).rejects.toThrow('contact')
  })
})

describe('programs of SLURM', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-slurm-'))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })

  const refusal = async (stderr: string): Promise<string> => {
    const path = join(folder, 'sbatch')
    await writeFile(path, `#!/bin/sh\ncat >&2 <<'END'\n${stderr}\nEND\nexit 1\n`)
    await chmod(path, 0o755)
    vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`)
    return callSlurm('sbatch', ['x']).then(
      () => '',
      (error: MedspanError) => formatError(error),
    )
  }

  test('that are not there are told of', async () => {
    vi.stubEnv('PATH', folder)
    await expect(callSlurm('scancel', ['1'])).rejects.toThrow(/scancel is not to be found/)
  })

  test.each([
    [
      'sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified',
      'sinfo -s',
    ],
    [
      'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified',
      'slurm.account',
    ],
    ['sbatch: error: Batch job submission failed: Invalid qos specification', 'slurm.qos'],
    [
      'sbatch: error: Batch job submission failed: Requested node configuration is not available',
      'sinfo -o "%P %c %m %G"',
    ],
    ['sbatch: error: Invalid generic resource (gres) specification', 'slurm.gres'],
    [
      'sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)',
      'slurm.time',
    ],
    ['sbatch: error: Memory specification can not be satisfied', 'slurm.mem'],
    ['sbatch: error: Batch job submission failed: Invalid node name specified', 'sinfo -N'],
    [
      "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
      'more jobs',
    ],
    [
      'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)',
      'does not answer',
    ],
  ])('refuse, and it is said what to do: %s', async (stderr, hint) => {
    const said = await refusal(stderr)
    expect(said).toContain(
      `sbatch has refused: ${stderr
        .split('\n')
        .at(-1)!
        .replace(/^sbatch: error: /, '')}`,
    )
    expect(said).toContain(hint)
  })
})
