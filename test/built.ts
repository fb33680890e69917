/**
 * @file The package as it is installed, for tests that run it in a process of its own.
 *
 * It is compiled once for each state of the sources, into a folder under node_modules, and kept there.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache/medspan-built')

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const names = await readdir(join(root, 'src'), { recursive: true })
  const sources = names.filter(name => name.endsWith('.ts')).map(name => join('src', name))
  for (const name of [...sources.sort(), 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
    hash.update(`${name}\n`).update(await readFile(join(root, name)))
  return hash.digest('hex').slice(0, 16)
}

let building: Promise<string> | undefined

/**
 * The root of a package with `dist/`, `package.json`, `assets/`, `examples/` and `python/`. Compiles where that has not been
 * done, and clears away what older sources left.
 */
export function builtFolder(): Promise<string> {
  building ??= build()
  return building
}

async function build(): Promise<string> {
  const folder = join(cache, await hashOfSources())
  if (await stat(folder).catch(() => undefined)) return folder
  await mkdir(cache, { recursive: true })
  const old = await readdir(cache)
  const temporary = await mkdtemp(join(cache, 'new-'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(
    process.execPath,
    [
      tsc,
      '-p',
      join(root, 'tsconfig.build.json'),
      '--outDir',
      join(temporary, 'dist'),
      ...['--declaration', 'false'],
      // Types are for `npm run types`.
      '--noCheck',
    ],
    { cwd: root },
  ).catch((error: { stdout?: string }) => {
    throw new Error(`the sources do not compile:\n${error.stdout}`)
  })
  await cp(join(root, 'package.json'), join(temporary, 'package.json'))
  for (const name of ['assets', 'examples', 'python'])
    await symlink(join(root, name), join(temporary, name), 'dir')
  // Another test file may have been faster: then its folder serves as well.
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true, force: true }))
  const hourAgo = Date.now() - 3_600_000
  for (const name of old) {
    const entry = await stat(join(cache, name)).catch(() => undefined)
    if (entry !== undefined && entry.mtimeMs < hourAgo)
      await rm(join(cache, name), { recursive: true, force: true })
  }
  return folder
}
