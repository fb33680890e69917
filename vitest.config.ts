import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * What a file does that others in its process would notice, or that others may disturb: it puts functions, variables or a
 * folder in the place of the process' own, listens to it, or measures its memory.
 */
const changesProcess =
  /\bvi\.|process\.(chdir|umask|on|once|memoryUsage)\(|process\.env\.\w+ = |delete process\.env/

const root = import.meta.dirname
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.test.ts'))
  .map(name => `test/${name.replaceAll('\\', '/')}`)
const isAlone = (path: string): boolean => changesProcess.test(readFileSync(join(root, path), 'utf8'))
const alone = files.filter(isAlone)
const shared = files.filter(path => !isAlone(path))

export default defineConfig({
  test: {
    globalSetup: ['test/fuzz.ts'],
    setupFiles: ['test/setup.ts'],
    // Long enough for a machine that is busy with other things: a test is not there to measure time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Vitest leaves one core to itself, which on two cores takes half the speed.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // See openSession in src/train/engine/onnx/onnx-engine.ts; tests open sessions of their own.
    // The key by which medspan knows its own files is not to be the user's.
    env: {
      ORT_DISABLE_TELEMETRY: '1',
      XDG_STATE_HOME: join(root, 'node_modules', '.medspan-state'),
    },
    // Starting a process and loading what is tested takes longer than most files' tests: those that can share one.
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: { name: 'shared', include: shared, isolate: false },
      },
    ],
  },
})
