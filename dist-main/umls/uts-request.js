/**
 * @file One question to UTS: the request, its repetitions, and what the reply means.
 *
 * `GET {base}/content/{release}/CUI/{CUI}?apiKey=…` (https://documentation.uts.nlm.nih.gov/rest/concept/). 200 has
 * `result.semanticTypes[].uri`, whose last segment is the TUI; 404 is "no such concept"; 401 and 403 refuse the key.
 * `result.status` says whether editors have reviewed the concept (`R` for one in use, such as C0009044 in the
 * documentation), not whether it is retired: a retired CUI is told by 404, or by a `result.ui` of another CUI.
 *
 * Everything else is no answer, and never taken for one: 429, 5xx, time-outs, cut connections and replies that
 * cannot be understood are asked again, as often and as late as `Retry-After` (RFC 9110, section 10.2.3) and the
 * back-off say.
 */
import { MedspanError } from "../errors.js";
import { isTransientStatus, parseRetryAfter, request, TransientError } from "../net/request.js";
import { retry } from "../net/retry.js";
/** The most bytes that are read of a reply. */
const maxReplyBytes = 1 << 20;
/** The reply's JSON as an answer; undefined where it has not the shape that it should have. */
export function parseReply(reply) {
    const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
    const result = isRecord(reply) ? reply.result : undefined;
    if (!isRecord(result))
        return undefined;
    const { ui, name, semanticTypes } = result;
    if (typeof ui !== 'string' || !/^C\d{7}$/.test(ui))
        return undefined;
    const types = [];
    // UTS writes NONE where a list is empty.
    if (semanticTypes !== 'NONE') {
        if (!Array.isArray(semanticTypes))
            return undefined;
        for (const item of semanticTypes) {
            const uri = isRecord(item) ? item.uri : undefined;
            const tui = typeof uri === 'string' ? /\/(T\d{3})\/?$/.exec(uri)?.[1] : undefined;
            if (tui === undefined)
                return undefined;
            if (!types.includes(tui))
                types.push(tui);
        }
    }
    return { found: true, cui: ui, types, ...(typeof name === 'string' && name !== '' ? { name } : {}) };
}
async function readAnswer(reply, clock) {
    const { status } = reply;
    const stop = (message, hint) => new MedspanError(status === 401 || status === 403 ? 'config' : 'input', message, { hint });
    // A reply is read whole whatever it is, so that its connection serves again.
    const body = await reply.bytes(maxReplyBytes);
    if (status === 200) {
        let json;
        try {
            json = JSON.parse(body?.toString('utf8') ?? '');
        }
        catch {
            throw new TransientError('the reply is no JSON');
        }
        const answer = parseReply(json);
        if (answer === undefined)
            throw new TransientError('the reply has not the shape of a concept');
        return answer;
    }
    if (status === 404)
        return { found: false };
    if (status === 401 || status === 403)
        throw stop(`UTS refuses the key (HTTP ${status})`, 'UTS shows your key at https://uts.nlm.nih.gov/uts/profile; the answers so far are kept');
    if (isTransientStatus(status))
        throw new TransientError(`HTTP ${status}`, parseRetryAfter(reply.headers.get('retry-after'), clock.now()));
    if (status >= 300 && status < 400)
        throw stop(`expected an answer, got a redirection (HTTP ${status}), which is not followed, as the key would go with it`, 'check the base URL');
    throw stop(`expected an answer, got HTTP ${status}`, 'check the base URL and the release');
}
/**
 * Asks UTS about one concept, until there is an answer.
 *
 * @param options.signal ends everything at once
 * @param options.stop ends the waiting, but lets a request under way come to its end
 * @param options.retried told of each repetition
 * @throws MedspanError (`config`) where the key is refused, (`input`) where there is no answer after all attempts
 */
export async function askUts(cui, server, options) {
    const { rate, clock, random, timeoutMs, maxAttempts, backoffMs, maxBackoffMs } = server;
    const { signal, stop } = options;
    const url = `${server.baseUrl}/content/${server.release}/CUI/${cui}?apiKey=${encodeURIComponent(server.key)}`;
    return retry(async () => {
        await rate.take(stop);
        const headers = { accept: 'application/json' };
        return request(url, { headers, timeoutMs, signal }, reply => readAnswer(reply, clock));
    }, {
        maxAttempts,
        backoffMs,
        maxBackoffMs,
        clock,
        random,
        signal: stop,
        onRetry: ({ message, retryAfterMs }) => {
            options.retried(message);
            // The server means all of us, not this one request.
            if (retryAfterMs !== undefined)
                rate.pauseUntil(clock.now() + retryAfterMs);
        },
        giveUp: ({ message, retryAfterMs }, { reason, attempts }) => reason === 'wait'
            ? new MedspanError('input', `UTS asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes (${message})`, { hint: 'after that, give the same command again: only what is missing will be asked for' })
            : new MedspanError('input', `UTS gives no answer for ${cui}, ${attempts} times: ${message}`, {
                hint: 'when it can be reached, give the same command again: only what is missing will be asked for',
            }),
    });
}
