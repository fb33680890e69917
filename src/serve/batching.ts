/**
 * @file Taggers whose callers share what computes: short documents of several go through the model together, long ones each for
 * itself, and all of them batch by batch in turn, so that nobody waits for more than what came before has begun.
 */
import { setImmediate } from 'node:timers/promises'
import { internal } from '../errors.ts'
import { documentOf, type InTurn, type Tagger, type TaggingOptions } from '../predict/tagger.ts'
import { type WindowLimits, windowLimits, windowsOf } from '../predict/windows.ts'
import type { Document } from '../text/document.ts'
import type { ServedModels } from './contract.ts'
import { createPlaces, type Places } from './places.ts'

/** What is tagged together: some 130 sentences. */
const batchLimits: WindowLimits = { items: 256, characters: 16_384, pauseMs: 20 }
/** What one caller has at once that fills batches of the model by itself: some 65 sentences. */
const aloneCharacters = 8192
/** How many may be tagged at once that are longer than what a tagger takes together: each takes memory. */
const longAtOnce = 4

/**
 * How often the event loop goes round before something is computed, which stops it: each time it accepts one connection (libuv since
 * 1.45), so that many new ones would wait for as many batches of the model.
 */
const ROUNDS = 32

/** Does one thing after the other, in order, and lets what has come be read before each. */
function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(async () => {
      for (let round = 0; round < ROUNDS; round++) await setImmediate()
      return work()
    })
    last = next.catch(() => {})
    return next
  }
}

/** Turns of everything that is tagged in a process. */
export function createTaggingTurns(): Pick<BatchingOptions, 'inTurn' | 'places'> {
  const places = createPlaces({ atOnce: longAtOnce, waiting: Number.POSITIVE_INFINITY })
  return { inTurn: createTurns(), places }
}

interface BatchingOptions {
  readonly inTurn: InTurn
  /** For what is very long. */
  readonly places: Places
  /** Is told of words that were tagged. */
  readonly counted: (words: number) => void
}

/** A document that is to be tagged. */
interface Job {
  readonly document: Document
  readonly signal: AbortSignal | undefined
  readonly settle: (result: PromiseSettledResult<Document>) => void
}

/** The same models, whose taggers share batches and take turns. */
export function shareModels(models: ServedModels, counted: (words: number) => void = () => {}): ServedModels {
  const options = { ...createTaggingTurns(), counted }
  const shared = new WeakMap<Tagger, Tagger>()
  const sharedOf = (tagger: Tagger): Tagger => {
    const known = shared.get(tagger) ?? createSharedTagger(tagger, options)
    shared.set(tagger, known)
    return known
  }
  return {
    get names() {
      return models.names
    },
    use: (name, scope, work) =>
      models.use(name, scope, version => work({ ...version, tagger: sharedOf(version.tagger) })),
  }
}

/** The same tagger, for callers that do not know of each other. An error of one document is that of its caller alone. */
export function createSharedTagger(tagger: Tagger, { inTurn, places, counted }: BatchingOptions): Tagger {
  const queue = new Set<Job>()
  let isRunning = false

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    while (queue.size > 0) {
      // Requests that have come in the meantime are read first.
      await setImmediate()
      await tagBatch(takeBatch(queue))
    }
    isRunning = false
  }

  async function* compute(
    documents: readonly Document[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Document> {
    let done = 0
    for await (const tagged of tagger.tag(documents, { signal, inTurn })) {
      counted(tagged.tokens.length)
      done++
      yield tagged
    }
    if (done < documents.length) throw internal('expected a document for each that was tagged')
  }

  async function tagBatch(jobs: readonly Job[]): Promise<void> {
    // Of several, each waits for the others.
    const signal = jobs.length === 1 ? jobs[0]!.signal : undefined
    let done = 0
    try {
      for await (const tagged of compute(
        jobs.map(job => job.document),
        signal,
      ))
        jobs[done++]!.settle({ status: 'fulfilled', value: tagged })
    } catch (error) {
      if (jobs.length === 1) jobs[0]!.settle({ status: 'rejected', reason: error })
      else for (const job of jobs.slice(done)) await tagBatch([job])
    }
  }

  /** Tags documents of one caller. The model is used until the last has ended, also where one has failed. */
  const tagTogether = async (
    documents: readonly Document[],
    { signal, advance }: TaggingOptions,
  ): Promise<Document[]> => {
    signal?.throwIfAborted()
    const characters = documents.reduce((sum, { text }) => sum + text.length, 0)
    const tagged = await (characters < aloneCharacters
      ? tagShared(documents, signal)
      : tagAlone(documents, signal, characters))
    for (const { tokens } of tagged) advance?.(tokens.length)
    return tagged
  }

  async function tagAlone(
    documents: readonly Document[],
    signal: AbortSignal | undefined,
    characters: number,
  ): Promise<Document[]> {
    const leave = characters > windowLimits.characters ? await places.enter(signal) : () => {}
    try {
      const all: Document[] = []
      for await (const tagged of compute(documents, signal)) all.push(tagged)
      return all
    } finally {
      leave()
    }
  }

  async function tagShared(
    documents: readonly Document[],
    signal: AbortSignal | undefined,
  ): Promise<Document[]> {
    const jobs = new Set<Job>()
    const abort = (): void => {
      for (const job of jobs)
        if (queue.delete(job)) job.settle({ status: 'rejected', reason: signal?.reason })
    }
    signal?.addEventListener('abort', abort)
    const results = documents.map(
      document =>
        new Promise<PromiseSettledResult<Document>>(settle => jobs.add({ document, signal, settle })),
    )
    for (const job of jobs) queue.add(job)
    void run()
    const settled = await Promise.all(results)
    signal?.removeEventListener('abort', abort)
    return settled.map(result => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  async function* tagAll(
    documents: Iterable<Document> | AsyncIterable<Document>,
    options: TaggingOptions,
  ): AsyncGenerator<Document, void, undefined> {
    for await (const window of windowsOf(documents, ({ text }) => text.length, batchLimits))
      yield* await tagTogether(window, options)
  }

  const tagOne = async (document: Document, options: TaggingOptions): Promise<Document> =>
    (await tagTogether([document], options))[0]!

  function tag(document: Document | string, options?: TaggingOptions): Promise<Document>
  function tag(
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: TaggingOptions,
  ): AsyncGenerator<Document, void, undefined>
  function tag(
    input: Document | string | Iterable<Document> | AsyncIterable<Document>,
    options: TaggingOptions = {},
  ) {
    if (typeof input === 'string') return tagOne(documentOf('text', input), options)
    return 'text' in input ? tagOne(input, options) : tagAll(input, options)
  }

  return { ...tagger, tag, dispose: () => tagger.dispose() }
}

/** Takes the first jobs that make a batch. */
function takeBatch(queue: Set<Job>): Job[] {
  const batch: Job[] = []
  let characters = 0
  for (const job of queue) {
    characters += job.document.text.length
    if (batch.length === batchLimits.items || (batch.length > 0 && characters > batchLimits.characters)) break
    batch.push(job)
    queue.delete(job)
  }
  return batch
}
