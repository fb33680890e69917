import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
      XDG_STATE_HOME: join(import.meta.dirname, 'node_modules', '.medspan-state'),
    },
  },
})
