/**
 * @file The nodes of a job besides the first, on which the batch script does not run: srun takes a trainer's invitation there
 * (train/engine/accelerate/other-machines.ts), for as long as it stands, and the trainer is told how they have ended.
 *
 * srun runs the batch script again, so that modules, variables, setup and container are the same everywhere.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MedspanError } from '../errors.ts'
import { type Child, endChild, startChild } from '../system/child-process.ts'
import { writeJsonWhole } from '../system/output.ts'
import { type Answer, answerFileOf } from '../train/engine/accelerate/other-machines.ts'
import { JOIN } from './batch-script.ts'
import { type CallSlurm, parseFields } from './slurm.ts'
import { jobsFolderOf, scriptOf } from './submission.ts'

const pollIntervalMs = 500

export interface OtherNodes {
  /** What the command needs to know, as environment variables. */
  readonly env: Readonly<Record<string, string>>
  /** Ends what runs there. */
  end(): Promise<void>
}

export interface OtherNodesOptions {
  /** Of the run. */
  readonly folder: string
  readonly kind: string
  readonly job: string
  /** As SLURM has set it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The job was signalled. */
  readonly signal: AbortSignal
  readonly call: CallSlurm
}

/**
 * Looks after the other nodes of a job; undefined where there are none.
 * @throws MedspanError `config` where SLURM does not know the first node
 */
export async function openOtherNodes(options: OtherNodesOptions): Promise<OtherNodes | undefined> {
  const { folder, kind, job, env, signal, call } = options
  const count = Number(env.SLURM_JOB_NUM_NODES ?? 1)
  if (kind !== 'train' || !(count > 1)) return undefined
  const invitation = join(jobsFolderOf(folder), `${job}.invitation`)
  await rm(invitation, { force: true })
  const words = await joinCommand(scriptOf(folder, kind), count, env)
  let isOver = false
  const watching = watch()
  return {
    env: {
      MEDSPAN_MACHINES: String(count),
      MEDSPAN_MAIN_ADDRESS: await addressOf(env.SLURMD_NODENAME ?? '', call),
      MEDSPAN_INVITATION: invitation,
    },
    async end() {
      isOver = true
      await watching
      for (const path of [invitation, answerFileOf(invitation)]) await rm(path, { force: true })
    },
  }

  async function watch(): Promise<void> {
    let current: { readonly id: string; readonly child: Child } | undefined
    while (!isOver) {
      const invited = await readInvitation(invitation)
      if (current !== undefined && invited?.id !== current.id) {
        await endStep(current.child)
        current = undefined
      }
      if (current === undefined && invited !== undefined) {
        const child = startChild(words, { env, input: 'pipe' })
        child.process.stdin!.write(`${invited.line}\n`)
        void child.ended.then(({ status, said }) => answer({ id: invited.id, status, said }))
        current = { id: invited.id, child }
      }
      await sleep(pollIntervalMs)
    }
    if (current !== undefined) await endStep(current.child)
  }

  async function answer(ended: Omit<Answer, 'isStopped'>): Promise<void> {
    if (isOver) return
    // Where it cannot be written the command sees that its processes have lost each other.
    const content = { ...ended, isStopped: signal.aborted } satisfies Answer
    await writeJsonWhole(answerFileOf(invitation), content).catch(() => undefined)
  }
}

/** By SIGTERM srun ends its step at once. */
async function endStep(child: Child): Promise<void> {
  child.process.stdin?.end()
  endChild(child, 'SIGTERM')
  await child.ended
}

/** What starts `medspan join` once on each of the other nodes. */
export async function joinCommand(
  script: string,
  nodes: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const [first = ''] = (await readFile(script, 'utf8')).split('\n')
  const cpus = env.SLURM_CPUS_PER_TASK
  return [
    ...['srun', `--nodes=${nodes - 1}`, '--relative=1', `--ntasks=${nodes - 1}`, '--ntasks-per-node=1'],
    // srun no longer takes this from sbatch (since 22.05).
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
    ...['--cpu-bind=none', '--kill-on-bad-exit=1'],
    ...[...first.replace('#!', '').split(' '), script, JOIN],
  ]
}

/** Where SLURM itself reaches a node. */
async function addressOf(node: string, call: CallSlurm): Promise<string> {
  const address = parseFields(await call('scontrol', ['-o', 'show', 'node', node])).get('NodeAddr')
  if (address === undefined)
    throw new MedspanError('config', `expected the address of node ${node} from scontrol`)
  return address
}

/** An invitation on one line, and its id. */
async function readInvitation(path: string): Promise<{ id: string; line: string } | undefined> {
  try {
    const invitation = JSON.parse(await readFile(path, 'utf8')) as { id: string }
    return { id: invitation.id, line: JSON.stringify(invitation) }
  } catch {
    return undefined
  }
}
