/**
 * @file Models that are served as they are: each under a name, from its folder or the hub.
 */
import { basename, resolve } from 'node:path'
import { MedspanError } from '../errors.ts'
import type { Tagger } from '../predict/tagger.ts'
import type { Learner, ServedModels, ServedVersion } from './contract.ts'
import type { PageLearner } from './page/learning.ts'

/** A model as the command line names it. */
export interface NamedModel {
  readonly name: string
  /** A folder, or an id of the hub. */
  readonly path: string
}

/** What a name may be: it stands in paths of requests, and in JSON. */
const namePattern = /^[A-Za-z0-9][\w.-]{0,63}$/

/**
 * `NAME=PATH`, or a path whose last part becomes the name.
 * @throws MedspanError `config` for a path that makes no name, and a name that comes twice
 */
export function parseModels(written: readonly string[], cwd: string): NamedModel[] {
  const models = written.map(text => {
    const at = text.indexOf('=')
    if (namePattern.test(text.slice(0, Math.max(0, at))))
      return { name: text.slice(0, at), path: text.slice(at + 1) }
    const name = basename(resolve(cwd, text))
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64)
    if (namePattern.test(name)) return { name, path: text }
    throw new MedspanError('config', `expected a path that makes a name, got ${text}`, {
      where: { at: '--model' },
      hint: 'NAME=PATH says which name the model has.',
    })
  })
  const twice = models.find(({ name }, i) => models.findIndex(other => other.name === name) < i)
  if (twice !== undefined)
    throw new MedspanError('config', `expected a name for each model, got ${twice.name} twice`, {
      where: { at: '--model' },
      hint: 'NAME=PATH says which name a model has.',
    })
  return models
}

export interface LoadedModels extends ServedModels {
  /** What learns for them, where something does. */
  readonly learner?: (Learner & PageLearner) | undefined
  /** Loads them, one after the other. @throws what the first that could not be loaded has thrown */
  load(): Promise<void>
  /** Waits until none is in use; where not all are loaded, for nothing. */
  dispose(): Promise<void>
}

/**
 * Models of which none is loaded yet; who asks for one waits for that.
 * @param load from a path, or an id of the hub
 */
export function createLoadedModels(
  models: readonly NamedModel[],
  load: (path: string) => Promise<Tagger>,
): LoadedModels {
  const versions = new Map<string, Promise<ServedVersion>>()
  let begin = (): void => {}
  let last: Promise<unknown> = new Promise<void>(resolve => {
    begin = resolve
  })
  for (const { name, path } of models) {
    const version = last.then(async () => ({ tagger: await load(path), version: new Date().toISOString() }))
    // Whoever waits for one is told; that nobody does is no defect.
    version.catch(() => {})
    versions.set(name, version)
    last = version
  }
  const uses = new Set<Promise<unknown>>()
  let isLoaded = false
  return {
    names: models.map(({ name }) => name),
    async load() {
      begin()
      await Promise.all(versions.values())
      isLoaded = true
    },
    async use(name, _scope, work) {
      const version = versions.get(name)
      if (version === undefined) return undefined
      const use = version.then(work)
      uses.add(use)
      return use.finally(() => uses.delete(use))
    },
    async dispose() {
      if (!isLoaded) return
      while (uses.size > 0) await Promise.allSettled(uses)
      for (const version of await Promise.allSettled(versions.values()))
        if (version.status === 'fulfilled') await version.value.tagger.dispose()
    },
  }
}
