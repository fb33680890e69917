/**
 * @file Runs test files on a copy of the project, with a fault in it and without.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A test file that takes longer, hangs. */
const TIMEOUT_MS = 300_000

/**
 * Gives a function that runs test files one after the other until one fails with the fault and passes without, where
 * `swap` puts the whole source or the one with the fault into the copy.
 */
export function createTestRunner(copy) {
  /** Whether a test file passes without a fault, where that is known. */
  const passes = new Map()
  return async (tests, seconds, swap) => {
    const end = Date.now() + seconds * 1000
    let run = 0
    for (const test of tests) {
      if (Date.now() > end) break
      if (passes.get(test) === false) continue
      run++
      swap(false)
      const failure = await failureOf(copy, test)
      if (failure === undefined) continue
      swap(true)
      if (!passes.has(test)) passes.set(test, (await failureOf(copy, test)) === undefined)
      if (passes.get(test)) return { caughtBy: `${test}: ${failure}` }
      process.stdout.write(`(${test} fails without a fault) `)
    }
    return { run, left: tests.length - run }
  }
}

/** The name of the test that failed, or what else went wrong; undefined where all passed. */
async function failureOf(copy, test) {
  const report = join(copy, 'report.json')
  const work = join(copy, 'work')
  rmSync(report, { force: true })
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      test,
      '--bail=1',
      '--maxWorkers=1',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    // A group of its own, which can be ended as a whole; what it leaves goes with the copy.
    { cwd: copy, detached: true, stdio: 'ignore', env: { ...process.env, TMPDIR: work, HOME: work } },
  )
  let hangs = false
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
  process.once('exit', stop)
  const timer = setTimeout(() => {
    hangs = true
    stop()
  }, TIMEOUT_MS)
  const code = await new Promise(resolve => child.once('exit', resolve))
  clearTimeout(timer)
  stop()
  process.off('exit', stop)
  if (hangs) return `did not end in ${TIMEOUT_MS / 1000} s`
  return code === 0 ? undefined : firstFailure(report)
}

function firstFailure(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    for (const { assertionResults, status, message } of testResults) {
      const failed = assertionResults.find(result => result.status === 'failed')
      if (failed !== undefined) return failed.fullName
      if (status === 'failed') return message.split('\n')[0]
    }
    return 'an error outside of its tests'
  } catch {
    return 'the process ended'
  }
}
