/**
 * @file At most so many requests in any second, however they come, and a clock that tests can set.
 */
export const systemClock = {
    now: () => performance.timeOrigin + performance.now(),
    sleep: (ms, signal) => new Promise((resolve, reject) => {
        if (signal?.aborted) {
            reject(signal.reason);
            return;
        }
        const end = () => {
            clearTimeout(timer);
            reject(signal?.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', end);
            resolve();
        }, Math.max(0, Math.ceil(ms)));
        signal?.addEventListener('abort', end, { once: true });
    }),
};
/**
 * A sliding window: of any `limit + 1` turns in a row, the last comes at least `windowMs` after the first. The window
 * is a little longer than a second, so that what leaves evenly does not arrive in a crowd.
 */
export function createRateLimit(options) {
    const { limit, clock, windowMs = 1050 } = options;
    /** When the last `limit` turns were, the oldest first. */
    const turns = [];
    let paused = Number.NEGATIVE_INFINITY;
    let last = Promise.resolve();
    const next = async (signal) => {
        for (;;) {
            signal?.throwIfAborted();
            const now = clock.now();
            const free = Math.max(paused, turns.length < limit ? paused : turns[0] + windowMs);
            if (now >= free) {
                if (turns.length >= limit)
                    turns.shift();
                turns.push(now);
                return;
            }
            await clock.sleep(free - now, signal);
        }
    };
    return {
        take(signal) {
            const turn = last.then(() => next(signal));
            last = turn.catch(() => { });
            return turn;
        },
        pauseUntil(time) {
            paused = Math.max(paused, time);
        },
    };
}
