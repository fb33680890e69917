/**
 * @file A stream in stretches of bounded size, each taken when it is full or when nothing more comes for a moment: so that
 * what is tagged together is much where there is much, and nobody waits where there is little.
 */

/** What a stretch may hold; one item by itself is always a stretch. */
export interface WindowLimits {
  readonly items: number
  /** Characters of text. */
  readonly characters: number
  /** How long nothing must come before what is there is taken. */
  readonly pauseMs: number
}

/**
 * Some 500 sentences. Sorted by length they leave a few percent of a batch empty; ten times as many would save one percent more, and
 * be held in memory, and waited for.
 */
export const windowLimits: WindowLimits = { items: 1024, characters: 65_536, pauseMs: 20 }

/**
 * Consecutive items in stretches, in order. While one is being used, at most one item more is asked for. An error of the source
 * comes after what came before it.
 * @param charactersOf how much of a stretch an item takes
 */
export async function* windowsOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  charactersOf: (item: T) => number,
  limits: WindowLimits = windowLimits,
): AsyncGenerator<T[]> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  /** Asked for, and not there yet. */
  let awaited: Promise<IteratorResult<T>> | undefined
  let isEnded = false
  const failures: unknown[] = []
  try {
    while (!isEnded) {
      const window: T[] = []
      let characters = 0
      while (window.length < limits.items && characters < limits.characters) {
        awaited ??= (async () => source.next())()
        const next = await (window.length === 0 ? awaited : within(awaited, limits.pauseMs)).catch(
          (error: unknown) => {
            failures.push(error)
            return { done: true, value: undefined } as const
          },
        )
        if (next === undefined) break
        awaited = undefined
        isEnded = next.done === true
        if (next.done === true) break
        window.push(next.value)
        characters += charactersOf(next.value)
      }
      if (window.length > 0) yield window
    }
    if (failures.length > 0) throw failures[0]
  } finally {
    // What is still awaited may never come, and closing a generator waits for it.
    const closed = isEnded ? undefined : Promise.resolve(source.return?.())
    if (awaited === undefined) await closed
    else closed?.catch(() => {})
  }
}

/** What a promise gives within a time; undefined where it takes longer. */
function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, undefined)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
