/**
 * @file A model that was exported to ONNX, as others run it: the file and nothing else. It must be our own: a graph of ONNX
 * may ask for any memory and time, so that those of others are read for their weights alone (`nn/weights/onnx-file.ts`).
 */
import { Tensor } from 'onnxruntime-node'
import type { PaddedChunks } from '../../../tokenizer/align.ts'
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
    async logits({ rows, length, inputIds, attentionMask, tokenTypeIds }) {
      const feeds = { input_ids: inputIds, attention_mask: attentionMask, token_type_ids: tokenTypeIds }
      const tensors = Object.entries(feeds)
        .filter(([name]) => session.inputNames.includes(name))
        .map(([name, data]) => [name, new Tensor('int64', BigInt64Array.from(data, BigInt), [rows, length])])
      const { logits } = await session.run(Object.fromEntries(tensors))
      return logits!.data as Float32Array
    },
    dispose: () => session.release(),
  }
}
