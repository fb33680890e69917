/**
 * @file Where notifications go: addresses of webhooks from the environment, or from files that nobody else can read.
 *
 * An address is a key: who has it can write. It goes into requests and nowhere else; what is told of a webhook is its
 * server and, of Discord's, the last four digits of its number.
 */
import { MedspanError } from "../errors.js";
import { appendAll } from "../lists.js";
import { isConfidential } from "../net/address.js";
import { readSecretFile } from "../system/secret-file.js";
export const discordVariable = 'MEDSPAN_DISCORD_WEBHOOK';
export const webhookVariable = 'MEDSPAN_WEBHOOK';
/** Bytes of a file of addresses. */
const maxFileBytes = 1 << 16;
/** Discord's addresses: the number of the webhook, and its token. */
const discordPath = /^\/api\/(?:v\d+\/)?webhooks\/(\d+)\/([\w-]+)\/?$/;
/** The version whose `retry_after` is in seconds; addresses without a version mean one where it was milliseconds. */
const discordVersion = 'v10';
/**
 * Reads one address.
 * @param where the variable or the file that holds it; the address is in no error
 * @param expected `discord` where nothing else will do
 * @throws MedspanError (`config`)
 */
export function parseWebhook(text, where, expected) {
    const refuse = (message, hint) => new MedspanError('config', message, { where, hint });
    if (!URL.canParse(text))
        throw refuse('expected the address of a webhook, got something else');
    const url = new URL(text);
    if (!isConfidential(url))
        throw refuse(`expected a webhook of https, got one of ${/^(?:http|ftp|file):$/.test(url.protocol) ? url.protocol.slice(0, -1) : 'something else'}`, 'http is taken for servers on this machine only');
    if (url.username !== '' || url.password !== '')
        throw refuse('expected a webhook without a user name and a password in its address');
    url.hash = '';
    const [, id, token] = discordPath.exec(url.pathname) ?? [];
    if (id === undefined || token === undefined) {
        if (expected === 'discord')
            throw refuse('expected the address of a Discord webhook, got another one', `it looks like https://discord.com/api/webhooks/NUMBER/TOKEN; other webhooks go into ${webhookVariable}`);
        const path = `${url.pathname}${url.search}`;
        const secrets = [text, url.href, ...(path.length > 1 ? [path, path.slice(1)] : [])];
        return { kind: 'json', name: url.host, url, secrets: longEnough([...secrets, ...path.split(/[/?&=]/)]) };
    }
    url.pathname = `/api/${discordVersion}/webhooks/${id}/${token}`;
    url.searchParams.set('wait', 'true');
    return {
        kind: 'discord',
        name: `${url.host} …${id.slice(-4)}`,
        url,
        secrets: longEnough([text, url.href, url.pathname, `${id}/${token}`, token, id]),
    };
}
/** Parts so short that they stand in any text are no secrets. */
function longEnough(secrets) {
    return [...new Set(secrets)].filter(secret => secret.length >= 8);
}
/** All of some addresses, separated by blanks, line breaks or commas; lines that begin with `#` are left out. */
function parseWebhooks(text, where, expected) {
    return text
        .split(/\r?\n/)
        .filter(line => !line.trimStart().startsWith('#'))
        .flatMap(line => line.split(/[\s,]+/))
        .filter(word => word !== '')
        .map(word => parseWebhook(word, where, expected));
}
/**
 * All webhooks, in the order in which they were given, each once. Those with the same name are numbered.
 * @throws MedspanError (`config`) where an address is none, or others may read a file; (`input`) where a file cannot be read
 */
export async function readWebhooks(options) {
    const { env, files = [] } = options;
    const found = [
        ...parseWebhooks(env[discordVariable] ?? '', { at: discordVariable }, 'discord'),
        ...parseWebhooks(env[webhookVariable] ?? '', { at: webhookVariable }),
    ];
    for (const path of files) {
        const text = await readSecretFile(path, { maxBytes: maxFileBytes, holds: 'addresses of webhooks' });
        const listed = parseWebhooks(text, { path });
        if (listed.length === 0)
            throw new MedspanError('config', 'expected addresses of webhooks, one a line, got none', {
                where: { path },
            });
        appendAll(found, listed);
    }
    const unique = [...new Map(found.map(webhook => [webhook.url.href, webhook])).values()];
    const seen = new Map();
    return unique.map(webhook => {
        const serial = (seen.get(webhook.name) ?? 0) + 1;
        seen.set(webhook.name, serial);
        return serial === 1 ? webhook : { ...webhook, name: `${webhook.name} #${serial}` };
    });
}
