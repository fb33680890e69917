/**
 * @file Who may ask: requests to this server by one of its names, from no other page of a browser, and with the token where there
 * is one.
 *
 * A page of any origin can have a browser send requests to this machine. What it sends names the origin (Fetch, 3.2), and
 * without the server's consent has no content type but those of forms (Fetch, 2.2.2), so that JSON alone is taken. A name of
 * its own that suddenly stands for this machine (DNS rebinding) is none of the server's names.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { Refusal } from "./refusal.js";
export const LINES_TYPE = 'application/x-ndjson';
/** None of them a form's. */
const BODY_TYPES = ['application/json', LINES_TYPE, 'application/octet-stream'];
/** For answers that bring none of their own. */
const HEADERS = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
};
/** Adds the headers that tell a browser to make nothing of an answer but what it is. */
export const withSafeHeaders = async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS))
        if (!c.res.headers.has(name))
            c.res.headers.set(name, value);
};
/** Refuses who may not ask: 403 by the names of host and origin, 401 without the token, 415 for a form. */
export function createGuard({ hosts, token, open }) {
    const names = new Set(['localhost', ...hosts.map(name => name.toLowerCase())]);
    const isOurs = (hostname) => names.has(hostname.toLowerCase()) || isIP(hostname.replace(/^\[|\]$/g, '')) > 0;
    const isToken = token === undefined ? () => true : createComparison(`Bearer ${token}`);
    return async (c, next) => {
        const url = new URL(c.req.url);
        const named = urlOf(`http://${c.req.header('host') ?? url.host}`);
        if (named === undefined || !isOurs(named.hostname) || !isOurs(url.hostname))
            throw new Refusal(403, 'expected a request to a name of this server; --allow-host adds one');
        const origin = c.req.header('origin');
        if (origin !== undefined && urlOf(origin)?.host !== url.host)
            throw new Refusal(403, 'expected a request from no other page');
        if (!open.includes(url.pathname) && !isToken(c.req.header('authorization') ?? ''))
            throw new Refusal(401, 'expected the token of this server: Authorization: Bearer ...', {
                'www-authenticate': 'Bearer',
            });
        if (c.req.method === 'POST')
            checkType(c.req.header('content-type'), c.req.header('content-encoding'));
        await next();
    };
}
function urlOf(text) {
    return URL.canParse(text) ? new URL(text) : undefined;
}
/** The same in the same time, whatever is compared. */
function createComparison(expected) {
    const digest = (text) => createHash('sha256').update(text).digest();
    const wanted = digest(expected);
    return given => timingSafeEqual(digest(given), wanted);
}
function checkType(type = 'none', encoding = 'identity') {
    const [name, ...parameters] = type.toLowerCase().split(';');
    const isText = parameters.every(parameter => /^\s*(charset="?utf-8"?)?\s*$/.test(parameter));
    if (!BODY_TYPES.includes(name.trim()) || !isText)
        throw new Refusal(415, `expected the content type ${BODY_TYPES.slice(0, 2).join(' or ')}, in UTF-8`);
    if (encoding.trim().toLowerCase() !== 'identity')
        throw new Refusal(415, 'expected a body without a content encoding');
}
