/**
 * @file A model that was exported to ONNX, run as others run it: the file and nothing else.
 */
import { Tensor } from 'onnxruntime-node'
import type { PaddedChunks } from '../../../tokenizer/align.ts'
import { exportedLogits } from '../onnx-runtime.ts'
import { openModel } from './session.ts'

export interface ExportedModel {
  /** [B,T] -> [B,T,L] */
  logits(batch: PaddedChunks): Promise<Float32Array>
  dispose(): Promise<void>
}

/** @param model the path of the file, or its bytes */
export async function openExportedModel(
  model: string | Uint8Array,
  threads?: number | undefined,
): Promise<ExportedModel> {
  const session = await openModel(model, 'cpu', threads)
  return {
    logits: batch => exportedLogits(session, Tensor, batch),
    dispose: () => session.release(),
  }
}
