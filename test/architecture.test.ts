/**
 * @file Holds the code against ARCHITECTURE.md: its map must name every file, its table every import.
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
  /** Folders (`text`), single files (`train/engine.ts`), or `*` for everything but `cli` and `index`. */
  readonly parts: readonly string[]
  readonly packages: readonly string[]
}

/** The tree under "The map": file paths by indentation, each with its one line. */
function readMap(): Map<string, string> {
  const block = /^## The map$[\s\S]*?^```\n([\s\S]*?)^```$/m.exec(document)?.[1]
  if (block === undefined) throw new Error('ARCHITECTURE.md has no block under "## The map"')
  const map = new Map<string, string>()
  const folders: string[] = []
  for (const line of block.split('\n').filter(text => text.trim() !== '')) {
    const match = /^( *)(\S+)\s*(.*)$/.exec(line)!
    const depth = match[1]!.length / 2
    const name = match[2]!
    folders.length = depth
    if (name.endsWith('/')) folders.push(name.slice(0, -1))
    else {
      const path = [...folders, name].join('/').replace(/^src\//, '')
      if (map.has(path)) throw new Error(`the map names ${path} twice`)
      map.set(path, match[3]!)
    }
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
    allowed => allowed === part || allowed === to || (allowed === '*' && part !== 'cli' && part !== 'index'),
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

/** A cycle through `local` imports as a list of files, or undefined. */
function findCycle(): string[] | undefined {
  const byPath = new Map(sources.map(source => [source.path, source]))
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const next of byPath.get(path)?.local ?? []) {
      const cycle = walk(next, [...trail, path])
      if (cycle !== undefined) return cycle
    }
    done.add(path)
    return undefined
  }
  for (const { path } of sources) {
    const cycle = walk(path, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

describe('the map of ARCHITECTURE.md', () => {
  test('names every file of src, and no other', () => {
    expect(sources.length).toBeGreaterThan(30)
    expect([...map.keys()].filter(path => path.endsWith('.ts')).sort()).toEqual(
      sources.map(({ path }) => path),
    )
  })

  test('says one line about each file', () => {
    expect([...map].filter(([, line]) => line.length < 10).map(([path]) => path)).toEqual([])
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
    expect(findCycle()?.join(' -> ')).toBeUndefined()
  })

  test('imports only files that are there', () => {
    const known = new Set(sources.map(({ path }) => path))
    expect(sources.flatMap(({ local }) => local.filter(to => !known.has(to)))).toEqual([])
  })

  test('touches onnxruntime-node in two files', () => {
    expect(
      sources.filter(({ packages }) => packages.includes('onnxruntime-node')).map(({ path }) => path),
    ).toEqual(['train/onnx-engine.ts', 'train/session.ts'])
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
