/** @file Checksums of files, small ones and those that have a thread of their own. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { hashFile } from '../../src/system/checksums.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-checksums-'))
afterAll(() => rmSync(folder, { recursive: true }))

// 64 MiB is where the thread begins; the length is no multiple of what is read at a time.
it.each([0, 1000, 2 ** 26 + 3])('are those of all %d bytes of a file', async length => {
  const bytes = Buffer.alloc(length, 'medspan')
  const path = join(folder, String(length))
  writeFileSync(path, bytes)
  expect(await hashFile(path)).toBe(createHash('sha256').update(bytes).digest('hex'))
})

it('of a file that is not there are an error of the system', async () => {
  await expect(hashFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
})
