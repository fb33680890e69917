import { isTransientStatus, request, TransientError } from "../net/request.js";
import { retry } from "../net/retry.js";
export const patience = {
    maxAttempts: 5,
    backoffMs: 1000,
    maxBackoffMs: 30_000,
    timeoutMs: 60_000,
    totalMs: 240_000,
};
/** Bytes of a reply that are read; Discord's are below 10 kB. */
const maxReplyBytes = 1 << 16;
/** Characters of what a server says that are told. */
const maxReason = 300;
/** How often one message is put off before its server is taken to mean never. */
const maxWaits = 30;
const closing = {
    401: 'the webhook refuses its token (401): make a new one',
    403: 'the webhook may not be used (403)',
    404: 'the webhook is not there, it was deleted (404): make a new one',
    410: 'the webhook is gone (410): make a new one',
};
/** Sends messages in order; tells of each part as soon as its fate is known. */
export async function deliver(channel, messages, dispatch, told) {
    let queue = [...messages];
    const tellAll = async (parts, sent, reason) => {
        for (const part of parts)
            await told({ part, sent, ...(reason === undefined ? {} : { reason }) });
    };
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
        const fate = await send(channel, message, dispatch);
        if (fate.kind === 'sent')
            await tellAll(message.parts, true);
        else if (fate.kind === 'large') {
            const smaller = channel.divide(message);
            if (smaller.length === 0)
                await tellAll(message.parts, false, fate.reason);
            queue = [...smaller, ...queue];
        }
        else {
            await tellAll(message.parts, false, fate.reason);
            if (fate.kind === 'refused')
                continue;
            // What could not be reached now cannot be reached in a moment.
            for (const { parts } of queue)
                await tellAll(parts, false, fate.reason);
            return;
        }
    }
}
/** Why nothing was sent in the end, in words that may be shown. */
class Undelivered extends Error {
}
/** One message, until its fate is known. Never throws for what a network or a server does. */
async function send(channel, message, dispatch) {
    const { clock, patience: backoff, signal, deadlineMs } = dispatch;
    try {
        return await retry(async () => {
            await untilFree(channel, dispatch);
            return post(channel, message, dispatch);
        }, {
            ...backoff,
            clock,
            signal,
            maxWaits,
            endMs: deadlineMs,
            giveUp: (error, { reason, attempts }) => new Undelivered(reason === 'attempts'
                ? `${error.message}, ${attempts} times`
                : `no time was left to wait for the server: ${error.message}`),
        });
    }
    catch (error) {
        if (isAborted(signal))
            return { kind: 'closed', reason: 'interrupted' };
        if (error instanceof Undelivered)
            return { kind: 'closed', reason: error.message };
        throw error;
    }
}
const isAborted = (signal) => signal?.aborted === true;
/** Waits until the webhook and its server may be asked; another webhook may meet a limit of the server meanwhile. */
async function untilFree({ webhook: { url } }, dispatch) {
    const { clock, signal, deadlineMs, paused } = dispatch;
    for (;;) {
        signal?.throwIfAborted();
        const nowMs = clock.now();
        const freeMs = Math.max(paused.get(url.host) ?? 0, paused.get(url.href) ?? 0);
        if (nowMs >= deadlineMs)
            throw new Undelivered('there was no time left');
        if (freeMs <= nowMs)
            return;
        if (freeMs >= deadlineMs)
            throw new Undelivered('no time was left to wait for the server');
        await clock.sleep(freeMs - nowMs, signal);
    }
}
/** One request, and what its reply means. @throws TransientError where another one may do better */
async function post(channel, message, dispatch) {
    const { clock, patience: patient, signal, deadlineMs, paused } = dispatch;
    const { url } = channel.webhook;
    let content;
    try {
        content = await message.body();
    }
    catch (error) {
        if (!(error instanceof Error) || !('code' in error))
            throw error;
        return { kind: 'refused', reason: `it cannot be read (${String(error.code)})` };
    }
    const timeoutMs = Math.max(1, Math.min(patient.timeoutMs, deadlineMs - clock.now()));
    const headers = { accept: 'application/json', ...content.headers };
    const options = { method: 'POST', headers, body: content.body, timeoutMs, signal };
    return request(url.href, options, async (reply) => {
        if (reply.status >= 200 && reply.status < 300) {
            // What was taken stays taken, even where the reply is cut.
            await reply.bytes(maxReplyBytes).catch(() => undefined);
            paused.set(url.href, clock.now() + exhausted(reply));
            return { kind: 'sent' };
        }
        return parseRefusal(reply, await readJson(reply), channel, dispatch);
    });
}
/** How long to wait for the next request of a bucket that is empty, in milliseconds. */
function exhausted({ headers }) {
    if (headers.get('x-ratelimit-remaining')?.trim() !== '0')
        return 0;
    return secondsToMs(headers.get('x-ratelimit-reset-after')) ?? 0;
}
function secondsToMs(value) {
    if (value === null || value === undefined || value === '')
        return undefined;
    const seconds = Number(value);
    return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined;
}
/** A reply's JSON; undefined where it is none. */
async function readJson(reply) {
    const bytes = await reply.bytes(maxReplyBytes);
    try {
        return JSON.parse(bytes?.toString('utf8') ?? '');
    }
    catch {
        return undefined;
    }
}
/** @throws TransientError where it may pass */
function parseRefusal({ status, headers }, body, channel, { clock, paused, redact }) {
    if (status === 429) {
        const { retry_after, global } = (typeof body === 'object' && body !== null ? body : {});
        const asked = secondsToMs(typeof retry_after === 'number' ? retry_after : undefined) ??
            secondsToMs(headers.get('retry-after')) ??
            secondsToMs(headers.get('x-ratelimit-reset-after'));
        const isGlobal = global === true || headers.has('x-ratelimit-global') || headers.get('x-ratelimit-scope') === 'global';
        // Without a number, or with none at all to wait, it would be asked in a loop.
        const waitMs = Math.max(asked ?? 5000, 50);
        const { host } = channel.webhook.url;
        if (isGlobal)
            paused.set(host, Math.max(clock.now() + waitMs, paused.get(host) ?? 0));
        throw new TransientError(`the server asks to wait ${Math.ceil(waitMs / 1000)} s (429)`, waitMs);
    }
    const said = channel.reasonOf(body);
    // Cut afterwards: half a key would not be recognised.
    const detail = said === undefined ? '' : `: ${Array.from(redact(said)).slice(0, maxReason).join('')}`;
    const closed = closing[status];
    if (closed !== undefined)
        return { kind: 'closed', reason: `${closed}${detail}` };
    if (status >= 300 && status < 400)
        return { kind: 'closed', reason: `the webhook sends elsewhere (${status}), which is not followed` };
    if (status === 413)
        return { kind: 'large', reason: `it is too large for the server (413)${detail}` };
    if (isTransientStatus(status))
        throw new TransientError(`the server answered ${status}`);
    return { kind: 'refused', reason: `the server refuses it (${status})${detail}` };
}
