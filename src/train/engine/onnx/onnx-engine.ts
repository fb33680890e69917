/**
 * @file The engine on onnxruntime-node, which only this folder touches.
 */
import { Tensor } from 'onnxruntime-node'
import type { Device } from '../../../config/device.ts'
import type { TokenClassifier } from '../../../nn/model.ts'
import { type LocalEngine, localEngine } from '../local-engine.ts'
import type { Backend } from '../onnx-runtime.ts'
import { type ArithmeticOptions, createArithmetic } from './arithmetic.ts'
import { checkDevice, openSession } from './session.ts'

export interface OnnxEngineOptions extends ArithmeticOptions {
  /** Threads of ONNX Runtime; its own choice, one a core, when left out. */
  readonly threads?: number | undefined
  /** `cpu` by default. */
  readonly device?: Device | undefined
}

/**
 * Starts an engine; see `createArithmetic`. Results are written where they are wanted.
 * @throws MedspanError `config` for a device that is not to be had
 */
export async function createOnnxEngine(
  model: TokenClassifier,
  { threads, device = 'cpu', ...options }: OnnxEngineOptions = {},
): Promise<LocalEngine> {
  await checkDevice(device)
  const backend: Backend = {
    Tensor,
    open: (graph, weights) => openSession(graph, device, threads, weights),
  }
  return localEngine(createArithmetic(model, backend, options))
}
