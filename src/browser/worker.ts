/**
 * @file The worker of the page that tags text: it loads a model from what the page holds, then tags what the page sends.
 * `scripts/page.mjs` makes one file of it and of all that it imports, ONNX Runtime among them.
 */
import * as runtime from 'onnxruntime-web/wasm'
import { typeName } from '../concepts/semantic-network.ts'
import { formatError, MedspanError } from '../errors.ts'
import type { Tagger } from '../predict/tagger.ts'
import { parseBase64 } from '../text/base64.ts'
import { describeMentions } from '../text/document.ts'
import type { Answer, PackedFiles, Request } from './messages.ts'
import { loadTagger } from './tagger.ts'

/** What is used of a worker's surroundings. */
declare const self: {
  onmessage: (event: { readonly data: Request }) => void
  postMessage(answer: Answer): void
}

let tagger: Tagger | undefined

async function load(files: PackedFiles, wasm: readonly string[]): Promise<Answer> {
  const { env } = runtime
  env.wasm.numThreads = 1
  env.wasm.wasmBinary = (await unpack(wasm)).buffer as ArrayBuffer
  env.logLevel = 'error'
  const read = (name: string) => (Object.hasOwn(files, name) ? unpack(files[name]!) : undefined)
  tagger = await loadTagger(read, { runtime, int8: true })
  return { kind: 'loaded', types: tagger.types.map(type => [type, typeName(type) ?? '']) }
}

async function tag(text: string): Promise<Answer> {
  if (tagger === undefined) throw new Error('expected a model before a text')
  let words = 0
  const advance = (more: number): void => {
    words += more
    self.postMessage({ kind: 'progress', words })
  }
  const document = await tagger.tag(text, { advance })
  return { kind: 'tagged', text, mentions: describeMentions(document) }
}

async function unpack(pieces: readonly string[]): Promise<Uint8Array> {
  const bytes = pieces.map(piece => {
    const part = parseBase64(piece)
    if (part === undefined) throw new MedspanError('input', 'expected base64: this page is damaged')
    return part as Uint8Array<ArrayBuffer>
  })
  const unpacked = new Blob(bytes).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(unpacked).arrayBuffer())
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(data.kind === 'load' ? await load(data.files, data.wasm) : await tag(data.text))
  } catch (error) {
    const message = error instanceof MedspanError ? formatError(error) : String(error)
    self.postMessage({ kind: 'failed', message })
  }
}
