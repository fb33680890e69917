import { systemClock } from "./rate.js";
import { TransientError } from "./request.js";
/** The longest pause that a server may ask for. */
const maxRetryAfterMs = 15 * 60_000;
/**
 * Does some work until it succeeds, or throws anything but a TransientError.
 *
 * @throws what `work` or `giveUp` says; the signal's reason when that is aborted
 */
export async function retry(work, options) {
    const { maxAttempts, backoffMs, maxBackoffMs, clock = systemClock, signal, random } = options;
    let failures = 0;
    let waits = 0;
    for (;;) {
        try {
            return await work();
        }
        catch (error) {
            if (!(error instanceof TransientError))
                throw error;
            const { retryAfterMs } = error;
            const giveUp = (reason) => options.giveUp(error, { reason, attempts: failures });
            if (options.progressed?.() === true)
                failures = 0;
            if (retryAfterMs === undefined || ++waits > (options.maxWaits ?? 0))
                failures++;
            if (failures >= maxAttempts)
                throw giveUp('attempts');
            if (retryAfterMs !== undefined && retryAfterMs > maxRetryAfterMs)
                throw giveUp('wait');
            const chance = random?.uniform() ?? 0;
            const backoff = failures === 0 ? 0 : Math.min(maxBackoffMs, backoffMs * 2 ** (failures - 1));
            const asked = retryAfterMs === undefined ? 0 : retryAfterMs + chance * backoffMs;
            // A server that asks for more than we would wait gets its time: asking sooner only makes it longer.
            const pauseMs = Math.max(backoff * (1 - chance / 2), asked);
            if (options.endMs !== undefined && clock.now() + pauseMs >= options.endMs)
                throw giveUp('time');
            options.onRetry?.(error);
            await clock.sleep(pauseMs, signal);
        }
    }
}
