/**
 * @file Plants faults in a copy of the sources, one after the other, and says which of them the tests catch.
 *
 *     node scripts/faults/main.mjs [--seed 1] [--count 50] [--from 1] [--seconds 90]
 *
 * The same seed draws the same faults from the same sources: `--seed 1 --from 17 --count 1` plants the 17th again. Of
 * the tests that reach the changed file those nearest to it run first; further ones start for as many `--seconds`.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { drawFaults } from './draw.mjs'
import { relatedTests } from './related.mjs'
import { createTestRunner } from './run.mjs'

const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '90' },
  },
})
const [seed, count, from, seconds] = [values.seed, values.count, values.from, values.seconds].map(text => {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`expected a whole number above 0, got ${text}`)
})

/** A copy of what git knows or would add, so that nobody's checkout ever holds a fault. */
function copyProject() {
  const copy = mkdtempSync(join(tmpdir(), 'medspan-faults-'))
  // Tests that give up being root reach it too.
  chmodSync(copy, 0o755)
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
  const listed = execFileSync('git', ['ls-files', '-coz', '--exclude-standard', '--deduplicate'], {
    cwd: root,
  })
  for (const name of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    cpSync(join(root, name), join(copy, name))
  }
  // A name that is no longer used fails no test.
  const settings = readFileSync(join(copy, 'tsconfig.json'), 'utf8')
  writeFileSync(join(copy, 'tsconfig.json'), settings.replaceAll(/("noUnused\w+": )true/g, '$1false'))
  // Packages are shared, but not what vitest and the tests keep beside them: it would be of sources with a fault.
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  return copy
}

const copy = copyProject()
// Where tests look for public corpora, which lie beside the checkout and not beside the copy.
process.env.MEDSPAN_SHARED_DATA ??= resolve(root, '../shared/data')
const runTests = createTestRunner(copy)
const started = Date.now()
let caught = 0
for await (const { number, path, line, before, shown, original, changed } of drawFaults(
  root,
  seed,
  from,
  count,
)) {
  process.stdout.write(`${number} ${path}:${line} ${before} → ${shown === ';' ? 'removed' : shown}: `)
  const file = join(copy, path)
  const swap = isWhole => writeFileSync(file, isWhole ? original : changed)
  const outcome = await runTests(relatedTests(root, path), seconds, swap)
  swap(true)
  if (outcome.caughtBy !== undefined) caught++
  process.stdout.write(
    outcome.caughtBy === undefined
      ? `SURVIVED ${outcome.run} test files, ${outcome.left} left out\n`
      : `caught by ${outcome.caughtBy}\n`,
  )
}
const minutes = ((Date.now() - started) / 60_000).toFixed(1)
process.stdout.write(`${caught} of ${count} faults caught, seed ${seed}, ${minutes} minutes\n`)
