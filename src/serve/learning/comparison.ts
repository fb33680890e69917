/**
 * @file Whether a new model takes over: both tag the documents that are held out, and are compared as `medspan compare` does.
 *
 * The new model takes over where its F1 is not lower, or where it is lower by so little that chance may be the reason: less
 * than `tolerance`, and with p of the paired approximate randomisation not below `alpha`. Of fewer than
 * `fewestForChance` documents no difference can be told from chance: then it must not be lower. Where none is held out both tag the
 * documents that the new one has learnt from, which shows that it has learnt them and no more.
 */

import { importCorpus } from '../../formats/index.ts'
import { compareMicro, type Difference } from '../../metrics/significance.ts'
import type { Tagger } from '../../predict/tagger.ts'
import { loadTagger } from '../../predict/trained-tagger.ts'
import { silent } from '../../progress.ts'
import type { ScoreOptions } from '../../score/score.ts'
import { scoreTagger } from '../../score/tagger.ts'
import type { LearningComparison } from './state.ts'

const tolerance = 0.02
const alpha = 0.05
/** Exchanging n documents in all ways, p is at least 2 / 2^n: with 6 it can be below 0.05. */
const fewestForChance = 6

export interface ComparisonTask {
  /** The file of the documents that both tag. */
  readonly gold: string
  /** Whether the new model has not learnt from them. */
  readonly isHeldOut: boolean
  /** The types that count. */
  readonly types: ScoreOptions['types']
  /** The model in use, and the new one. */
  readonly before: string
  readonly after: string
  readonly threads: number
}

/** Lets both models tag the documents, one model after the other. */
export async function compareModels(
  { gold: path, isHeldOut, types, before, after, threads }: ComparisonTask,
  load: (model: string) => Promise<Tagger> = model => loadTagger(model, { threads }),
): Promise<LearningComparison> {
  const gold = await importCorpus([path], { format: 'corpus', progress: silent })
  const score = async (model: string) => {
    const tagger = await load(model)
    try {
      return (await scoreTagger(tagger, gold, { types, progress: silent })).documents
    } finally {
      await tagger.dispose()
    }
  }
  const [old, learnt] = [await score(before), await score(after)]
  return decide(compareMicro(learnt, old, { seed: 42 }), gold.length, { isHeldOut })
}

/** @param difference of the new model, and the one in use */
export function decide(
  { a, b, lower, upper, p }: Difference,
  documents: number,
  { isHeldOut = true }: { readonly isHeldOut?: boolean } = {},
): LearningComparison {
  const isFew = !isHeldOut || documents < fewestForChance
  const isNotLower = a >= b
  const isByChance = !isFew && b - a < tolerance && p.randomisation >= alpha
  const few = !isHeldOut
    ? ' on the documents that it has learnt from; none was held out'
    : isFew
      ? `; of ${documents} held-out documents no difference can be told from chance, which takes ${fewestForChance}`
      : ''
  const reason = isNotLower
    ? `its F1 is not lower${few}`
    : isByChance
      ? `its F1 is lower by less than ${tolerance}, and not significantly`
      : isFew
        ? `its F1 is lower${few}`
        : p.randomisation < alpha
          ? 'its F1 is significantly lower'
          : `its F1 is lower by ${tolerance} or more`
  return {
    documents,
    before: b,
    after: a,
    lower,
    upper,
    p: p.randomisation,
    takesOver: isNotLower || isByChance,
    reason,
  }
}
