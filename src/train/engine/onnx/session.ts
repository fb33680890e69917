/**
 * @file Sessions of ONNX Runtime on a device, or what to install where it cannot be used.
 */
import { availableParallelism, cpus } from 'node:os'
import { env, InferenceSession, listSupportedBackends } from 'onnxruntime-node'
import type { Device } from '../../../config/device.ts'
import { MedspanError } from '../../../errors.ts'
import type { Graph } from '../../../graph/ir.ts'
import { lower } from '../../../graph/lower.ts'
import type { Weight } from '../../../graph/quantize.ts'
import { add, float, trace } from '../../../graph/trace.ts'

/**
 * Makes sure that a device can be used, by a graph of one addition.
 * @throws MedspanError `config` that says what to install
 */
export async function checkDevice(device: Device): Promise<void> {
  if (device === 'cpu') return
  const vector = new Map([['x', float('n')]])
  const session = await openSession(
    trace(vector, get => ({ y: add(get('x'), 1) })),
    device,
  )
  await session.release()
}

/**
 * @param threads one a core when left out, or one for each processor that this process may use, where they are fewer
 * @param weights those of the graph's inputs that the session itself is to hold
 */
export async function openSession(
  graph: Graph,
  device: Device,
  threads?: number | undefined,
  weights?: ReadonlyMap<string, Weight>,
): Promise<InferenceSession> {
  return openModel(lower(graph, { weights }), device, threads)
}

/**
 * @param model a file of ONNX that is our own: its path, or its bytes
 * @param threads as for `openSession`
 */
export async function openModel(
  model: string | Uint8Array,
  device: Device,
  threads?: number | undefined,
): Promise<InferenceSession> {
  // Since 1.30 ONNX Runtime keeps an identifier of the machine and sends events to its makers unless this is set
  // before its first session. Nothing leaves the machine here; who wants it can set the variable to 0.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  // What keeps a device from being used is told once, by our error, and not on stderr before it.
  if (device !== 'cpu') env.logLevel = 'fatal'
  try {
    const options: InferenceSession.SessionOptions = {
      executionProviders: [device],
      logSeverityLevel: 3,
      intraOpNumThreads: threads ?? ownThreads(),
      // A plan of memory for each shape of batch costs a quarter more memory here, and saves no time.
      enableMemPattern: false,
      // A thread that spins longer while it waits for the next product takes the processor from the optimizer, other sessions
      // and other programs: beside a busy one a step takes 1.18 times as long with the default of milliseconds. Not to spin
      // at all costs 7 % on an idle machine, this 1 %.
      extra: { session: { intra_op: { spin_duration_us: '20' } } },
    }
    return typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options)
  } catch (cause) {
    if (device === 'cpu') throw cause
    throw cannotUse(device, cause)
  }
}

/**
 * 0 leaves the choice to ONNX Runtime, which binds a thread to each core of the machine: also to those that `taskset` or
 * a batch system has not given to this process.
 */
function ownThreads(): number {
  const allowed = availableParallelism()
  return allowed < cpus().length ? allowed : 0
}

/** What ONNX Runtime 1.30 says where a device is not to be had, and what helps. */
function cannotUse(device: Device, cause: unknown): MedspanError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const reason = said.replace(/^\S*onnxruntime\S*\.cc:\d+ .* was false\. /s, '').trim()
  const known = listSupportedBackends().some(({ name }) => name === device)
  return new MedspanError('config', `the device ${device} cannot be used: ${reason}`, {
    where: { at: 'training.device' },
    hint: `${known ? hints[device] : `ONNX Runtime has no ${device} on this system.`} Or set training.device to cpu.`,
    cause,
  })
}

const hints = {
  cpu: '',
  cuda:
    'It needs an NVIDIA driver, CUDA 12 with cuDNN 9, and libraries of ONNX Runtime that npm does not bring (Linux ' +
    'on x64): node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12.',
  webgpu:
    'It needs a graphics card with its driver: on Linux Vulkan (libvulkan1 and the driver, such as ' +
    'mesa-vulkan-drivers), on macOS Metal, on Windows Direct3D 12.',
} as const
