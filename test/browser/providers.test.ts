/** @file What learning is computed by where there is a GPU. */
import { expect, test } from 'vitest'
import type { Provider } from '../../src/browser/messages.ts'
import { chooseProvider, runtimeBy } from '../../src/browser/providers.ts'

/** A trial of steps with these losses, of which each takes a while; the clock is that of the test. */
function trialOf(
  losses: Readonly<Record<Provider, readonly number[]>>,
  ms: Readonly<Record<Provider, number>>,
) {
  let now = 0
  const clock = () => now
  const tryLearning = async (provider: Provider, onStep: (step: number, loss: number) => void) => {
    for (const [i, loss] of losses[provider].entries()) {
      now += i === 0 ? 1000 : ms[provider]
      onStep(i + 1, loss)
    }
  }
  return chooseProvider(tryLearning, clock)
}

test('WebGPU is taken where it is faster and has the same losses', async () => {
  const fast = { wasm: 100, webgpu: 10 }
  expect(await trialOf({ wasm: [2, 1.5], webgpu: [2.00001, 1.50001] }, fast)).toBe('webgpu')
  expect(await trialOf({ wasm: [2, 1.5], webgpu: [2, 1.51] }, fast)).toBe('wasm')
  expect(await trialOf({ wasm: [2, 1.5], webgpu: [2, Number.NaN] }, fast)).toBe('wasm')
  expect(await trialOf({ wasm: [2, 1.5], webgpu: [2] }, fast)).toBe('wasm')
  expect(await trialOf({ wasm: [2, 1.5], webgpu: [2, 1.5] }, { wasm: 100, webgpu: 200 })).toBe('wasm')
})

test('WebAssembly is taken where WebGPU fails', async () => {
  const chosen = chooseProvider(async (provider, onStep) => {
    if (provider === 'webgpu') throw new Error('the device is lost')
    for (const step of [1, 2]) onStep(step, 1)
  })
  expect(await chosen).toBe('wasm')
})

test('a session is asked for by the provider alone', async () => {
  const asked: unknown[] = []
  class Tensor {
    readonly data = undefined
  }
  const create = async (_: Uint8Array, options: unknown) => {
    asked.push(options)
    throw new Error('none')
  }
  const runtime = runtimeBy({ Tensor, InferenceSession: { create } }, 'webgpu')
  await expect(
    runtime.InferenceSession.create(new Uint8Array(), { enableMemPattern: false }),
  ).rejects.toThrow()
  expect(asked).toEqual([{ enableMemPattern: false, executionProviders: ['webgpu'], logSeverityLevel: 3 }])
})
