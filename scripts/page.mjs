/**
 * @file Writes what a page that tags text is made of into a folder: its worker as one file, and ONNX Runtime's WebAssembly,
 * compressed. `npm run build` writes them into dist/browser/.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(process.argv[2] ?? join(root, 'dist/browser'))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))

const bundle = await rolldown({
  input: join(root, 'src/browser/worker.ts'),
  platform: 'browser',
  // ONNX Runtime looks there for its WebAssembly, which it is given.
  transform: { define: { 'import.meta': '{}' } },
})
const { output } = await bundle.generate({ format: 'iife', minify: true })
if (output.length !== 1) throw new Error(`expected one file, got ${output.map(({ fileName }) => fileName)}`)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'worker.js'), output[0].code)
const wasm = readFileSync(join(runtime, 'ort-wasm-simd-threaded.wasm'))
writeFileSync(join(folder, 'onnxruntime.wasm.gz'), gzipSync(wasm, { level: 9 }))
await bundle.close()
