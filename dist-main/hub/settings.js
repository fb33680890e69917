/**
 * @file Where the Hugging Face hub is, where its files are kept, and who asks: the environment variables that Python's
 * huggingface_hub reads, with the same meaning.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { isConfidential } from "../net/address.js";
function isTrue(value) {
    return /^(?:1|on|yes|true)$/i.test(value ?? '');
}
function expand(path, env) {
    const home = env.HOME ?? homedir();
    return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}
function readToken(env, home) {
    if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN))
        return undefined;
    let token = env.HF_TOKEN ?? env.HUGGING_FACE_HUB_TOKEN;
    if (token === undefined)
        try {
            token = readFileSync(expand(env.HF_TOKEN_PATH || join(home, 'token'), env), 'utf8');
        }
        catch {
            // Most people have none, and need none.
            return undefined;
        }
    // A header holds no line breaks, and a copied token often ends with one.
    const trimmed = token.replace(/[\r\n]/g, '').trim();
    return trimmed === '' ? undefined : trimmed;
}
/** @throws MedspanError (`config`) when the endpoint is no address, or one to which the token must not go. */
export function hubSettings(env = process.env) {
    const cacheHome = env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), '.cache');
    const home = expand(env.HF_HOME || join(cacheHome, 'huggingface'), env);
    const endpoint = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
    if (!URL.canParse(endpoint) || !/^https?:\/\//.test(endpoint))
        throw new MedspanError('config', `expected HF_ENDPOINT to be an address, got ${JSON.stringify(endpoint)}`);
    const token = readToken(env, home);
    if (token !== undefined && !isConfidential(new URL(endpoint)))
        throw new MedspanError('config', 'expected HF_ENDPOINT to be of https: the token of the hub goes there', {
            hint: 'http is taken for servers on this machine only, or without a token: HF_HUB_DISABLE_IMPLICIT_TOKEN=1',
        });
    return {
        endpoint,
        cache: expand(env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub'), env),
        offline: isTrue(env.HF_HUB_OFFLINE) || isTrue(env.TRANSFORMERS_OFFLINE),
        token,
    };
}
