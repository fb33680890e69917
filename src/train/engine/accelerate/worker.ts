/**
 * @file A Python worker as a process: started by `accelerate launch`, asked over a Unix domain socket, ended with us.
 *
 * The socket is in a folder that nobody else may enter. A worker that has lost it ends, so none outlives the trainer.
 * Whatever ends a worker becomes one error that says what to do; its last lines are part of it.
 */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Device } from '../../../config/device.ts'
import { type ErrorCode, MedspanError } from '../../../errors.ts'
import { type Child, type Ended, endChild, startChild } from '../../../system/child-process.ts'
import { foreignState } from '../state.ts'
import { endTogether, invite, type OtherMachines } from './other-machines.ts'
import {
  checkVersions,
  installCommand,
  type Launch,
  launchCommand,
  workerSurroundings,
} from './worker-launch.ts'
import { createFrameReader, type Frame, type SentTensor, writeFrame } from './worker-protocol.ts'

export interface WorkerOptions extends Omit<Launch, 'configFile' | 'machines'> {
  /** The content of accelerate's YAML. */
  readonly yaml: string
  readonly device: Device
  /** Threads of each process; by default as many as PyTorch likes. */
  readonly threads?: number | undefined
  /** Of a training on several. */
  readonly others?: OtherMachines | undefined
}

export interface Worker {
  /** Of Python and the libraries that matter. */
  readonly versions: Readonly<Record<string, string>>
  /** How many there really are. */
  readonly processes: number
  /** Asks and awaits the answer; one question after another. */
  ask(question: Readonly<Record<string, unknown>>, tensors?: ReadonlyMap<string, SentTensor>): Promise<Frame>
  /** Ends the processes, and waits until they are gone. */
  end(): Promise<void>
}

/** How many lines of what a worker writes an error shows. */
const shownLines = 12
/** How long processes may take to end by themselves. */
const patienceMs = 60_000

const helloSchema = z.object({
  versions: z.record(z.string(), z.string()),
  processes: z.int().min(1),
  device: z.string(),
})

/** What Python tells of an error: `WorkerError` in python/medspan_worker/errors.py. */
const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional(),
  at: z.string().optional(),
  errno: z.string().optional(),
})
type Told = z.output<typeof errorSchema>

/**
 * Starts a worker and waits until it can be asked.
 * @throws MedspanError `config` where Python or a library is missing or of a wrong version
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  if (process.platform === 'win32')
    throw new MedspanError('config', 'the accelerate engine runs on Linux and macOS only', {
      where: { at: 'training.engine' },
      hint: 'Set training.engine to onnx, or train in WSL.',
    })
  const folder = await mkdtemp(join(shortFolder(), 'medspan-worker-'))
  const path = join(folder, 'socket')
  const configFile = join(folder, 'accelerate.yaml')
  const server = createServer()
  try {
    await writeFile(configFile, options.yaml)
    server.listen(path)
    await once(server, 'listening')
    const invited = options.others && (await invite(options.others, invitationOf(options)))
    const machines = invited && { ...invited.machines, rank: 0 }
    const child = startChild(
      launchCommand({ ...options, machines, configFile }),
      workerSurroundings(process.env, { socket: path, ...options }),
    )
    const ended = invited === undefined ? child.ended : endTogether(child, invited)
    const socket = await Promise.race([connection(server), ended.then(() => undefined)])
    if (socket === undefined) throw explain(await ended, options)
    return await greet(createWorker(child, socket, ended, options), options)
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const invitationOf = ({ python, yaml, processes, device, threads }: WorkerOptions) => ({
  python,
  yaml,
  processes,
  device,
  threads,
})

/** Where the path of a socket is not too long: a system has room for about 100 bytes. */
const shortFolder = (): string => (Buffer.byteLength(tmpdir()) > 60 ? '/tmp' : tmpdir())

async function connection(server: ReturnType<typeof createServer>): Promise<Socket> {
  const [socket] = (await once(server, 'connection')) as [Socket]
  return socket
}

interface Connected extends Pick<Worker, 'ask' | 'end'> {
  receive(): Promise<Frame>
}

async function greet(
  { receive, ask, end }: Connected,
  { python, processes: wanted }: WorkerOptions,
): Promise<Worker> {
  try {
    const { versions, processes } = helloSchema.parse((await receive()).header)
    checkVersions(versions, python)
    if (processes !== wanted)
      throw new MedspanError('config', `expected ${wanted} processes, but accelerate starts ${processes}`, {
        where: { at: 'accelerate.num_processes' },
        hint: 'A file in accelerate.config_file must be one for several processes (MULTI_GPU or FSDP).',
      })
    return { versions, processes, ask, end }
  } catch (error) {
    await end()
    throw error
  }
}

function createWorker(
  child: Child,
  socket: Socket,
  ended: Promise<Ended>,
  options: WorkerOptions,
): Connected {
  // An error of the socket is told by what reads or writes; alone it must not end the process.
  socket.on('error', () => undefined)
  const next = createFrameReader(socket)
  let last: Promise<unknown> = Promise.resolve()

  /** Closes the socket, by which workers end; those that do not are killed. */
  async function finish(): Promise<Ended> {
    socket.destroy()
    const timer = setTimeout(endChild, patienceMs, child, 'SIGKILL')
    try {
      return await ended
    } finally {
      clearTimeout(timer)
    }
  }
  async function receive(): Promise<Frame> {
    const frame = await next().catch((error: unknown) => {
      if (error instanceof MedspanError || !(error instanceof Error && 'code' in error)) throw error
      return undefined
    })
    if (frame === undefined) throw explain(await finish(), options)
    return frame
  }
  async function askNow(
    question: Readonly<Record<string, unknown>>,
    tensors: ReadonlyMap<string, SentTensor>,
  ): Promise<Frame> {
    // Where the worker is gone, reading finds out why.
    await writeFrame(socket, question, tensors).catch((error: unknown) => {
      if (error instanceof MedspanError) throw error
    })
    const frame = await receive()
    const { error } = frame.header
    if (error !== undefined) throw toError(errorSchema.parse(error), options)
    return frame
  }
  return {
    receive,
    ask(question, tensors = new Map()) {
      const answer = last.then(() => askNow(question, tensors))
      last = answer.catch(() => undefined)
      return answer
    },
    async end() {
      await last
      await finish()
    },
  }
}

const continuing = 'Then give the same command again: the run resumes from its newest checkpoint.'
const lessMemory =
  'Lower training.per_device_train_batch_size or training.max_tokens_per_batch (and raise gradient_accumulation_steps), or set ' +
  `accelerate.gradient_checkpointing, mixed_precision: bf16 or strategy: fsdp. ${continuing}`

/** What has ended a worker, as an error for the user. */
export function explain({ failure, status, said }: Ended, options: WorkerOptions): MedspanError {
  const { python } = options
  const where = { at: 'accelerate.python' }
  if (failure !== undefined)
    return new MedspanError('config', `expected Python, but ${python} cannot be started (${failure.code})`, {
      where,
      hint: `Install Python 3.10 or newer, and with it: ${installCommand(python)}. Which one is used, accelerate.python or MEDSPAN_PYTHON says.`,
      cause: failure,
    })
  // A system that preempts a job sends this to all its processes, and Python needs a moment before it blocks it (launch.py).
  if (status === 'signal SIGTERM')
    return new MedspanError('interrupted', 'interrupted: the worker was told to end (SIGTERM)', {
      hint: 'Give the same command again to continue.',
    })
  // Each process may tell of an error; of one that is gone the others know only that it is.
  const lines = [...said.matchAll(/^medspan-worker-error (.*)$/gm)]
  const errors = lines.map(([, json]) => errorSchema.parse(JSON.parse(json!)))
  const told = errors.find(({ code }) => code !== 'internal') ?? errors[0]
  if (told !== undefined && told.code !== 'internal') return toError(told, options)
  const missing = /No module named '?([\w.]+)/.exec(said)?.[1]
  if (missing !== undefined)
    return toError({ code: 'missing', message: `No module named '${missing}'` }, options)
  if (/SIGKILL|[Ss]ignal 9|exitcode\s*: -9|exit status -9/.test(`${status}\n${said}`))
    return new MedspanError('config', 'a worker was killed (signal 9), most likely because memory ran out', {
      hint: lessMemory,
    })
  if (told !== undefined) return toError(told, options, said)
  return new MedspanError('internal', `the worker has ended (${status})${lastLines(said)}`, {
    hint: continuing,
  })
}

/** An error that Python has told. */
function toError(told: Told, { python }: WorkerOptions, said = ''): MedspanError {
  const { code, message, path, at, errno } = told
  const where = { ...(path !== undefined && { path }), ...(at !== undefined && { at }) }
  switch (code) {
    case 'missing':
      return new MedspanError('config', `the accelerate engine lacks a library: ${message}`, {
        where: { at: 'accelerate.python' },
        hint: `Install it: ${installCommand(python)}`,
      })
    case 'memory':
      return new MedspanError('config', `the memory of the device has run out: ${message}`, {
        hint: lessMemory,
      })
    case 'foreign-state':
      return foreignState(message)
    case 'config':
    case 'input':
    case 'output': {
      const cause = errno === undefined ? undefined : Object.assign(new Error(message), { code: errno })
      return new MedspanError(code satisfies ErrorCode, message, { where, cause })
    }
    default:
      return new MedspanError('internal', `the worker has failed: ${message}${lastLines(said)}`, {
        hint: continuing,
      })
  }
}

/** The end of what was said. */
function lastLines(said: string): string {
  const lines = said
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('medspan-worker-error'))
  return lines.length === 0 ? '' : `\n${lines.slice(-shownLines).join('\n')}`
}
