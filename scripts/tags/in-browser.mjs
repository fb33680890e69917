/** @file What runs in Chromium, bundled: the browser's tagger. */
import * as runtime from 'onnxruntime-web/wasm'
import { loadTagger } from '../../dist/browser/index.js'
import { recordTags } from './record.mjs'

const bytesOf = text => Uint8Array.from(atob(text), character => character.charCodeAt(0))

globalThis.tagAll = async ({ files, wasm, int8, sentences, config }) => {
  runtime.env.wasm.numThreads = 1
  runtime.env.wasm.wasmBinary = bytesOf(wasm).buffer
  const read = name => (name in files ? bytesOf(files[name]) : undefined)
  return JSON.stringify(
    await recordTags(own => loadTagger(read, { runtime, int8, ...own }), sentences, config),
  )
}
