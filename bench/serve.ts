/**
 * @file What serving costs, and what it stands: `serve tag` beside a FastAPI server with transformers' pipeline, `serve recommender`,
 * `serve start` and `serve soak`; without a part all of them.
 *
 * MEDSPAN_RUN is a run folder. Texts are those of BioRED, in MEDSPAN_SHARED_DATA or beside the checkout. For `tag` PYTHON needs
 * fastapi and uvicorn beside transformers, and both sides take turns: ROUNDS (3) of SECONDS (20) each, after one that does not
 * count. THREADS (2), CONNECTIONS (32) and MINUTES (30) may be set; FLOAT=1 has `tag` serve in float32.
 */
import type { Measurement } from './results.ts'
import { measureRecommender, measureStart } from './serve/recommender.ts'
import { measureSoak } from './serve/soak.ts'
import { measureTag } from './serve/tag.ts'

const parts: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  tag: measureTag,
  recommender: measureRecommender,
  start: measureStart,
  soak: measureSoak,
}

/** Runs a part, or all of them one after the other. */
export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  for (const name of part === undefined ? Object.keys(parts) : [part]) {
    const measure = parts[name]
    if (measure === undefined)
      throw new Error(`expected one of the parts ${Object.keys(parts).join(', ')}, got ${name}`)
    yield* await measure()
  }
}
