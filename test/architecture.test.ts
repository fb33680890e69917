/**
 * @file Holds the code against ARCHITECTURE.md: its map must name every folder, its table every import.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const document = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

interface SourceFile {
  /** Relative to its folder, with slashes. */
  readonly path: string
  readonly tree: ts.SourceFile
  /** Files of that folder that it imports, types included. */
  readonly local: readonly string[]
  /** Names of packages that it imports; Node's own left out. */
  readonly packages: readonly string[]
}

interface Row {
  /** Folders (`text`, `train/engine`), single files (`umls/source.ts`), or `*` for everything but `cli` and `index`. */
  readonly parts: readonly string[]
  readonly packages: readonly string[]
}

/** The lines under "The map": folders of src and files that stand in it, each with its one line. */
function readMap(): Map<string, string> {
  const block = /^## The map$[\s\S]*?^```\n([\s\S]*?)^```$/m.exec(document)?.[1]
  if (block === undefined) throw new Error('ARCHITECTURE.md has no block under "## The map"')
  const map = new Map<string, string>()
  const folders: string[] = []
  for (const line of block.split('\n').filter(text => text.trim() !== '')) {
    const [, indent, name, says] = /^( *)(\S+)\s*(.*)$/.exec(line)!
    folders.length = indent!.length / 2
    const path = [...folders, name!.replace(/\/$/, '')].join('/')
    if (map.has(path)) throw new Error(`the map names ${path} twice`)
    map.set(path, says!)
    if (name!.endsWith('/')) folders.push(name!.slice(0, -1))
  }
  return map
}

/** The table under "Who may import whom". */
function readTable(): Map<string, Row> {
  const section = /^## Who may import whom$([\s\S]*?)(?=^## )/m.exec(document)?.[1] ?? ''
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!)
  const rows = section.split('\n').filter(line => line.startsWith('| `'))
  return new Map(
    rows.map(line => {
      const [, part, parts, packages] = line.split('|')
      return [names(part!)[0]!, { parts: names(parts!), packages: names(packages!) }]
    }),
  )
}

/** The files in a folder whose names end like this. */
function readSources(folder: string, ending: string): SourceFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names
    .map(name => name.split(sep).join('/'))
    .filter(name => name.endsWith(ending))
    .sort()
    .map(path => {
      const file = join(root, folder, path)
      const content = readFileSync(file, 'utf8')
      const imported = ts.preProcessFile(content, true, true).importedFiles.map(({ fileName }) => fileName)
      const local = imported.filter(name => name.startsWith('.'))
      return {
        path,
        tree: ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true),
        local: local.map(name =>
          relative(join(root, folder), resolve(dirname(file), name))
            .split(sep)
            .join('/'),
        ),
        packages: imported
          .filter(name => !name.startsWith('.') && !name.startsWith('node:'))
          .map(name =>
            name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/'),
          ),
      }
    })
}

const map = readMap()
const table = readTable()
const sources = readSources('src', '.ts')
const pageScripts = readSources('assets/report', '.js')

/** The row of the table that a file belongs to: its folder, or its own name at the top. */
function partOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '')
}

function mayImport(from: string, to: string): boolean {
  const row = table.get(partOf(from))
  if (row === undefined) return false
  const part = partOf(to)
  if (part === partOf(from)) return true
  return row.parts.some(
    allowed =>
      allowed === part ||
      allowed === to ||
      to.startsWith(`${allowed}/`) ||
      (allowed === '*' && part !== 'cli' && part !== 'index'),
  )
}

/** Every place in a file where such a node stands; comments do not count. */
function nodes({ tree }: SourceFile, wanted: (node: ts.Node) => boolean): string[] {
  const found: string[] = []
  const visit = (node: ts.Node) => {
    if (wanted(node))
      found.push(`${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Every place in a file where one of these expressions stands, such as `process.exit`. */
function uses(source: SourceFile, wanted: (expression: string) => boolean): string[] {
  return nodes(
    source,
    node =>
      (ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) && wanted(node.getText(source.tree)),
  )
}

/** A cycle of a graph as a list of its nodes, or undefined. */
function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>()
  const walk = (node: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...trail, node])
      if (cycle !== undefined) return cycle
    }
    done.add(node)
    return undefined
  }
  for (const node of edges.keys()) {
    const cycle = walk(node, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

/** For each file the folders in which it stands and the file itself: `nn/weights/zip.ts` stands in `nn` and `nn/weights`. */
const levelsOf = (path: string): string[] =>
  path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))

/** Which folder imports from which folder beside it. */
function folderEdges(): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>()
  for (const { path, local } of sources)
    for (const to of local) {
      const [from, into] = [levelsOf(path), levelsOf(to)]
      const apart = from.findIndex((level, i) => level !== into[i])
      // Files of a folder may use its folders, and these the files: whole folders must not go round.
      if (apart < 0 || apart >= from.length - 1 || apart >= into.length - 1) continue
      edges.set(from[apart]!, (edges.get(from[apart]!) ?? new Set()).add(into[apart]!))
    }
  return edges
}

describe('the map of ARCHITECTURE.md', () => {
  test('names every folder of src and every file that stands in it, and no other', () => {
    expect(sources.length).toBeGreaterThan(30)
    const levels = sources.flatMap(({ path }) => {
      const all = levelsOf(path)
      return all.length === 1 ? all : all.slice(0, -1)
    })
    expect([...map.keys()].filter(path => path !== 'src').sort()).toEqual(
      [...new Set(levels)].map(path => `src/${path}`).sort(),
    )
  })

  test('says one line about each', () => {
    expect(
      [...map].filter(([path, line]) => path !== 'src' && line.length < 10).map(([path]) => path),
    ).toEqual([])
  })
})

describe('the import table of ARCHITECTURE.md', () => {
  test('has a row for every part of src, and no other', () => {
    const parts = [...new Set(sources.map(({ path }) => partOf(path)))].sort()
    expect([...table.keys()].sort()).toEqual(parts)
  })

  test('allows every import between files, types included', () => {
    const edges = sources.flatMap(({ path, local }) => local.map(to => [path, to] as const))
    expect(edges.length).toBeGreaterThan(80)
    expect(edges.filter(([from, to]) => !mayImport(from, to)).map(edge => edge.join(' imports '))).toEqual([])
  })

  test('names at most ten single files of other parts', () => {
    const files = [...table].flatMap(([part, { parts }]) =>
      parts.filter(name => name.endsWith('.ts')).map(name => `${part}: ${name}`),
    )
    expect(files.length, files.join(', ')).toBeLessThanOrEqual(10)
  })

  test('allows every import of a package', () => {
    const wrong = sources.flatMap(({ path, packages }) =>
      packages
        .filter(name => !table.get(partOf(path))?.packages.includes(name))
        .map(name => `${path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('the code', () => {
  test('has no cycle of imports, types included', () => {
    const edges = new Map(sources.map(({ path, local }) => [path, new Set(local)]))
    expect(findCycle(edges)?.join(' -> ')).toBeUndefined()
  })

  test('has no cycle between folders', () => {
    expect(findCycle(folderEdges())?.join(' -> ')).toBeUndefined()
  })

  test('imports only files that are there', () => {
    const known = new Set(sources.map(({ path }) => path))
    expect(sources.flatMap(({ local }) => local.filter(to => !known.has(to)))).toEqual([])
  })

  test('touches onnxruntime-node in one folder', () => {
    const files = sources.filter(({ packages }) => packages.includes('onnxruntime-node'))
    expect([...new Set(files.map(({ path }) => dirname(path)))]).toEqual(['train/engine/onnx'])
  })

  test('ends the process in one file', () => {
    const places = sources.flatMap(source => uses(source, text => text === 'process.exit'))
    expect([...new Set(places.map(place => place.split(':')[0]))]).toEqual(['cli/main.ts'])
  })

  test('draws random numbers from random.ts alone', () => {
    const sourcesOfChance = /^(Math\.random|(crypto\.)?(getRandomValues|randomUUID|randomBytes|randomInt))$/
    expect(sources.flatMap(source => uses(source, text => sourcesOfChance.test(text)))).toEqual([])
  })

  test('has the streams of the process in one file', () => {
    const printing = /^(console|process\.(stdout|stderr))$/
    const places = sources.flatMap(source => uses(source, text => printing.test(text)))
    expect([...new Set(places.map(place => place.split(':')[0]))]).toEqual(['cli/main.ts'])
  })

  test('spreads no list into arguments, of which the stack holds only so many: lists.ts does it', () => {
    // Whatever else takes any number of arguments is our own, and is given lists of a fixed length.
    const takesAny =
      /\.(push|unshift|splice|concat|append|prepend|replaceChildren|max|min|hypot|of|assign|fromCharCode|fromCodePoint)$/
    const spreads = (source: SourceFile): string[] =>
      nodes(source, node => {
        if (!ts.isCallExpression(node)) return false
        const callee = node.expression.getText(source.tree)
        if (callee.endsWith('.apply') && node.arguments.length === 2) return true
        return takesAny.test(callee) && node.arguments.some(ts.isSpreadElement)
      })
    expect([...sources, ...pageScripts].flatMap(spreads)).toEqual([])
  })

  test('opens every file with a word on what it is', () => {
    const bare = sources.filter(({ tree }) => !/^(#!.*\n)?\/\*\*\s+(\*\s+)?@file \S/.test(tree.text))
    expect(bare.map(({ path }) => path)).toEqual([])
  })
})
