/**
 * @file How many requests are worked on at once, and how many may wait for that.
 */
import { gone, Refusal } from "./refusal.js";
/** How soon a client may try again, in seconds. */
const RETRY_AFTER = '1';
export function createPlaces({ atOnce, waiting }) {
    let taken = 0;
    /** Who waits, the first in front; each is called when a place is its own. */
    const queue = new Set();
    const leave = () => {
        const [next] = queue;
        if (next === undefined)
            taken--;
        else
            next();
    };
    return {
        get taken() {
            return taken;
        },
        get waiting() {
            return queue.size;
        },
        async enter(signal) {
            if (signal.aborted)
                throw gone();
            if (taken < atOnce)
                taken++;
            else if (queue.size >= waiting)
                throw new Refusal(429, `expected at most ${atOnce + waiting} requests at once, got more`, {
                    'retry-after': RETRY_AFTER,
                });
            else
                await wait(signal);
            return leave;
        },
    };
    function wait(signal) {
        return new Promise((resolve, reject) => {
            const enter = () => {
                queue.delete(enter);
                resolve();
            };
            queue.add(enter);
            signal.addEventListener('abort', () => {
                if (queue.delete(enter))
                    reject(gone());
            });
        });
    }
}
