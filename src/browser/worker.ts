/**
 * @file The worker of the pages whose model runs in the browser: it loads a model from what the page gives, tags what the page sends,
 * and goes on training the model. `scripts/page.mjs` makes one file of it and of all that it imports, ONNX Runtime among them.
 */
import * as runtime from 'onnxruntime-web/wasm'
import { typeName } from '../concepts/semantic-network.ts'
import { formatError, formatNotice, MedspanError } from '../errors.ts'
import type { Tagger } from '../predict/tagger.ts'
import { collectNotices, silent } from '../progress.ts'
import { parseBase64 } from '../text/base64.ts'
import { type Document, describeMentions } from '../text/document.ts'
import type { ReadFile } from './files.ts'
import { type LearnOptions, learn } from './learner.ts'
import type { Answer, PackedFile, Provider, Request, TaggedText } from './messages.ts'
import { chooseProvider, runtimeBy } from './providers.ts'
import { loadTagger } from './tagger.ts'
import { zipFiles } from './zip.ts'

/** What is used of a worker's surroundings. */
declare const self: {
  onmessage: (event: { readonly data: Request }) => void
  postMessage(answer: Answer): void
}

/** Of a trial: the first makes all ready, and the second is timed. */
const trialSteps = 2

/** The model in use: its files, and its tagger while it is loaded. */
let read: ReadFile | undefined
let tagger: Tagger | undefined
/** Of the model that was learnt. */
let learnt: ReadonlyMap<string, Uint8Array> = new Map()
let work = new AbortController()
/** What learning is computed by; undefined until it has been tried. */
let provider: Provider | undefined

async function load({ files, wasm, hasGpu = false }: Extract<Request, { kind: 'load' }>): Promise<Answer> {
  const { env } = runtime
  env.wasm.numThreads = 1
  env.wasm.wasmBinary = (await unpack(wasm)).buffer as ArrayBuffer
  env.logLevel = 'error'
  provider = hasGpu ? undefined : 'wasm'
  read = name => (Object.hasOwn(files, name) ? unpack(files[name]!) : undefined)
  const { types } = await taggerInUse()
  return { kind: 'loaded', types: types.map(type => [type, typeName(type) ?? '']) }
}

async function taggerInUse(): Promise<Tagger> {
  if (read === undefined) throw new Error('expected a model before a text')
  tagger ??= await loadTagger(read, { runtime: runtimeBy(runtime, 'wasm') })
  return tagger
}

async function tag(documents: readonly Document[], signal: AbortSignal): Promise<Answer> {
  const { tag } = await taggerInUse()
  let words = 0
  const advance = (more: number): void => {
    words += more
    self.postMessage({ kind: 'progress', words })
  }
  const tagged: TaggedText[] = []
  for (const document of documents) {
    const { text, mentions } = await tag(document, { advance })
    tagged.push({ text, mentions: describeMentions({ text, mentions }) })
    // Lets a message to stop be heard.
    await new Promise(resolve => setTimeout(resolve))
    signal.throwIfAborted()
  }
  return { kind: 'tagged', documents: tagged }
}

async function learnFrom(
  { documents, steps }: Extract<Request, { kind: 'learn' }>,
  signal: AbortSignal,
): Promise<Answer> {
  if (read === undefined) throw new Error('expected a model to learn from')
  // Its memory is needed.
  await tagger?.dispose()
  tagger = undefined
  const { progress, notices } = collectNotices(silent)
  const onStep = (step: number, loss: number): void => self.postMessage({ kind: 'step', step, loss })
  const from = read
  const learnBy = (by: Provider, options: Omit<LearnOptions, 'runtime'>) =>
    learn(from, documents, { ...options, signal, runtime: runtimeBy(runtime, by) })
  const chosen =
    provider ?? (await chooseProvider((by, tell) => learnBy(by, { steps: trialSteps, onStep: tell })))
  // Of a trial that was stopped nothing follows.
  if (!signal.aborted) provider = chosen
  const { losses, files } = await learnBy(chosen, { steps, onStep, progress })
  learnt = files
  read = name => files.get(name)
  return { kind: 'learnt', losses, notices: notices.list().map(formatNotice), provider: chosen }
}

async function pack(folder: string): Promise<Answer> {
  const files = new Map([...learnt].map(([name, content]) => [`${folder}/${name}`, content]))
  return { kind: 'packed', zip: await zipFiles(files) }
}

async function unpack(file: PackedFile): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file
  const bytes = file.map(piece => {
    const part = parseBase64(piece)
    if (part === undefined) throw new MedspanError('input', 'expected base64: this page is damaged')
    return part as Uint8Array<ArrayBuffer>
  })
  const unpacked = new Blob(bytes).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(unpacked).arrayBuffer())
}

function answer(request: Exclude<Request, { kind: 'stop' }>, signal: AbortSignal): Promise<Answer> {
  switch (request.kind) {
    case 'load':
      return load(request)
    case 'tag':
      return tag(request.documents, signal)
    case 'learn':
      return learnFrom(request, signal)
    case 'pack':
      return pack(request.folder)
  }
}

self.onmessage = async ({ data }) => {
  if (data.kind === 'stop') return work.abort()
  work = new AbortController()
  try {
    self.postMessage(await answer(data, work.signal))
  } catch (error) {
    const message = error instanceof MedspanError ? formatError(error) : String(error)
    self.postMessage({ kind: 'failed', message })
  }
}
