/**
 * @file How long batches take, by trying some: the cost of a batch as a function of its size.
 */

/** What a batch took. */
export interface Sample {
  /** Its word pieces, and where the engine computes padding, that as well. */
  readonly size: number
  readonly seconds: number
}

/** The shares of all batches, by size, at which one is tried: a small one, the median, the largest. */
const places = [0.1, 0.5, 1]

/** Tries that the median is taken of, and the seconds after which no other is begun. */
const tries = 3
const patienceSeconds = 8

/**
 * Tries a small, a median and the largest of some batches, and gives the median of three tries each, after one that
 * does not count; of batches that take long, fewer. Batches of the same size are tried once.
 * @param sizes those of all batches
 * @param run makes one try with the batch of a number
 * @returns from small batches to large ones; none if there is no batch
 * @throws what the signal was aborted with
 */
export async function tryBatches(
  sizes: readonly number[],
  run: (index: number) => Promise<unknown>,
  signal?: AbortSignal | undefined,
): Promise<Sample[]> {
  const bySize = sizes.map((_, index) => index).sort((a, b) => sizes[a]! - sizes[b]! || a - b)
  const chosen = new Map<number, number>()
  for (const place of places) {
    const index = bySize[Math.floor(place * (bySize.length - 1))]
    if (index !== undefined) chosen.set(sizes[index]!, index)
  }
  const samples: Sample[] = []
  for (const [size, index] of chosen) {
    const seconds: number[] = []
    const started = performance.now()
    for (let i = 0; i <= tries; i++) {
      signal?.throwIfAborted()
      const before = performance.now()
      await run(index)
      const now = performance.now()
      if (i > 0 || now - before > 1000 * patienceSeconds) seconds.push((now - before) / 1000)
      if (seconds.length > 0 && now - started > 1000 * patienceSeconds) break
    }
    seconds.sort((a, b) => a - b)
    samples.push({ size, seconds: seconds[Math.floor(seconds.length / 2)]! })
  }
  return samples
}

/**
 * The seconds that a batch of a size takes, on the line between the samples beside it; beyond the samples on
 * the line through the two nearest, through zero if there is one only, and never less than nothing.
 * @param samples by growing size, as `tryBatches` gives them
 */
export function secondsOf(size: number, samples: readonly Sample[]): number {
  const [first] = samples
  if (first === undefined) return 0
  if (samples.length === 1) return (first.seconds * size) / first.size
  let above = 1
  while (above < samples.length - 1 && samples[above]!.size < size) above++
  const [low, high] = [samples[above - 1]!, samples[above]!]
  const slope = (high.seconds - low.seconds) / (high.size - low.size)
  return Math.max(0, low.seconds + slope * (size - low.size))
}
