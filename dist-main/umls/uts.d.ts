import { type Clock } from '../net/rate.ts';
import type { ConceptSource } from './concept.ts';
export declare const utsBaseUrl = "https://uts-ws.nlm.nih.gov/rest";
export interface UtsOptions {
    /** The cache's file; made where there is none. */
    readonly cache: string;
    /** Gives the key; asked only when something must be asked for. */
    readonly key: () => Promise<string>;
    /** `current` (the default), or a release such as `2026AA`. */
    readonly release?: string | undefined;
    /** Default `utsBaseUrl`. HTTPS, or HTTP on this machine. */
    readonly baseUrl?: string | undefined;
    /** Answer from the cache alone, however old. */
    readonly offline?: boolean | undefined;
    /**
     * How old a kept answer may be, in milliseconds. By default a day for `current` (NLM recommends 12 to 24 hours,
     * because it moves with each release), and any age for a named release, which never changes.
     */
    readonly maxAgeMs?: number | undefined;
    /** Default 20, NLM's limit. */
    readonly requestsPerSecond?: number | undefined;
    /** Requests under way at once; default 10. */
    readonly concurrency?: number | undefined;
    /** Attempts for one concept; default 8, which outlast an outage of some 45 s. */
    readonly maxAttempts?: number | undefined;
    /** For one request and its reply; default 30 s. */
    readonly timeoutMs?: number | undefined;
    /** The first pause before a repetition, doubled for each after it; default 500 ms. */
    readonly backoffMs?: number | undefined;
    readonly clock?: Clock | undefined;
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
export declare function openUts(options: UtsOptions): Promise<ConceptSource>;
