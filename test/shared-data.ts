/**
 * @file Where tests find the public corpora that do not belong to this project.
 *
 * They lie in `../shared/data` beside the checkout, or where MEDSPAN_SHARED_DATA says. Without them the tests
 * that need them are skipped, and say so.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'vitest'

const root = process.env.MEDSPAN_SHARED_DATA ?? resolve(import.meta.dirname, '../../shared/data')

/** The path of a shared file or folder, or undefined where it is absent. */
export function sharedData(...parts: string[]): string | undefined {
  const path = resolve(root, ...parts)
  return existsSync(path) ? path : undefined
}

/** `describe`, given the data; where it is absent, a skipped suite whose title says why. */
export function describeWithData(
  title: string,
  parts: readonly string[],
  body: (path: string) => void,
): void {
  const path = sharedData(...parts)
  if (path === undefined)
    describe.skip(`${title} (skipped: no shared data at ${parts.join('/')})`, () => {
      // The body may read its files at once, so that it cannot even be collected without them.
      test('needs the shared data', () => {})
    })
  else describe(title, () => body(path))
}
