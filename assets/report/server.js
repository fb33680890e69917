/**
 * @file Asks the server that the page is from, with a token where it wants one.
 *
 * @typedef {{ readonly id: string, readonly text: string, readonly sentences: readonly (readonly [number, number])[],
 *   readonly tokens: readonly (readonly [number, number])[], readonly mentions: readonly (readonly unknown[])[] }} Sent
 * @typedef {{ readonly documents: readonly Sent[], readonly notices: readonly string[] }} Documents
 * @typedef {import('../../src/serve/learning/learning.ts').ScopeLearning} ScopeLearning
 * @typedef {{ readonly learns: boolean, readonly model?: ScopeLearning | null }} Learning
 */

/** The token is kept as long as the page is. */
let token = ''

/** Asks the user for the token; empty where none was given. */
function askToken() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('asking'))
  const field = /** @type {HTMLInputElement} */ (document.getElementById('token'))
  dialog.returnValue = ''
  field.value = ''
  dialog.showModal()
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok' ? field.value.trim() : ''), {
      once: true,
    })
  })
}

/**
 * @param {string} path
 * @param {RequestInit} request
 * @returns {Promise<Response>}
 * @throws Error with what the server says of a request that it refuses
 */
async function ask(path, request) {
  const headers = new Headers(request.headers)
  if (token !== '') headers.set('Authorization', `Bearer ${token}`)
  const answer = await fetch(path, { ...request, headers, credentials: 'omit', redirect: 'error' })
  if (answer.ok) return answer
  if (answer.status === 401) {
    token = await askToken()
    if (token !== '') return ask(path, request)
  }
  const said = await answer.text()
  let message = ''
  try {
    message = JSON.parse(said).error.message
  } catch {
    // Something between the page and the server has answered.
  }
  throw new Error(message || `The server answered with status ${answer.status}.`)
}

/** @returns {Promise<{ models: { name: string, types: string[] }[] }>} */
export async function askModels() {
  return (await ask('page/models', {})).json()
}

/**
 * The documents of a file.
 * @param {Blob} file
 * @param {string} name
 * @param {'text' | ''} format
 * @returns {Promise<Documents>}
 */
export async function askRead(file, name, format) {
  const query = new URLSearchParams({ name, ...(format !== '' && { format }) })
  const headers = { 'Content-Type': 'application/octet-stream' }
  return (await ask(`page/read?${query}`, { method: 'POST', body: file, headers })).json()
}

/**
 * The same documents with the mentions that a model finds.
 * @param {string} model
 * @param {readonly unknown[]} documents
 * @param {AbortSignal} signal
 * @returns {Promise<Documents>}
 */
export async function askTag(model, documents, signal) {
  return (await ask('page/tag', { ...jsonOf({ model, documents }), signal })).json()
}

/**
 * The documents as a file, and what it could not hold.
 * @param {string} format
 * @param {readonly unknown[]} documents
 */
export async function askWrite(format, documents) {
  const answer = await ask('page/write', jsonOf({ format, documents }))
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1]
  const notices = decodeURIComponent(answer.headers.get('Medspan-Notices') ?? '')
  return { name: name ?? 'documents', content: await answer.blob(), notices }
}

/**
 * A model that can learn in the page: the version in use, and its files with their sizes.
 * @param {string} model
 * @param {AbortSignal} signal
 * @returns {Promise<{ version: string, files: Readonly<Record<string, number>> }>}
 */
export async function askModelFiles(model, signal) {
  return (await ask(`page/model?${new URLSearchParams({ model })}`, { signal })).json()
}

/**
 * A file of a version of a model.
 * @param {{ model: string, version: string, file: string }} file
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes is told of those that have come, as they come
 */
export async function askModelFile(file, signal, onBytes) {
  const { body } = await ask(`page/model/file?${new URLSearchParams(file)}`, { signal })
  const counted = new TransformStream({
    transform(/** @type {Uint8Array} */ piece, controller) {
      onBytes(piece.length)
      controller.enqueue(piece)
    },
  })
  return new Uint8Array(await new Response(body?.pipeThrough(counted)).arrayBuffer())
}

/**
 * ONNX Runtime's WebAssembly.
 * @param {string} name
 * @param {AbortSignal} signal
 */
export async function askWebAssembly(name, signal) {
  const { body } = await ask(`page/${name}`, { signal })
  return new Uint8Array(await new Response(body?.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
}

/**
 * How far the learning of a model is; null where it has not learnt anything.
 * @param {string} model
 * @returns {Promise<Learning>}
 */
export async function askLearning(model) {
  return (await ask(`page/learning?${new URLSearchParams({ model })}`, {})).json()
}

/**
 * Has a model learn from documents, ends that, or has an earlier version used.
 * @param {'learn' | 'learning/stop' | 'learning/use'} what
 * @param {Readonly<Record<string, unknown>>} fields
 * @returns {Promise<Learning>}
 */
export async function changeLearning(what, fields) {
  return (await ask(`page/${what}`, jsonOf(fields))).json()
}

/** @param {unknown} value */
function jsonOf(value) {
  return { method: 'POST', body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } }
}
