/** @file A worker that learns, as an application would have one. */
import * as runtime from 'onnxruntime-web/wasm'
import { type Document, type LearnOptions, learn } from '../../src/browser/index.ts'

/** What the worker is sent: ONNX Runtime's WebAssembly, and what to learn from. */
export interface LearnRequest {
  readonly wasm: Uint8Array
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly documents: readonly Document[]
  readonly options: Omit<LearnOptions, 'runtime'>
}

/** What is used of a worker's surroundings. */
declare const self: {
  onmessage: (event: { readonly data: LearnRequest }) => void
  postMessage(answer: unknown): void
}

self.onmessage = async ({ data: { wasm, files, documents, options } }) => {
  try {
    const { env } = runtime
    env.wasm.numThreads = 1
    env.wasm.wasmBinary = wasm.buffer as ArrayBuffer
    env.logLevel = 'error'
    self.postMessage(await learn(name => files.get(name), documents, { ...options, runtime }))
  } catch (error) {
    self.postMessage(String(error))
  }
}
