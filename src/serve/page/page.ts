/**
 * @file The page on which texts are tagged and corrected, and what it asks of its server, as an application of hono's.
 *
 * Documents travel as they stand in a corpus file (docs/corpus.schema.json).
 */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { formatError, MedspanError } from '../../errors.ts'
import { formatDocument, parseDocument } from '../../formats/corpus.ts'
import { refuseDeep } from '../../formats/index.ts'
import type { Document } from '../../text/document.ts'
import { parseJson } from '../../text/json.ts'
import { decodeText } from '../../text/source.ts'
import type { ServedModels } from '../contract.ts'
import { checkLimits, fileLimits, readUpload, writeDownload } from './files.ts'
import { renderPage } from './layout.ts'
import { createTurns } from './turns.ts'

export interface PageOptions {
  readonly models: ServedModels
}

/** The page at `/`, and below `/page/` what it asks for. */
export function createPage({ models }: PageOptions): Hono {
  const app = new Hono()
  const takeTurn = createTurns()
  let page: string | undefined

  app.use('/page/*', bodyLimit({ maxSize: fileLimits.bytes, onError: refuseSize }))
  app.onError((error, context) => {
    // Nobody waits for the answer: the status is the one by which nginx counts such requests.
    if (context.req.raw.signal.aborted) return new Response(null, { status: 499 })
    if (error instanceof HTTPException) return error.res ?? answerError(context, error.status, error.message)
    if (error instanceof MedspanError && error.code !== 'internal' && error.code !== 'output') {
      // Without its path, which may be one of the server's own.
      const { code, message, hint, where: { path: _, ...where } = {} } = error
      return answerError(context, 400, formatError(new MedspanError(code, message, { where, hint })))
    }
    throw error
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

  app.post('/page/read', async context => {
    wantType(context, 'application/octet-stream')
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const { name = '', format } = context.req.query()
    const { documents, notices } = await takeTurn(context.req.raw.signal, () =>
      readUpload(bytes, name, format === 'text' ? format : undefined),
    )
    return answerDocuments(context, documents, notices)
  })

  app.post('/page/tag', async context => {
    const { fields, documents } = await readRequest(context)
    const { signal } = context.req.raw
    const name = fields.model ?? models.names[0]
    const tagged = await takeTurn(signal, async () =>
      typeof name !== 'string'
        ? undefined
        : models.use(name, {}, async ({ tagger }) => {
            const done: Document[] = []
            const advance = (): void => signal.throwIfAborted()
            for await (const document of tagger.tag(documents, { advance })) done.push(document)
            return done
          }),
    )
    if (tagged === undefined)
      throw new HTTPException(404, { message: `expected one of the models ${models.names.join(', ')}` })
    return answerDocuments(context, tagged, [])
  })

  app.post('/page/write', async context => {
    const { fields, documents } = await readRequest(context)
    const format = typeof fields.format === 'string' ? fields.format : ''
    const file = await takeTurn(context.req.raw.signal, () => writeDownload(documents, format))
    context.header('Content-Disposition', `attachment; filename="${file.name}"`)
    context.header('Content-Type', 'application/octet-stream')
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Medspan-Notices', encodeURIComponent(shorten(file.notices.join('\n'))))
    return context.body(Uint8Array.from(file.bytes).buffer)
  })
  return app
}

/** A text for a header, where there is room for some thousand characters. */
const shorten = (text: string): string => text.slice(0, 500).replace(/\p{Cs}/gu, '')

/** A form of another page cannot send these types: a browser asks first. */
function wantType(context: Context, type: string): void {
  const given = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (given === type) return
  throw new HTTPException(415, { message: `expected a request of type ${type}` })
}

/** A request about documents. */
async function readRequest(context: Context) {
  wantType(context, 'application/json')
  const where = { path: 'the request' }
  const value = parseJson(decodeText(Buffer.from(await context.req.arrayBuffer()), where, 1), where)
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  if (!Array.isArray(fields.documents) || fields.documents.length === 0)
    throw new MedspanError('input', 'expected a list of documents, of one or more', {
      where: { ...where, at: 'documents' },
    })
  const documents = fields.documents.map((one, i) => parseDocument(one, { ...where, at: `documents[${i}]` }))
  checkLimits(documents)
  documents.forEach(refuseDeep)
  return { fields, documents }
}

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

function refuseSize(context: Context): Response {
  const most = `${fileLimits.bytes >> 20} MiB`
  return answerError(context, 413, `expected a file or a request of at most ${most}, got more: divide it`)
}

function answerError(context: Context, status: HTTPException['status'], message: string): Response {
  return context.json({ error: { message } }, status)
}
