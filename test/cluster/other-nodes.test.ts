/** @file The other nodes of a job, with an srun that runs what it is given on this machine. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { joinCommand, type OtherNodes, openOtherNodes } from '../../src/cluster/other-nodes.ts'
import { startChild } from '../../src/system/child-process.ts'
import { joinTraining } from '../../src/train/engine/accelerate/join-training.ts'
import { endTogether, invite, otherMachinesOf } from '../../src/train/engine/accelerate/other-machines.ts'

let root: string
let serial = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-other-nodes-'))
  // It ends as its command does, and by SIGTERM.
  await writeFile(join(root, 'srun'), '#!/bin/bash\nwhile [[ $1 = --* ]]; do shift; done\nexec "$@"\n')
  await chmod(join(root, 'srun'), 0o755)
})
afterAll(() => rm(root, { recursive: true }))

const launch = { python: 'python3', yaml: '', processes: 2, device: 'cpu' } as const

/** The other nodes of a job whose script is given. */
async function open(
  script: string,
  signal = new AbortController().signal,
): Promise<[OtherNodes, folder: string]> {
  const folder = join(root, `run-${serial++}`)
  await mkdir(join(folder, 'jobs'), { recursive: true })
  await writeFile(join(folder, 'jobs/train.sh'), `#!/bin/bash\n${script}\n`)
  const env = {
    ...process.env,
    PATH: `${root}:${process.env.PATH}`,
    SLURM_JOB_NUM_NODES: '2',
    SLURMD_NODENAME: 'n1',
  }
  const call = async () => 'NodeName=n1 Arch=x86_64 NodeAddr=10.0.0.1 NodeHostName=n1 \n'
  const others = await openOtherNodes({ folder, kind: 'train', job: '12', env, signal, call })
  return [others!, folder]
}

/** A program of this machine as machine 0, which takes the others along. */
async function begin(others: OtherNodes, program: string) {
  const invited = await invite(otherMachinesOf(others.env)!, launch)
  const child = startChild(['bash', '-c', program], { env: process.env })
  return { invited, ended: endTogether(child, invited) }
}

// Each looks for the other every half second.
test.concurrent('are told what to start, once they are asked, and how they ended is told when they have', async () => {
  const [others, folder] = await open('[ "$1" = join ] && head -n 1 >told && echo "no Python" >&2; exit 3')
  expect(others.env).toMatchObject({ MEDSPAN_MACHINES: '2', MEDSPAN_MAIN_ADDRESS: '10.0.0.1' })
  const before = process.cwd()
  expect(await readdir(join(folder, 'jobs'))).toEqual(['train.sh'])
  const { invited } = await begin(others, 'exit 0')
  expect(await invited.ended).toMatchObject({ status: 'exit code 3', said: 'no Python\n', isStopped: false })
  const told = JSON.parse(await readFile(join(before, 'told'), 'utf8'))
  await rm(join(before, 'told'))
  expect(told).toMatchObject({
    ...launch,
    machines: { count: 2, address: '10.0.0.1', port: invited.machines.port },
  })
  await others.end()
  expect(await readdir(join(folder, 'jobs'))).toEqual(['train.sh'])
})

test.concurrent('that are told to stop do not end this one', async () => {
  const controller = new AbortController()
  const [others, folder] = await open('exit 0', controller.signal)
  controller.abort()
  const { ended } = await begin(
    others,
    `until [ -e '${join(folder, 'jobs/12.invitation.ended')}' ]; do sleep 0.1; done; sleep 1; echo saved`,
  )
  await expect(ended).resolves.toMatchObject({ status: 'exit code 0', said: 'saved\n\n' })
  await others.end()
})

test.concurrent('are ended with the command, and when nobody asks for them', async () => {
  for (const how of ['the command', 'the invitation']) {
    const [others, folder] = await open('echo $$ >"$(dirname "$0")/pid"; exec sleep 1000')
    const { invited } = await begin(others, 'exit 0')
    let pid = 0
    while (pid === 0) {
      pid = Number(await readFile(join(folder, 'jobs/pid'), 'utf8').catch(() => '0'))
      await sleep(100)
    }
    if (how === 'the command') await others.end()
    else await invited.withdraw()
    const isThere = () => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    while (isThere()) await sleep(100)
    await others.end()
  }
})

test('that end first end this one, with their reason before its own', async () => {
  const [others] = await open('echo "their reason"; exit 1')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { invited, ended } = await begin(others, 'exec sleep 1000')
  await invited.ended
  // This one is given some time for a reason of its own.
  await vi.advanceTimersByTimeAsync(20_000)
  await expect(ended).resolves.toMatchObject({
    status: 'on another machine: exit code 1',
    said: 'their reason\n\n',
  })
  await others.end()
})

test('there are none of a job with one node, nor of one that follows a training', async () => {
  const options = { folder: root, job: '12', signal: new AbortController().signal, call: async () => '' }
  expect(
    await openOtherNodes({ ...options, kind: 'train', env: { SLURM_JOB_NUM_NODES: '1' } }),
  ).toBeUndefined()
  expect(
    await openOtherNodes({ ...options, kind: 'evaluate', env: { SLURM_JOB_NUM_NODES: '2' } }),
  ).toBeUndefined()
})

test('the script is run by the shell that its first line names, on all nodes but the first', async () => {
  const script = join(root, 'login.sh')
  await writeFile(script, '#!/bin/bash -l\n# a comment\n')
  expect((await joinCommand(script, 3, { SLURM_CPUS_PER_TASK: '8' })).join(' ')).toBe(
    'srun --nodes=2 --relative=1 --ntasks=2 --ntasks-per-node=1 --cpus-per-task=8 --cpu-bind=none --kill-on-bad-exit=1 ' +
      `/bin/bash -l ${script} join`,
  )
})

test('machines are one unless the environment says more, and then it says all', () => {
  const several = {
    MEDSPAN_MACHINES: '2',
    MEDSPAN_MAIN_ADDRESS: 'node7',
    MEDSPAN_INVITATION: '/run/invitation',
  }
  expect(otherMachinesOf({})).toBeUndefined()
  expect(otherMachinesOf({ MEDSPAN_MACHINES: '1' })).toBeUndefined()
  expect(otherMachinesOf(several)).toEqual({ count: 2, address: 'node7', invitation: '/run/invitation' })
  for (const name of ['MEDSPAN_MAIN_ADDRESS', 'MEDSPAN_INVITATION'])
    expect(() => otherMachinesOf({ ...several, [name]: '' })).toThrow(`expected ${name}`)
  expect(() => otherMachinesOf({ ...several, MEDSPAN_MACHINES: 'two' })).toThrow('a whole number, got two')
})

test('who joins starts its share as the machine that it is, and tells what failed', async () => {
  const python = join(root, 'python')
  const join1 = (program: string, input = new PassThrough()) =>
    writeFile(python, `#!/bin/bash\n${program}\n`, { mode: 0o755 }).then(async () => {
      const invitation = { id: 'a', ...launch, python, machines: { count: 2, address: 'node7', port: 29501 } }
      input.write(`${JSON.stringify(invitation)}\n`)
      let printed = ''
      const code = await joinTraining({
        input,
        rank: 1,
        environment: { ...process.env, MEDSPAN_SOCKET: undefined },
        write: text => {
          printed += text
        },
      })
      return { code, printed }
    })
  expect(await join1('exit 0')).toEqual({ code: 0, printed: '' })
  const failed = await join1('echo "$MEDSPAN_DEVICE $@"; exit 4')
  expect(failed.code).toBe(1)
  expect(failed.printed).toMatch(
    /^cpu -m medspan_worker\.launch .* --machine_rank 1 --main_process_ip node7 /,
  )
  expect(failed.printed).toContain('exit code 4')
  const closed = new PassThrough()
  closed.end()
  expect(await joinTraining({ input: closed, rank: 1, environment: {}, write: () => {} })).toBe(0)
})
