/**
 * @file The seed of all tests that try random inputs or kill at random moments, and how many inputs they try.
 *
 * It is 1 unless MEDSPAN_FUZZ_SEED has another, so that a run of the tests says something about the code alone. `random`
 * draws one for the whole run and prints it; MEDSPAN_FUZZ_RUNS has each of these tests try so many.
 */
import { randomInt } from 'node:crypto'

/** Runs once, before the processes that run the test files start. */
export default function drawFuzzSeed(): void {
  if (process.env.MEDSPAN_FUZZ_SEED !== 'random') return
  const seed = randomInt(1, 2 ** 31)
  process.env.MEDSPAN_FUZZ_SEED = String(seed)
  console.info(`random inputs by MEDSPAN_FUZZ_SEED=${seed}`)
}

/** A whole number. */
export const fuzzSeed = Number(process.env.MEDSPAN_FUZZ_SEED ?? 1)

/** Whether somebody has said how many inputs to try: then tests print what became of them. */
export const isFuzzed = process.env.MEDSPAN_FUZZ_RUNS !== undefined

/** How many inputs a test tries, where nobody says so `usual`. */
export const fuzzRuns = (usual: number): number => Number(process.env.MEDSPAN_FUZZ_RUNS ?? usual)

/** Long enough for ten thousand of them on a slow machine. */
export const fuzzTimeoutMs = (runs: number): number => 60_000 + runs * 100
