/**
 * @file The page on which texts are tagged and corrected, and what it asks of its server, as an application of hono's.
 *
 * Documents travel as they stand in a corpus file (docs/corpus.schema.json).
 */
import { type Context, Hono } from 'hono'
import { formatError, MedspanError } from '../../errors.ts'
import { formatDocument, parseDocument } from '../../formats/corpus.ts'
import { refuseDeep } from '../../formats/index.ts'
import type { Document } from '../../text/document.ts'
import { parseJson } from '../../text/json.ts'
import { decodeText } from '../../text/source.ts'
import type { ServedModels } from '../contract.ts'
import { createPlaces, type Places } from '../places.ts'
import { answerError, gone, Refusal } from '../refusal.ts'
import { limitBody } from '../request.ts'
import { checkLimits, fileLimits, readUpload, writeDownload } from './files.ts'
import { renderPage } from './layout.ts'

export interface PageOptions {
  readonly models: ServedModels
}

/** The page at `/`, and below `/page/` what it asks for. */
export function createPage({ models }: PageOptions): Hono {
  const app = new Hono()
  // It is for a few people, and others use the server too. What is tagged shares a model; files take memory.
  const tagging = createPlaces({ atOnce: 4, waiting: 16 })
  const files = createPlaces({ atOnce: 1, waiting: 16 })
  const takeTurn = async <T>(places: Places, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const leave = await places.enter(signal)
    return work().finally(leave)
  }
  let page: string | undefined

  app.use('/page/*', limitBody(fileLimits.bytes))
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
    const name = fields.model ?? models.names[0]
    const tagged = await takeTurn(tagging, signal, async () =>
      typeof name !== 'string'
        ? undefined
        : models.use(name, {}, async ({ tagger }) => {
            const done: Document[] = []
            for await (const document of tagger.tag(documents, { signal })) done.push(document)
            return done
          }),
    )
    if (tagged === undefined) throw new Refusal(404, `expected one of the models ${models.names.join(', ')}`)
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
  return app
}

/** A text for a header, where there is room for some thousand characters. */
const shorten = (text: string): string => text.slice(0, 500).replace(/\p{Cs}/gu, '')

/** A form of another page cannot send these types: a browser asks first. */
function wantType(context: Context, type: string): void {
  const given = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (given === type) return
  throw new Refusal(415, `expected a request of type ${type}`)
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

/** The page shows one line: where something is wrong, and what to do, go into the message. */
function withHint(error: Error): Error {
  if (!(error instanceof MedspanError)) return error
  const { code, message, hint, where: { path: _, ...where } = {} } = error
  return new MedspanError(code, formatError(new MedspanError(code, message, { where, hint })))
}
