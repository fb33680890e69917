/**
 * @file What the page's script sends: JSON about documents, which no form of another page can send.
 */
import type { Context } from 'hono'
import { MedspanError } from '../../errors.ts'
import { parseDocument } from '../../formats/corpus.ts'
import { refuseDeep } from '../../formats/index.ts'
import type { Document } from '../../text/document.ts'
import { parseJson } from '../../text/json.ts'
import { decodeText } from '../../text/source.ts'
import { Refusal } from '../refusal.ts'
import { checkLimits } from './files.ts'

/** Does one request's work after the other. @throws Refusal where too many wait */
export type TakeTurn = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** A form of another page cannot send these types: a browser asks first. */
export function wantType(context: Context, type: string): void {
  const given = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (given === type) return
  throw new Refusal(415, `expected a request of type ${type}`)
}

const where = { path: 'the request' }

/** The fields of a request. */
export async function readFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  wantType(context, 'application/json')
  const value = parseJson(decodeText(Buffer.from(await context.req.arrayBuffer()), where, 1), where)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** A request about documents. */
export async function readRequest(
  context: Context,
): Promise<{ readonly fields: Readonly<Record<string, unknown>>; readonly documents: Document[] }> {
  const fields = await readFields(context)
  if (!Array.isArray(fields.documents) || fields.documents.length === 0)
    throw new MedspanError('input', 'expected a list of documents, of one or more', {
      where: { ...where, at: 'documents' },
    })
  const documents = fields.documents.map((one, i) => parseDocument(one, { ...where, at: `documents[${i}]` }))
  checkLimits(documents)
  documents.forEach(refuseDeep)
  return { fields, documents }
}
