/**
 * @file Which faults to plant: drawn by a seed over all sources, files and kinds of code that refuse something first.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { findFaults } from './operators.mjs'

/** The project's one source of randomness, which is TypeScript. */
async function readCreateRandom(root) {
  const source = readFileSync(join(root, 'src/random.ts'), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } })
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)).createRandom
}

/** The compiler over src/, and over one file of it with another content. */
function createCompiler(root) {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.build.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
  )
  const contents = new Map()
  let version = 0
  const service = ts.createLanguageService({
    getCompilationSettings: () => config.options,
    getScriptFileNames: () => config.fileNames,
    getScriptVersion: name => contents.get(name)?.version ?? '0',
    getScriptSnapshot(name) {
      const text = contents.get(name)?.text ?? ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: options => ts.getDefaultLibFilePath(options),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  // Names, parameters and lines without use are for the linter to find, not a reason not to plant a fault.
  const harmless = new Set([6133, 6138, 6192, 6196, 6198, 7027])
  return {
    names: config.fileNames,
    program: () => service.getProgram(),
    accepts(name, text) {
      contents.set(name, { text, version: String(++version) })
      const found = [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)]
      contents.set(name, { text: undefined, version: String(++version) })
      return found.every(({ code }) => harmless.has(code))
    },
  }
}

/** One of `items` by its weight. */
function pick(random, items, weightOf) {
  let left = random.uniform() * items.reduce((sum, item) => sum + weightOf(item), 0)
  for (const item of items) {
    left -= weightOf(item)
    if (left < 0) return item
  }
  return items.at(-1)
}

/**
 * The faults `from` to `from + count - 1` of a seed. What the compiler refuses is passed over: it needs no test.
 */
export async function* drawFaults(root, seed, from, count) {
  const random = (await readCreateRandom(root))(seed, 'faults')
  const compiler = createCompiler(root)
  const files = compiler.names
    .map(name => ({ name, path: relative(root, name), text: readFileSync(name, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(file => ({ ...file, weight: 1 + file.text.split('throw ').length }))
  const drawn = new Set()
  for (let number = 1; number < from + count; ) {
    const file = pick(random, files, ({ weight }) => weight)
    const program = compiler.program()
    file.faults ??= findFaults(program.getSourceFile(file.name), program.getTypeChecker())
    if (file.faults.length === 0) continue
    const kinds = [...new Set(file.faults.map(({ kind }) => kind))]
    const kind = pick(random, kinds, one => (one === 'guard' ? 3 : 1))
    const fault = pick(
      random,
      file.faults.filter(one => one.kind === kind),
      () => 1,
    )
    const changed = file.text.slice(0, fault.start) + fault.after + file.text.slice(fault.end)
    const key = `${file.path}:${fault.start}:${fault.after}`
    if (drawn.has(key)) continue
    drawn.add(key)
    if (!compiler.accepts(file.name, changed)) continue
    if (number >= from) yield { number, path: file.path, original: file.text, changed, ...fault }
    number++
  }
}
