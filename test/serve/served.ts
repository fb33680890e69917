/** @file A server of fake models for tests, which are asked through `app.request` and need no port. */
import type { Tagger, TaggingOptions } from '../../src/predict/tagger.ts'
import { type AppOptions, createApp } from '../../src/serve/app.ts'
import { shareModels } from '../../src/serve/batching.ts'
import type { ServedModels } from '../../src/serve/contract.ts'
import { createMetrics } from '../../src/serve/metrics.ts'
import type { Document } from '../../src/text/document.ts'
import { createPatternTagger } from '../predict/test-tagger.ts'

/** Finds `acid` as T103, a type with a name. */
export const acids = createPatternTagger(/acid/g, 'T103')

/** Models by name, as they are. */
export function modelsOf(taggers: Readonly<Record<string, Tagger>>): ServedModels {
  return {
    names: Object.keys(taggers),
    async use(name, _scope, work) {
      const tagger = Object.hasOwn(taggers, name) ? taggers[name] : undefined
      return tagger === undefined ? undefined : work({ version: '1', tagger })
    },
  }
}

export interface HeldTagger extends Tagger {
  /** The documents that went through the model together, batch by batch. */
  readonly batches: string[][]
  /** Lets the batch that is held, and all later ones, go through. */
  release(): void
}

/** Holds every batch until it is released. Documents whose text is `fail` fail. */
export function createHeldTagger(): HeldTagger {
  const batches: string[][] = []
  let release = (): void => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  async function* tagAll(
    documents: Iterable<Document> | AsyncIterable<Document>,
    { inTurn = work => work() }: TaggingOptions = {},
  ) {
    const all: Document[] = []
    for await (const document of documents) all.push(document)
    await inTurn(() => {
      batches.push(all.map(({ text }) => text))
      return released
    })
    if (all.some(({ text }) => text === 'fail')) throw new TypeError('a secret text')
    yield* acids.tag(all)
  }
  return { ...acids, tag: tagAll as Tagger['tag'], batches, release: () => release() }
}

/** An application for tests, and what it has counted and reported. */
export function createTestApp(
  taggers: Readonly<Record<string, Tagger>> = { acids },
  options: Partial<AppOptions> = {},
) {
  const metrics = createMetrics()
  const defects: string[] = []
  const app = createApp({
    models: shareModels(modelsOf(taggers), words => metrics.countWords(words)),
    metrics,
    version: '0.0.0',
    hosts: [],
    onDefect: text => defects.push(text),
    ...options,
  })
  /** Posts JSON, or what is text already. */
  const post = (body: unknown, init: RequestInit = {}, path = '/v1/tag') =>
    app.request(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    })
  return { app, defects, post }
}

/** The message of an error that was answered. */
export async function messageOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { message: string } }
  return error.message
}
