/**
 * @file The test files that reach a source file, the nearest first.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'

/** Any text in the code that names a file beside it: imports, and programs that are started. */
function namedFiles(root, path) {
  const text = readFileSync(join(root, path), 'utf8')
  return [...text.matchAll(/'(\.{1,2}\/[^'\n]+\.(?:ts|mjs))'/g)]
    .map(match => relative(root, resolve(root, dirname(path), match[1])))
    .filter(name => existsSync(join(root, name)))
}

const filesBelow = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, name))
    .filter(name => name.endsWith('.ts'))

let users
function usersOf(root, path) {
  if (users === undefined) {
    users = new Map()
    const edges = [...filesBelow(root, 'src'), ...filesBelow(root, 'test')].flatMap(name =>
      namedFiles(root, name).map(used => [used, name]),
    )
    // The whole package, as a program and as a library.
    edges.push(['src/cli/main.ts', 'test/built.ts'], ['src/index.ts', 'test/built.ts'])
    for (const [used, name] of edges) users.set(used, [...(users.get(used) ?? []), name])
  }
  return users.get(path) ?? []
}

/**
 * `src/part/name.ts` has its tests in `test/part/name.test.ts` and `test/part/name-*.test.ts`; then come those that reach it
 * through the fewest other files, of its own part before others, and of these those that speak of it most.
 */
export function relatedTests(root, path) {
  const distances = new Map([[path, 0]])
  for (const [name, distance] of distances)
    for (const user of usersOf(root, name)) if (!distances.has(user)) distances.set(user, distance + 1)
  const part = path.replace(/^src\/([^/]+).*/, 'test/$1')
  const stem = basename(path, '.ts')
  const isMirror = name =>
    dirname(name) === part && (basename(name).startsWith(`${stem}.`) || basename(name).startsWith(`${stem}-`))
  const rank = name => (isMirror(name) ? 0 : 2 * distances.get(name) + (dirname(name) === part ? 0 : 1))
  const mentionsIn = name => readFileSync(join(root, name), 'utf8').split(new RegExp(`\\b${stem}\\b`)).length
  return [...distances.keys()]
    .filter(name => name.endsWith('.test.ts'))
    .map(name => ({ name, rank: rank(name), mentions: mentionsIn(name) }))
    .sort((a, b) => a.rank - b.rank || b.mentions - a.mentions || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}
