/**
 * @file Writes what pages whose model runs in the browser are made of into a folder: their worker as one file, and ONNX Runtime's
 * WebAssembly, compressed; and both once more with WebGPU. `npm run build` writes them into dist/browser/.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(process.argv[2] ?? join(root, 'dist/browser'))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))

// Whole or not at all: somebody may be reading the one before.
const write = (name, content) => {
  writeFileSync(join(folder, `${name}.${process.pid}`), content)
  renameSync(join(folder, `${name}.${process.pid}`), join(folder, name))
}

/** The worker with one of the builds of ONNX Runtime, and its WebAssembly. */
async function writeWorker(build, script, wasm, binary) {
  const bundle = await rolldown({
    input: join(root, 'src/browser/worker.ts'),
    platform: 'browser',
    resolve: { alias: { 'onnxruntime-web/wasm': `onnxruntime-web/${build}` } },
    // ONNX Runtime looks there for its WebAssembly, which it is given.
    transform: { define: { 'import.meta': '{}' } },
  })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  if (output.length !== 1) throw new Error(`expected one file, got ${output.map(({ fileName }) => fileName)}`)
  await bundle.close()
  write(script, output[0].code)
  write(wasm, gzipSync(readFileSync(join(runtime, binary)), { level: 9 }))
}

mkdirSync(folder, { recursive: true })
await writeWorker('wasm', 'worker.js', 'onnxruntime.wasm.gz', 'ort-wasm-simd-threaded.wasm')
await writeWorker(
  'webgpu',
  'worker-webgpu.js',
  'onnxruntime-webgpu.wasm.gz',
  'ort-wasm-simd-threaded.asyncify.wasm',
)
