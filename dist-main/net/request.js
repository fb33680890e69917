/**
 * @file HTTP requests: how long they may take, where their keys may go, how much is read, and which failures may pass.
 *
 * No error holds an address with its query, or anything of a header: keys stand there, and storage signs there.
 */
import { MedspanError } from "../errors.js";
/** A failure that may pass by itself: another attempt may succeed. */
export class TransientError extends Error {
    /** What the server asks to wait, in milliseconds. */
    retryAfterMs;
    constructor(message, retryAfterMs, cause) {
        super(message, { cause });
        this.name = 'TransientError';
        this.retryAfterMs = retryAfterMs;
    }
}
const maxRedirects = 8;
/** Fewer bytes are silence, too: a server that sends one now and then would never be done. */
const leastBytes = 1024;
/** Whether a status says that another attempt may succeed (RFC 9110, section 15; RFC 8470 for 425). */
export function isTransientStatus(status) {
    return status === 408 || status === 425 || status === 429 || status >= 500;
}
/** Milliseconds to wait, from `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(value, nowMs) {
    if (value === null)
        return undefined;
    if (/^\s*\d+(?:\.\d+)?\s*$/.test(value))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
/**
 * Sends one request, and has its reply read: the time limits and the connection end with `read`.
 *
 * @throws TransientError where there is no reply, or it is cut off; MedspanError for redirects that lead nowhere; the
 *     signal's reason where that ends it; what `read` throws
 */
export async function request(address, options, read) {
    const limits = startLimits(options);
    try {
        const { response, url } = await follow(new URL(address), options, limits);
        try {
            return await read(replyOf(response, url, limits));
        }
        finally {
            if (response.body?.locked === false)
                await response.body.cancel().catch(() => undefined);
        }
    }
    finally {
        limits.end();
    }
}
/** One signal for the caller's and for time that is over. */
function startLimits({ timeoutMs, idleTimeoutMs, signal }) {
    const controller = new AbortController();
    const stop = () => controller.abort(signal?.reason);
    if (signal?.aborted === true)
        stop();
    signal?.addEventListener('abort', stop, { once: true });
    const startTimer = (ms, message) => ms === undefined ? undefined : setTimeout(() => controller.abort(new TransientError(message)), ms).unref();
    const seconds = (ms = 0) => Math.ceil(ms / 100) / 10;
    const whole = startTimer(timeoutMs, `there was no answer within ${seconds(timeoutMs)} s`);
    const idle = startTimer(idleTimeoutMs, `no answer for ${seconds(idleTimeoutMs)} s`);
    let come = 0;
    return {
        signal: controller.signal,
        alive(bytes) {
            come += bytes;
            if (come < leastBytes)
                return;
            come = 0;
            idle?.refresh();
        },
        failure(error) {
            if (controller.signal.aborted)
                return controller.signal.reason;
            return error instanceof Error ? new TransientError(describe(error), undefined, error) : error;
        },
        end() {
            clearTimeout(whole);
            clearTimeout(idle);
            signal?.removeEventListener('abort', stop);
        },
    };
}
/** Sends a request, and follows its redirects by hand. */
async function follow(address, { method = 'GET', headers, keyHeaders, body, redirects = 'none' }, limits) {
    let url = address;
    for (let hops = 0;; hops++) {
        let response;
        try {
            response = await fetch(url, {
                method,
                headers: {
                    'user-agent': 'medspan',
                    ...headers,
                    ...(url.origin === address.origin ? keyHeaders : {}),
                },
                ...(body === undefined ? {} : { body }),
                redirect: 'manual',
                signal: limits.signal,
            });
        }
        catch (error) {
            throw limits.failure(error);
        }
        const location = isRedirect(response.status) ? response.headers.get('location') : null;
        if (redirects === 'none' || location === null)
            return { response, url };
        const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
        if (redirects === 'same-origin' && next?.origin !== url.origin)
            return { response, url };
        await response.body?.cancel();
        url = checkRedirect(url, next, hops);
    }
}
const isRedirect = (status) => status >= 300 && status < 400 && status !== 304;
function checkRedirect(from, to, hops) {
    const where = { path: shown(from) };
    if (hops >= maxRedirects)
        throw new MedspanError('input', `expected at most ${maxRedirects} redirects, got more`, { where });
    if (to === undefined)
        throw new MedspanError('input', 'expected a redirect to an address, got something else', { where });
    if (!/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol !== 'https:'))
        throw new MedspanError('unsafe-input', `expected a redirect to https, got ${to.protocol}`, { where });
    return to;
}
/** An address as it may be shown. */
const shown = (url) => `${url.origin}${url.pathname}`;
function replyOf(response, url, limits) {
    const { status, statusText, headers } = response;
    async function* pieces() {
        try {
            for await (const piece of (response.body ?? [])) {
                limits.alive(piece.length);
                yield piece;
            }
        }
        catch (error) {
            throw limits.failure(error);
        }
    }
    return {
        status,
        statusText,
        headers,
        shownUrl: shown(url),
        pieces,
        async bytes(maxBytes) {
            const kept = [];
            let length = 0;
            for await (const piece of pieces()) {
                length += piece.length;
                if (length > maxBytes)
                    return undefined;
                kept.push(piece);
            }
            return Buffer.concat(kept);
        },
    };
}
/** What went wrong on the way, without anything that the address holds. */
function describe(error) {
    const cause = error.cause instanceof Error ? error.cause : error;
    const code = 'code' in cause ? String(cause.code) : '';
    const known = {
        ECONNREFUSED: 'the connection was refused',
        ECONNRESET: 'the connection was cut',
        EPIPE: 'the connection was cut',
        UND_ERR_SOCKET: 'the connection was cut',
        ENOTFOUND: "the server's name is unknown",
        EAI_AGAIN: "the server's name could not be looked up",
        UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
    };
    return (known[code] ?? (/^[A-Z][A-Z0-9_]+$/.test(code) ? `the request failed (${code})` : 'the request failed'));
}
