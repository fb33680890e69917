/**
 * @file Holds README.md and docs/ to the program: commands, configurations, the library example, an error, and links.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as browser from '../src/browser/index.ts'
import { createProgram } from '../src/cli/program.ts'
import { formatError, MedspanError } from '../src/errors.ts'
import * as door from '../src/index.ts'
import { deaf } from './cli/command-line.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const guides = ['README.md', ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`)].filter(path =>
  path.endsWith('.md'),
)
const pages = new Map(guides.map(path => [path, read(path)]))
const all = [...pages.values()].join('\n')

const program = await createProgram({ io: deaf, progress: door.silent })

test('README.md fits on one screen', () => {
  expect(read('README.md').split(/\s+/).length).toBeLessThan(950)
})

test('README and docs name every command and every option by its right name', () => {
  const lines = [...all.matchAll(/\bmedspan ([a-z]+(?:-[a-z]+)*)([^`\n]*)/g)].filter(([, name]) =>
    program.commands.some(command => command.name() === name),
  )
  const named = new Set(lines.map(([, name]) => name))
  const missing = program.commands.map(command => command.name()).filter(name => !named.has(name))
  expect(missing).toEqual([])
  for (const [line, name, rest] of lines) {
    const command = program.commands.find(one => one.name() === name)!
    const nested = command.commands.find(one => one.name() === /^ ([a-z]+)/.exec(rest!)?.[1])
    const known = [...command.options, ...(nested?.options ?? [])].flatMap(option => [
      option.short,
      option.long,
    ])
    for (const [option] of rest!.replace(/#.*/, '').matchAll(/(?<= )--?[a-z0-9-]+/g))
      expect(known, `${option} in "${line}"`).toContain(option)
  }
})

test('what they import from medspan is there', () => {
  for (const [entry, exported] of Object.entries({ medspan: door, 'medspan/browser': browser })) {
    const names = [...all.matchAll(new RegExp(`^import \\{ (.*) \\} from '${entry}'$`, 'gm'))].flatMap(
      ([, list]) => list!.split(', '),
    )
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(exported).toHaveProperty(name)
  }
})

test('the configurations that they show are accepted', () => {
  const blocks = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => ({ path, block: block! })),
  )
  expect(blocks.length).toBeGreaterThan(4)
  const least = { corpus: { sources: [{ path: 'curation/' }] }, model: { name_or_path: 'model/' } }
  // JSON is YAML.
  for (const { path, block } of blocks) door.parseConfig(JSON.stringify({ ...least, ...parse(block) }), path)
})

test('the error that they show is the error that comes', () => {
  const shown = /^```\nerror: (medspan\.yaml: [\s\S]*?)\n```$/m.exec(all)![1]
  const content = `corpus:
  sources:
    - path: curation/
  overlap: longst
model:
  name_or_path: model/
training:
  num_train_epochs: 3
  learning_rat: 1.0e-4
`
  let said = ''
  try {
    door.parseConfig(content, 'medspan.yaml')
  } catch (error) {
    if (error instanceof MedspanError) said = formatError(error)
  }
  expect(said).toBe(shown)
})

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every relative link leads to a file, and to a heading where it names one', () => {
  const others = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md']
  const broken: string[] = []
  let count = 0
  for (const path of [...guides, ...others, 'examples/sample/README.md'])
    for (const [, target] of read(path).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      count++
      const [file, anchor] = target!.split('#')
      const to = file === '' ? path : join(dirname(path), file!)
      if (!existsSync(join(root, to))) broken.push(`${path}: ${target}`)
      else if (anchor !== undefined && !anchorsOf(read(to)).includes(anchor))
        broken.push(`${path}: ${target}`)
    }
  expect(count).toBeGreaterThan(40)
  expect(broken).toEqual([])
})

test('README.md leads to every page of docs/', () => {
  const linked = new Set([...read('README.md').matchAll(/\]\((docs\/[^)#]+)\)/g)].map(([, path]) => path))
  expect(guides.filter(path => path.startsWith('docs/') && !linked.has(path))).toEqual([])
})
