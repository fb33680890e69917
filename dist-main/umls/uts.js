/**
 * @file UTS, the UMLS Terminology Services, as a source: NLM's REST API behind a cache on the disk.
 *
 * At most 20 requests a second go out (NLM's limit for one address). An answer is stored when it comes. What cannot
 * be asked about ends the work, with everything so far kept: an error is never taken for a concept without types.
 */
import { MedspanError, Notices } from "../errors.js";
import { isConfidential } from "../net/address.js";
import { createRateLimit, systemClock } from "../net/rate.js";
import { createRandom } from "../random.js";
import { openUtsCache } from "./uts-cache.js";
import { askUts } from "./uts-request.js";
export const utsBaseUrl = 'https://uts-ws.nlm.nih.gov/rest';
/** How many concepts an error names. */
const namedConcepts = 5;
/** The concept of the API's documentation: in every release since 1990. */
const wellKnown = 'C0009044';
const dayMs = 86_400_000;
/** A base URL without a slash at its end. */
function checkBaseUrl(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && isConfidential(url))
        if (url.username === '' && url.password === '' && url.search === '' && url.hash === '')
            return url.href.replace(/\/+$/, '');
    throw new MedspanError('config', `expected an HTTPS address, or an HTTP address of this machine, for UTS, got ${JSON.stringify(text)}`, { hint: `it is ${utsBaseUrl} unless you run a server of your own` });
}
function checkRelease(release) {
    if (/^(?:current|\d{4}A[A-Z])$/.test(release))
        return release;
    throw new MedspanError('config', `expected a UMLS release such as 2026AA, or current, got ${JSON.stringify(release)}`);
}
function recordOf(cui, answer) {
    if (!answer.found)
        return { cui, status: 'unknown', types: [] };
    const { types, name } = answer;
    const rest = { types, ...(name === undefined ? {} : { name }) };
    return answer.cui === cui
        ? { cui, status: 'current', ...rest }
        : { cui, status: 'retired', path: [{ cui }, { cui: answer.cui }], ...rest };
}
/**
 * Opens UTS as a source.
 *
 * Counted notices of a look-up: `uts-retried` by reason, `uts-stale` (offline answers past the age limit).
 *
 * A look-up throws MedspanError: `config` where there is no key or it is refused, `input` where UTS cannot be
 * reached, and, offline, where answers are missing.
 *
 * @throws MedspanError (`config`) for a release or an address that cannot be; (`input`, `output`) for the cache
 */
export async function openUts(options) {
    const release = checkRelease(options.release ?? 'current');
    const baseUrl = checkBaseUrl(options.baseUrl ?? utsBaseUrl);
    const maxAgeMs = options.maxAgeMs ?? (release === 'current' ? dayMs : Number.POSITIVE_INFINITY);
    const clock = options.clock ?? systemClock;
    const rate = createRateLimit({ limit: options.requestsPerSecond ?? 20, clock });
    // Processes that share a server should not come back at the same moments.
    const random = createRandom(process.pid, 'uts', 'backoff');
    const cache = await openUtsCache(options.cache, { server: baseUrl, release });
    /** Whether this server has had any concept of this release, so that its 404 can be believed. */
    let isProven = cache.hasFound();
    return {
        name: `UTS ${release}`,
        async lookUp(cuis, { progress, signal }) {
            const answers = new Map();
            const missing = [];
            const kept = cache.get([...cuis]);
            let stale = 0;
            for (const cui of cuis) {
                const known = kept.get(cui);
                const isOld = known !== undefined && clock.now() - known.time > maxAgeMs;
                if (isOld)
                    stale++;
                if (known === undefined || (isOld && options.offline !== true))
                    missing.push(cui);
                else
                    answers.set(cui, known.answer);
            }
            const notices = new Notices();
            if (options.offline === true) {
                if (missing.length > 0)
                    throw missingOffline(missing, cuis.size, cache.path, release);
                if (stale > 0)
                    notices.add('uts-stale', 'kept answers are older than they should be', { path: cache.path }, stale);
            }
            else if (missing.length > 0) {
                progress.info(`UTS ${release}: ${answers.size} of ${cuis.size} concepts are in the cache, ${missing.length} to ask for`);
                const key = await options.key();
                const server = {
                    baseUrl,
                    release,
                    key,
                    rate,
                    clock,
                    random,
                    maxAttempts: options.maxAttempts ?? 8,
                    timeoutMs: options.timeoutMs ?? 30_000,
                    backoffMs: options.backoffMs ?? 500,
                    maxBackoffMs: 30_000,
                };
                await ask(missing, server);
            }
            for (const notice of notices.list())
                progress.notice(notice);
            return new Map([...cuis].map(cui => [cui, recordOf(cui, answers.get(cui))]));
            /** Asks for all, several at once; the first that fails ends it, once the requests under way have come in. */
            async function ask(wanted, server) {
                const task = progress.task('Asking UTS', wanted.length, 'concepts');
                const stopping = new AbortController();
                const end = () => stopping.abort(signal?.reason);
                signal?.addEventListener('abort', end, { once: true });
                const waiting = {
                    signal,
                    stop: stopping.signal,
                    retried: (reason) => notices.addKind('uts-retried', 'requests to UTS were repeated', reason),
                };
                const store = (cui, answer) => {
                    cache.put(cui, { answer, time: clock.now() });
                    if (answer.found)
                        isProven = true;
                };
                let proof;
                const prove = async () => {
                    const answer = await askUts(wellKnown, server, waiting);
                    if (!answer.found)
                        throw new MedspanError('config', `UTS has no concept at all of release ${release}: not even ${wellKnown}, which every release has`, { hint: 'check the release and the base URL' });
                    store(wellKnown, answer);
                };
                let failure;
                let next = 0;
                const work = async () => {
                    while (failure === undefined && next < wanted.length) {
                        const cui = wanted[next++];
                        try {
                            signal?.throwIfAborted();
                            const answer = await askUts(cui, server, waiting);
                            if (!answer.found && !isProven) {
                                proof ??= prove();
                                await proof;
                            }
                            store(cui, answer);
                            answers.set(cui, answer);
                            task.advance();
                        }
                        catch (error) {
                            failure ??= { error };
                            stopping.abort(error);
                        }
                    }
                };
                try {
                    await Promise.all(Array.from({ length: options.concurrency ?? 10 }, work));
                }
                finally {
                    signal?.removeEventListener('abort', end);
                    task.end();
                }
                if (failure !== undefined) {
                    for (const notice of notices.list())
                        progress.notice(notice);
                    const error = signal?.aborted === true ? interrupted() : failure.error;
                    throw withState(error, answers.size, cuis.size, cache.path);
                }
            }
        },
        close: () => cache.close(),
    };
}
function missingOffline(missing, total, path, release) {
    const more = missing.length - namedConcepts;
    const list = missing.slice(0, namedConcepts).join(', ') + (more > 0 ? ` and ${more} more` : '');
    return new MedspanError('input', `offline, and ${missing.length} of ${total} concepts of UTS ${release} are not in the cache: ${list}`, { where: { path }, hint: 'ask for them once without offline' });
}
function interrupted() {
    return new MedspanError('interrupted', 'interrupted', { hint: 'the same command resumes from there' });
}
/** Says how far the work came. */
function withState(error, done, total, path) {
    if (!(error instanceof MedspanError))
        return error;
    return new MedspanError(error.code, `${error.message}; ${done} of ${total} concepts are answered and kept in ${path}`, { where: error.where, hint: error.hint });
}
