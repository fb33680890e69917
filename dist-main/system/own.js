/**
 * @file What this user's medspan has written, told from what came from anybody else: by a mark that only the user's key makes.
 *
 * Whose a file is says nothing: what a stranger has sent belongs to whoever unpacks it. The key lies in the user's state
 * folder, which nodes of a cluster share with the home. A mark is an HMAC-SHA-256 (RFC 2104) of contents and of the folder
 * that they are in, so that it says nothing of other contents, nor of the same ones beside somebody else's files.
 */
import { createHmac, generateKeySync, timingSafeEqual } from 'node:crypto';
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { hasSystemCode } from "./output.js";
import { readSecretFile } from "./secret-file.js";
/** `$XDG_STATE_HOME/medspan/key`, or the same under `~/.local/state`. */
function keyFileOf(env) {
    const home = env.XDG_STATE_HOME;
    // A relative one must be ignored (XDG Base Directory Specification).
    const folder = home?.startsWith('/') === true ? home : join(env.HOME ?? homedir(), '.local', 'state');
    return join(folder, 'medspan', 'key');
}
async function readKey(path) {
    const key = await readSecretFile(path, { maxBytes: 64, holds: 'a key' }).catch(() => undefined);
    return key !== undefined && /^[0-9a-f]{64}$/.test(key) ? key : undefined;
}
/** Of several processes that make one at the same moment, one does. */
async function makeKey(path) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const aside = await mkdtemp(`${path}.`);
    try {
        const key = generateKeySync('hmac', { length: 256 }).export().toString('hex');
        await writeFile(join(aside, 'key'), key, { mode: 0o600 });
        await link(join(aside, 'key'), path);
    }
    catch (error) {
        if (!hasSystemCode(error, 'EEXIST'))
            throw error;
    }
    finally {
        await rm(aside, { recursive: true, force: true });
    }
}
function markBy(key, folder, contents) {
    return createHmac('sha256', key)
        .update(JSON.stringify([resolve(folder), ...contents]))
        .digest();
}
/**
 * The mark of what is written into a folder; undefined where no key can be kept, and then nothing is known for the user's.
 * @param contents what it is, and all that must be as it was
 */
export async function markOwn(folder, contents, env = process.env) {
    const path = keyFileOf(env);
    const key = (await readKey(path)) ??
        (await makeKey(path).then(() => readKey(path), () => undefined));
    return key === undefined ? undefined : markBy(key, folder, contents).toString('hex');
}
/** Whether a mark is the user's, of these contents in this folder. */
export async function isOwn(mark, folder, contents, env = process.env) {
    const key = mark === undefined ? undefined : await readKey(keyFileOf(env));
    if (key === undefined || !/^[0-9a-f]{64}$/.test(mark))
        return false;
    return timingSafeEqual(Buffer.from(mark, 'hex'), markBy(key, folder, contents));
}
