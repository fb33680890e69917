/** @file Files with keys, and who may read them. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecretFile } from '../../src/system/secret-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-secret-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What comes of reading a file of some mode. */
async function read(mode: number, name: string, credentials?: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await rm(path, { force: true })
  await writeFile(path, 'secret')
  await chmod(path, mode)
  const env = credentials === undefined ? {} : { CREDENTIALS_DIRECTORY: join(folder, credentials) }
  return readSecretFile(path, { maxBytes: 100, holds: 'a token' }, env).catch(({ message }) => message)
}

test.skipIf(process.platform === 'win32')('a file that others may read is refused', async () => {
  for (const mode of [0o600, 0o400]) expect(await read(mode, 'token')).toBe('secret')
  for (const mode of [0o440, 0o604, 0o620])
    expect(await read(mode, 'token')).toBe(
      `others may read this file (mode ${mode.toString(8).padStart(4, '0')}), and it holds a token`,
    )
})

test.skipIf(process.platform === 'win32')(
  'a credential is read as systemd hands it to a service, and nothing else for it',
  async () => {
    for (const mode of [0o400, 0o440]) expect(await read(mode, 'run/token', 'run')).toBe('secret')
    for (const mode of [0o444, 0o460, 0o640 | 0o001])
      expect(await read(mode, 'run/token', 'run')).toMatch(/^others may read/)
    for (const name of ['token', 'runs/token', 'run/inner/token'])
      expect(await read(0o440, name, 'run')).toMatch(/^others may read/)
  },
)
