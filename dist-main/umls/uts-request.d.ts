import type { Clock, RateLimit } from '../net/rate.ts';
import { type Backoff } from '../net/retry.ts';
import type { RandomStream } from '../random.ts';
import type { UtsAnswer } from './uts-cache.ts';
export interface UtsServer extends Backoff {
    /** Without a slash at its end. */
    readonly baseUrl: string;
    readonly release: string;
    readonly key: string;
    readonly rate: RateLimit;
    readonly clock: Clock;
    readonly random: RandomStream;
    readonly timeoutMs: number;
}
/** The reply's JSON as an answer; undefined where it has not the shape that it should have. */
export declare function parseReply(reply: unknown): UtsAnswer | undefined;
/**
 * Asks UTS about one concept, until there is an answer.
 *
 * @param options.signal ends everything at once
 * @param options.stop ends the waiting, but lets a request under way come to its end
 * @param options.retried told of each repetition
 * @throws MedspanError (`config`) where the key is refused, (`input`) where there is no answer after all attempts
 */
export declare function askUts(cui: string, server: UtsServer, options: {
    readonly signal?: AbortSignal | undefined;
    readonly stop: AbortSignal;
    retried(reason: string): void;
}): Promise<UtsAnswer>;
