import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // See openSession in src/train/onnx-engine.ts; tests open sessions of their own.
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
})
