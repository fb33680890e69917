import { bodyLimit } from 'hono/body-limit';
import { gone, Refusal } from "./refusal.js";
/** Refuses larger bodies with 413. */
export function limitBody(maxSize) {
    return bodyLimit({
        maxSize,
        onError() {
            throw new Refusal(413, `expected a body of at most ${maxSize.toLocaleString('en-US')} bytes`);
        },
    });
}
/** A signal whose reason is an error, which that of a request need not be. */
export function goneSignal(signal) {
    const controller = new AbortController();
    const abort = () => controller.abort(gone());
    if (signal.aborted)
        abort();
    else
        signal.addEventListener('abort', abort, { once: true });
    return controller.signal;
}
