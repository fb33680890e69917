/** @file Opening a report in the browser: which program, with what, and that failing is a line. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openInBrowser } from '../../src/cli/browser.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-browser-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A desktop whose xdg-open is a script that notes its arguments. */
async function desktopOf(script: string): Promise<NodeJS.ProcessEnv> {
  const program = join(folder, 'xdg-open')
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > "${folder}/said"\n${script}\n`)
  await chmod(program, 0o755)
  return { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':0' }
}

describe.skipIf(process.platform === 'win32')('the browser', () => {
  test.each(['DISPLAY', 'WAYLAND_DISPLAY'])(
    'is opened on a desktop that %s names, with the address alone',
    async name => {
      const { PATH } = await desktopOf('exit 0')
      const path = join(folder, '--help; touch $(boo) %2f.html')
      expect(await openInBrowser(path, { platform: 'linux', env: { PATH, [name]: 'x' } })).toBeUndefined()
      expect(await readFile(join(folder, 'said'), 'utf8')).toBe(`1\n${pathToFileURL(path).href}\n`)
    },
  )

  test('is not looked for where there is no desktop', async () => {
    const { PATH } = await desktopOf('exit 0')
    for (const env of [{ PATH }, { PATH, DISPLAY: '' }])
      expect(await openInBrowser(join(folder, 'a.html'), { platform: 'linux', env })).toContain('no desktop')
    await expect(readFile(join(folder, 'said'))).rejects.toThrow('ENOENT')
  })

  test('that cannot be opened is a line', async () => {
    const env = await desktopOf('exit 3')
    const path = join(folder, 'a.html')
    expect(await openInBrowser(path, { platform: 'linux', env })).toContain('xdg-open: exit code 3')
    const none = { ...env, PATH: join(folder, 'none') }
    expect(await openInBrowser(path, { platform: 'linux', env: none })).toContain('ENOENT')
  })
})
