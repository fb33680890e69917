/**
 * @file What learning is computed by: WebAssembly, or WebGPU where a trial finds it to be faster and to compute the same.
 */
import type { OnnxRuntime } from '../train/engine/onnx-runtime.ts'
import type { Provider } from './messages.ts'

/** By how much losses may differ. */
const tolerance = 1e-4

/** onnxruntime-web, as far as it knows providers. */
export interface ProvidingRuntime extends Pick<OnnxRuntime, 'Tensor'> {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: {
        readonly enableMemPattern?: boolean
        readonly executionProviders: readonly Provider[]
        readonly logSeverityLevel: 3
      },
    ): ReturnType<OnnxRuntime['InferenceSession']['create']>
  }
}

/** The same by one of its providers; what WebGPU has no operator for is computed by WebAssembly. */
export function runtimeBy({ Tensor, InferenceSession }: ProvidingRuntime, provider: Provider): OnnxRuntime {
  return {
    Tensor,
    InferenceSession: {
      create: (model, options) =>
        InferenceSession.create(model, {
          ...options,
          executionProviders: [provider],
          // Errors alone, not which operators WebGPU has not.
          logSeverityLevel: 3,
        }),
    },
  }
}

/**
 * Tries both.
 * @param tryLearning makes some steps by a provider, and is to tell of each when it is made
 */
export async function chooseProvider(
  tryLearning: (provider: Provider, onStep: (step: number, loss: number) => void) => Promise<unknown>,
  now = () => performance.now(),
): Promise<Provider> {
  const trial = async (provider: Provider) => {
    const steps: { readonly loss: number; readonly atMs: number }[] = []
    await tryLearning(provider, (_, loss) => steps.push({ loss, atMs: now() }))
    // The first one makes all ready.
    return { losses: steps.map(({ loss }) => loss), ms: (steps.at(-1)?.atMs ?? 0) - (steps[0]?.atMs ?? 0) }
  }
  const wasm = await trial('wasm')
  // Drivers fail in many ways, and none is worth more than going on without.
  const gpu = await trial('webgpu').catch(() => undefined)
  if (gpu === undefined || gpu.losses.length < wasm.losses.length || gpu.ms >= wasm.ms) return 'wasm'
  return gpu.losses.every((loss, i) => Math.abs(loss - wasm.losses[i]!) < tolerance) ? 'webgpu' : 'wasm'
}
