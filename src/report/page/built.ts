/**
 * @file What `scripts/page.mjs` has made for pages whose model runs in the browser: our worker in one file, and ONNX Runtime's
 * WebAssembly, compressed by gzip; and both with WebGPU.
 */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export const WORKER = 'worker.js'
export const WASM_GZ = 'onnxruntime.wasm.gz'
export const WEBGPU_WORKER = 'worker-webgpu.js'
export const WEBGPU_WASM_GZ = 'onnxruntime-webgpu.wasm.gz'

type Built = typeof WORKER | typeof WASM_GZ | typeof WEBGPU_WORKER | typeof WEBGPU_WASM_GZ

const folder = resolve(import.meta.dirname, '../../../dist/browser')

export const readBuilt = (name: Built): Promise<Buffer> => readFile(join(folder, name))
