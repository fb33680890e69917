/**
 * @file JSON of a run folder's files, checked against their schemas.
 */
import type { z } from 'zod'
import { MedspanError } from '../errors.ts'

/** @throws MedspanError `input` for what is no JSON, or not of the schema */
export function parseFile<T>(
  content: string,
  path: string,
  schema: z.ZodType<T>,
  { expected, hint }: { readonly expected: string; readonly hint: string },
): T {
  try {
    return schema.parse(JSON.parse(content))
  } catch (cause) {
    throw new MedspanError('input', `expected ${expected}`, { where: { path }, hint, cause })
  }
}
