/**
 * @file Requests to the Hugging Face hub: the token goes to the endpoint's own origin, and refusals are put into words.
 */
import { MedspanError } from "../errors.js";
import { isTransientStatus, parseRetryAfter, request, TransientError, } from "../net/request.js";
import { retry } from "../net/retry.js";
const patience = { maxAttempts: 6, backoffMs: 1000, maxBackoffMs: 60_000, idleTimeoutMs: 30_000 };
/** What a reply says that is none of the file or the list that was asked for. */
function refusal({ status, statusText, headers, shownUrl }, { kind, id }, settings, access) {
    const code = headers.get('x-error-code') ?? '';
    const where = { path: shownUrl };
    const page = `${settings.endpoint}/${kind === 'datasets' ? 'datasets/' : ''}${id}`;
    const orFolder = kind === 'models' && access === 'read'
        ? `; a folder on this machine is given by its path, such as ./${id}`
        : '';
    if (code === 'GatedRepo')
        return new MedspanError('input', `expected access to ${id}, which its owners grant on request (${status})`, {
            where,
            hint: `ask for access at ${page}, and set HF_TOKEN to a token of that account`,
        });
    if (code === 'RevisionNotFound')
        return new MedspanError('input', `expected a revision that ${id} has, got one that it has not`, {
            where,
            hint: `look at the branches and tags at ${page}/tree/main`,
        });
    if (code === 'EntryNotFound')
        return new MedspanError('input', `expected a file that ${id} has, got one that it has not`, { where });
    if (status === 401 || status === 403)
        return new MedspanError('input', `expected access to ${id}, got ${status}: it does not exist, is private, or the token does not open it`, {
            where,
            hint: settings.token === undefined
                ? `check its name; if it is private, set HF_TOKEN to a token that may ${access} it${orFolder}`
                : `check its name, and that the token in HF_TOKEN is valid and may ${access} it${orFolder}`,
        });
    if (status === 404)
        return new MedspanError('input', `expected ${kind} of the id ${id} on the hub, got none (404)`, {
            where,
            hint: `check the name: ${page}${orFolder}`,
        });
    return new MedspanError('input', `expected an answer of the hub, got ${status} ${statusText}`.trim(), {
        where,
    });
}
/**
 * Asks the hub once, and has its reply read.
 *
 * @throws MedspanError (`input`) for a refusal; TransientError for what may pass; what `read` throws
 */
export function askHub(address, asked, repository, { settings, signal, patience: { idleTimeoutMs } = patience }, read) {
    const { redirects = 'follow', accepts = [], access = 'read', ...sent } = asked;
    const keyHeaders = settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` };
    return request(address, { ...sent, redirects, keyHeaders, idleTimeoutMs, signal }, reply => {
        const { status, headers } = reply;
        const isElsewhere = redirects === 'same-origin' && status >= 300 && status < 400;
        if ((status >= 200 && status < 300) || status === 416 || isElsewhere || accepts.includes(status))
            return read(reply);
        if (!isTransientStatus(status))
            throw refusal(reply, repository, settings, access);
        const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now());
        throw new TransientError(`the hub answered ${status}`, retryAfterMs);
    });
}
const downloadHint = 'check the connection and try again: what was downloaded so far is kept. With HF_HUB_OFFLINE=1 ' +
    'only files in the cache are used';
/**
 * Asks until that succeeds, a refusal comes, or patience ends.
 *
 * @throws MedspanError (`input`) when it does not work, with a TransientError as its cause; what `signal` says when it is
 * aborted; what `work` throws.
 */
export function patiently(work, { signal, patience: backoff = patience }, address, { progressed, hint = downloadHint } = {}) {
    return retry(work, {
        ...backoff,
        signal,
        progressed,
        giveUp: (cause, { reason, attempts }) => new MedspanError('input', reason === 'wait'
            ? `expected an answer of the hub, which asks to wait ${Math.ceil(cause.retryAfterMs / 60_000)} minutes: ${cause.message}`
            : `expected an answer of the hub after ${attempts} tries: ${cause.message}`, {
            where: { path: address },
            hint,
            cause,
        }),
    });
}
