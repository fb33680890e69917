/**
 * @file From a setting to a source of semantic types: an MRSTY file, a Metathesaurus database, or UTS.
 */
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { openMetathesaurus } from "./metathesaurus.js";
import { openMrsty } from "./mrsty.js";
import { openUts } from "./uts.js";
import { readUtsKey } from "./uts-key.js";
/** `$XDG_CACHE_HOME/medspan/uts.sqlite`, or the same under `~/.cache`. */
export function defaultUtsCache(env) {
    const home = env.XDG_CACHE_HOME;
    // A relative one must be ignored (XDG Base Directory Specification).
    if (home?.startsWith('/') === true)
        return join(home, 'medspan', 'uts.sqlite');
    const folder = env.HOME ?? env.USERPROFILE;
    if (folder === undefined)
        throw new MedspanError('config', 'expected a place for the cache of UTS: neither it nor HOME is set', {
            hint: 'name a file (--cache, cache)',
        });
    return join(folder, '.cache', 'medspan', 'uts.sqlite');
}
/**
 * Opens the source that a setting names. Its `close` must be called.
 * @throws MedspanError (`config`) unless it names one; what opening that one throws
 */
export async function createConceptSource(setting, options) {
    const { mrsty, metathesaurus, uts, relations } = setting;
    const named = Object.entries({ mrsty, metathesaurus, uts }).filter(([, value]) => value !== undefined);
    if (named.length !== 1)
        throw new MedspanError('config', `expected one of mrsty, metathesaurus and uts, got ${named.map(([name]) => name).join(' and ') || 'none'}`);
    if (relations !== undefined && relations.length > 0 && metathesaurus === undefined)
        throw new MedspanError('config', 'relations can be followed in a Metathesaurus database only', {
            hint: 'medspan umls build META/ makes one from a release',
        });
    if (metathesaurus !== undefined)
        return openMetathesaurus(metathesaurus, { relations });
    if (mrsty !== undefined)
        return openMrsty(mrsty);
    const { release, key_env, key_file, cache, offline, base_url, max_age_hours } = uts;
    const { env } = options;
    return openUts({
        cache: cache ?? defaultUtsCache(env),
        key: () => readUtsKey({ file: key_file, variable: key_env ?? 'UMLS_API_KEY', env }),
        release,
        offline,
        baseUrl: base_url ?? env.MEDSPAN_UTS_URL,
        maxAgeMs: max_age_hours === undefined ? undefined : max_age_hours * 3_600_000,
    });
}
