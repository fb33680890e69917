/**
 * @file From a setting to a source of semantic types: an MRSTY file, a Metathesaurus database, or UTS.
 */
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import type { Progress } from '../progress.ts'
import type { ConceptSource, Relation } from './concept.ts'
import { openMetathesaurus } from './metathesaurus.ts'
import { openMrsty } from './mrsty.ts'
import { openUts } from './uts.ts'
import { readUtsKey } from './uts-key.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** UTS as a configuration has it. */
export interface UtsSetting {
  readonly release?: string | undefined
  /** The environment variable that holds the key; default `UMLS_API_KEY`. */
  readonly key_env?: string | undefined
  /** A file with the key that only its owner may read; goes before the environment. */
  readonly key_file?: string | undefined
  /** Default `defaultUtsCache`. */
  readonly cache?: string | undefined
  readonly offline?: boolean | undefined
  /** The server; goes before `MEDSPAN_UTS_URL`, and that before NLM's. */
  readonly base_url?: string | undefined
  /** How many hours a kept answer serves; see `UtsOptions.maxAgeMs` for the default. */
  readonly max_age_hours?: number | undefined
}

/** Where types come from: one of `mrsty`, `metathesaurus` and `uts`; paths are absolute. */
export interface ConceptSetting {
  readonly mrsty?: string | undefined
  readonly metathesaurus?: string | undefined
  readonly uts?: UtsSetting | undefined
  /** Inexact successors of retired concepts to follow, for `metathesaurus`. */
  readonly relations?: readonly Relation[] | undefined
}

/** `$XDG_CACHE_HOME/medspan/uts.sqlite`, or the same under `~/.cache`. */
export function defaultUtsCache(env: Environment): string {
  const home = env.XDG_CACHE_HOME
  // A relative one must be ignored (XDG Base Directory Specification).
  if (home?.startsWith('/') === true) return join(home, 'medspan', 'uts.sqlite')
  const folder = env.HOME ?? env.USERPROFILE
  if (folder === undefined)
    throw new MedspanError('config', 'expected a place for the cache of UTS: neither it nor HOME is set', {
      hint: 'name a file (--cache, cache)',
    })
  return join(folder, '.cache', 'medspan', 'uts.sqlite')
}

/**
 * Opens the source that a setting names. Its `close` must be called.
 * @throws MedspanError (`config`) unless it names one; what opening that one throws
 */
export async function createConceptSource(
  setting: ConceptSetting,
  options: { readonly env: Environment; readonly progress?: Progress },
): Promise<ConceptSource> {
  const { mrsty, metathesaurus, uts, relations } = setting
  const named = Object.entries({ mrsty, metathesaurus, uts }).filter(([, value]) => value !== undefined)
  if (named.length !== 1)
    throw new MedspanError(
      'config',
      `expected one of mrsty, metathesaurus and uts, got ${named.map(([name]) => name).join(' and ') || 'none'}`,
    )
  if (relations !== undefined && relations.length > 0 && metathesaurus === undefined)
    throw new MedspanError('config', 'relations can be followed in a Metathesaurus database only', {
      hint: 'medspan umls build META/ makes one from a release',
    })
  if (metathesaurus !== undefined) return openMetathesaurus(metathesaurus, { relations })
  if (mrsty !== undefined) return openMrsty(mrsty)
  const { release, key_env, key_file, cache, offline, base_url, max_age_hours } = uts!
  const { env } = options
  return openUts({
    cache: cache ?? defaultUtsCache(env),
    key: () => readUtsKey({ file: key_file, variable: key_env ?? 'UMLS_API_KEY', env }),
    release,
    offline,
    baseUrl: base_url ?? env.MEDSPAN_UTS_URL,
    maxAgeMs: max_age_hours === undefined ? undefined : max_age_hours * 3_600_000,
  })
}
