/**
 * @file The page on which texts are tagged and corrected, and what it asks of its server, as an application of hono's.
 *
 * Documents travel as they stand in a corpus file (docs/corpus.schema.json).
 */
import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import { formatError, MedspanError } from '../../errors.ts'
import { formatDocument } from '../../formats/corpus.ts'
import { readBuilt, WASM_GZ, WEBGPU_WASM_GZ, WEBGPU_WORKER, WORKER } from '../../report/page/built.ts'
import type { Document } from '../../text/document.ts'
import type { ServedModels, ServedVersion } from '../contract.ts'
import { createPlaces, type Places } from '../places.ts'
import { answerError, gone, Refusal } from '../refusal.ts'
import { limitBody } from '../request.ts'
import { fileLimits, readUpload, writeDownload } from './files.ts'
import { renderPage } from './layout.ts'
import { createPageLearning, type PageLearner } from './learning.ts'
import { listModelFiles, openModelFile } from './model-files.ts'
import { readRequest, wantType } from './requests.ts'

/** What the bodies of all requests at once may take. */
const TOGETHER_BYTES = 2 * fileLimits.bytes

export interface PageOptions {
  readonly models: ServedModels
  /** What learns from the documents of the page; left out, nothing does. */
  readonly learner?: PageLearner | undefined
}

/** Where the page's worker is from. It is the same for everybody, and a browser asks for it without a token. */
export const WORKER_PATHS = [`/page/${WORKER}`, `/page/${WEBGPU_WORKER}`]
/** What the worker may do: compute. It can ask for nothing, so that no text that it is given leaves it but to the page. */
const WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'"

/** The page at `/`, and below `/page/` what it asks for. */
export function createPage({ models, learner }: PageOptions): Hono {
  const app = new Hono()
  // It is for a few people, and others use the server too. What is tagged shares a model; files take memory.
  const tagging = createPlaces({ atOnce: 4, waiting: 16 })
  const files = createPlaces({ atOnce: 1, waiting: 16 })
  const takeTurn = async <T>(places: Places, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const leave = await places.enter(signal)
    return work().finally(leave)
  }
  /** Uses the model that a request names. */
  const useNamed = async <T>(name: unknown, work: (version: ServedVersion) => Promise<T>): Promise<T> => {
    // Apart from what the work returns, which may be nothing.
    const used =
      typeof name === 'string'
        ? await models.use(name, {}, async version => ({ value: await work(version) }))
        : undefined
    if (used === undefined) throw new Refusal(404, `expected one of the models ${models.names.join(', ')}`)
    return used.value
  }
  let page: string | undefined

  app.use('/page/*', limitBody(fileLimits.bytes, TOGETHER_BYTES))
  app.onError((error, context) => {
    const known = answerError(context.req.raw.signal.aborted ? gone() : withHint(error))
    if (known === undefined) throw error
    return known
  })

  app.get('/', context => {
    page ??= renderPage()
    context.header('Content-Security-Policy', "frame-ancestors 'none'")
    context.header('Cache-Control', 'no-cache')
    return context.html(page)
  })

  app.get('/page/models', async context => {
    const known: { readonly name: string; readonly types: readonly string[] }[] = []
    for (const name of models.names) {
      const types = await models.use(name, {}, async ({ tagger }) => tagger.types)
      if (types !== undefined) known.push({ name, types })
    }
    return context.json({ models: known })
  })

  for (const name of [WORKER, WEBGPU_WORKER] as const)
    app.get(`/page/${name}`, async context => {
      context.header('Content-Security-Policy', WORKER_POLICY)
      return sendBytes(context, 'text/javascript; charset=utf-8', await readBuilt(name))
    })
  for (const name of [WASM_GZ, WEBGPU_WASM_GZ] as const)
    app.get(`/page/${name}`, async context =>
      sendBytes(context, 'application/octet-stream', await readBuilt(name)),
    )

  app.get('/page/model', async context => {
    const listed = await useNamed(context.req.query('model'), async ({ version, tagger }) => ({
      version,
      files: await listModelFiles(tagger),
    }))
    return context.json(listed)
  })

  app.get('/page/model/file', async context => {
    const { model, version, file } = context.req.query()
    const handle = await useNamed(model, async used => {
      if (used.version === version) return openModelFile(used.tagger, file)
      throw new Refusal(409, 'another version of the model is in use by now: load it again')
    })
    if (handle === undefined) throw new Refusal(404, 'expected the name of a file of the model')
    context.header('Content-Type', 'application/octet-stream')
    if (context.req.method === 'GET')
      return context.body(Readable.toWeb(handle.createReadStream()) as ReadableStream)
    // Nobody would read it to its end, which closes it.
    await handle.close()
    return context.body(null)
  })

  app.post('/page/read', async context => {
    wantType(context, 'application/octet-stream')
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const { name = '', format } = context.req.query()
    const { documents, notices } = await takeTurn(files, context.req.raw.signal, () =>
      readUpload(bytes, name, format === 'text' ? format : undefined),
    )
    return answerDocuments(context, documents, notices)
  })

  app.post('/page/tag', async context => {
    const { fields, documents } = await readRequest(context)
    const { signal } = context.req.raw
    const tagged = await takeTurn(tagging, signal, () =>
      useNamed(fields.model ?? models.names[0], async ({ tagger }) => {
        const done: Document[] = []
        for await (const document of tagger.tag(documents, { signal })) done.push(document)
        return done
      }),
    )
    return answerDocuments(context, tagged, [])
  })

  app.post('/page/write', async context => {
    const { fields, documents } = await readRequest(context)
    const format = typeof fields.format === 'string' ? fields.format : ''
    const file = await takeTurn(files, context.req.raw.signal, () => writeDownload(documents, format))
    context.header('Content-Disposition', `attachment; filename="${file.name}"`)
    context.header('Content-Type', 'application/octet-stream')
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Medspan-Notices', encodeURIComponent(shorten(file.notices.join('\n'))))
    return context.body(Uint8Array.from(file.bytes).buffer)
  })

  app.route(
    '/page',
    createPageLearning({ learner, takeTurn: (signal, work) => takeTurn(files, signal, work) }),
  )
  return app
}

function sendBytes(context: Context, type: string, bytes: Buffer): Response {
  context.header('Content-Type', type)
  return context.body(Uint8Array.from(bytes).buffer)
}

/** A text for a header, where there is room for some thousand characters. */
const shorten = (text: string): string => text.slice(0, 500).replace(/\p{Cs}/gu, '')

function answerDocuments(
  context: Context,
  documents: readonly Document[],
  notices: readonly string[],
): Response {
  context.header('Content-Type', 'application/json')
  return context.body(
    `{"documents":[${documents.map(formatDocument).join(',')}],"notices":${JSON.stringify(notices)}}`,
  )
}

/** The page shows one line: where something is wrong, and what to do, go into the message. */
function withHint(error: Error): Error {
  if (!(error instanceof MedspanError)) return error
  const { code, message, hint, where: { path: _, ...where } = {} } = error
  return new MedspanError(code, formatError(new MedspanError(code, message, { where, hint })))
}
