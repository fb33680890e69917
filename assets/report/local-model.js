/**
 * @file A model in this page: it is loaded from the server once, and from then on tags and learns in a worker, which can ask for nothing.
 *
 * @typedef {import('./server.js').Sent} Sent
 * @typedef {import('./annotation.js').Pair} Pair
 * @typedef {import('../../src/browser/messages.ts').Answer} Answer
 * @typedef {import('../../src/browser/messages.ts').Request} Request
 * @typedef {import('../../src/text/document.ts').Document} WholeDocument
 * @typedef {{ take(answer: Answer): void, resolve(answer: Answer): void, reject(error: Error): void }} Exchange
 */
import { fromRow } from './annotation.js'
import { askModelFile, askModelFiles, askWebAssembly } from './server.js'
import { openWorker } from './worker.js'

/** Whether the browser has a GPU that computes: one that it imitates would be slower. */
async function findGpu() {
  const { gpu } =
    /** @type {{ gpu?: { requestAdapter(): Promise<{ info?: { isFallbackAdapter?: boolean } } | null> } }} */ (
      /** @type {unknown} */ (navigator)
    )
  const adapter = await gpu?.requestAdapter().catch(() => null)
  return adapter !== undefined && adapter !== null && adapter.info?.isFallbackAdapter !== true
}

/** @param {Pair} pair */
const toSpan = ([begin, end]) => ({ begin, end })

/**
 * @param {Sent} sent
 * @returns {WholeDocument}
 */
export function toDocument({ sentences, tokens, mentions, ...rest }) {
  return {
    ...rest,
    sentences: sentences.map(toSpan),
    tokens: tokens.map(toSpan),
    mentions: mentions.map(row => {
      const { parts, ...mention } = fromRow(row)
      return { ...mention, ...(parts !== null && { parts: parts.map(toSpan) }) }
    }),
  }
}

export function createLocalModel() {
  /** @type {ReturnType<typeof openWorker> | undefined} */
  let worker
  /** What is waited for: one at a time. @type {Exchange | undefined} */
  let exchange

  /** @param {Answer} answer */
  function take(answer) {
    const current = exchange
    if (answer.kind === 'progress' || answer.kind === 'step') return current?.take(answer)
    exchange = undefined
    if (answer.kind === 'failed') current?.reject(new Error(answer.message))
    else current?.resolve(answer)
  }

  /** Ends the worker, and what it holds is gone. @param {string} message */
  function end(message) {
    worker?.terminate()
    worker = undefined
    exchange?.reject(new Error(message))
    exchange = undefined
  }

  /**
   * @template {Answer['kind']} Kind
   * @param {Kind} kind of its answer
   * @param {Request} request
   * @param {{ take?: (answer: Answer) => void, transferred?: Transferable[] }} options
   * @returns {Promise<Extract<Answer, { kind: Kind }>>}
   */
  async function ask(kind, request, { take: listen = () => {}, transferred = [] } = {}) {
    /** @type {Promise<Answer>} */
    const answered = new Promise((resolve, reject) => {
      exchange = { take: listen, resolve, reject }
    })
    if (worker === undefined) throw new Error('There is no model in this page: learn first.')
    worker.postMessage(request, transferred)
    const answer = await answered
    if (answer.kind !== kind) throw new Error(`expected ${kind} of the worker, got ${answer.kind}`)
    return /** @type {Extract<Answer, { kind: Kind }>} */ (answer)
  }

  return {
    /**
     * Takes a model from the server, in the place of the one before.
     * @param {string} model
     * @param {AbortSignal} signal
     * @param {(fraction: number) => void} onProgress
     */
    async load(model, signal, onProgress) {
      end('Another model is loaded.')
      const { version, files: sizes } = await askModelFiles(model, signal)
      const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
      let come = 0
      const onBytes = (/** @type {number} */ bytes) => {
        come += bytes
        onProgress(come / total)
      }
      /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
      const files = {}
      for (const file of Object.keys(sizes))
        files[file] = await askModelFile({ model, version, file }, signal, onBytes)
      const hasGpu = await findGpu()
      const wasm = await askWebAssembly(`onnxruntime${hasGpu ? '-webgpu' : ''}.wasm.gz`, signal)
      worker = openWorker(`page/worker${hasGpu ? '-webgpu' : ''}.js`, take, end)
      const transferred = [...Object.values(files), wasm].map(({ buffer }) => buffer)
      await ask('loaded', { kind: 'load', files, wasm, hasGpu }, { transferred }).catch(error => {
        end('')
        throw error
      })
    },
    /**
     * Goes on training it, until it is stopped.
     * @param {readonly Sent[]} documents
     * @param {number} steps
     * @param {(step: number, loss: number) => void} onStep
     */
    learn(documents, steps, onStep) {
      /** @param {Answer} answer */
      const listen = answer => {
        if (answer.kind === 'step') onStep(answer.step, answer.loss)
      }
      return ask('learnt', { kind: 'learn', documents: documents.map(toDocument), steps }, { take: listen })
    },
    /**
     * The same documents with the mentions that it finds.
     * @param {readonly Sent[]} documents
     * @returns {Promise<Sent[]>}
     */
    async tag(documents) {
      const { documents: tagged } = await ask('tagged', { kind: 'tag', documents: documents.map(toDocument) })
      return documents.map((document, i) => ({
        ...document,
        mentions: (tagged[i]?.mentions ?? []).map(({ begin, end: to, concepts, types, score }) => [
          ...[begin, to, concepts, types],
          ...[null, score],
        ]),
      }))
    },
    /** As a ZIP file of a folder. @param {string} folder */
    async pack(folder) {
      return (await ask('packed', { kind: 'pack', folder })).zip
    },
    /** Ends what it is doing: learning keeps what was learnt so far. */
    stop() {
      worker?.postMessage({ kind: 'stop' })
    },
  }
}
