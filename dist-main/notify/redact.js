/**
 * @file Text without paths, keys and user names, fit to leave the machine.
 *
 * Rather too much goes than too little: a path without quotes may hold blanks, so all from its first slash to the
 * end of the line goes.
 */
import { homedir, userInfo } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
/** Names of environment variables whose values are secret. */
const secretName = /key|token|secret|passw|credential|webhook/i;
/** Shorter values are no secrets, and would be found in ordinary words. */
const minSecretLength = 8;
const userName = () => {
    try {
        return userInfo().username;
    }
    catch {
        // A container may run as a user without a name.
        return '';
    }
};
const escapeRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
/** One pattern for all of some texts, the longest first, between two others; of no texts, one that matches nothing. */
function anyOf(texts, flags, before = '', after = '') {
    const sorted = [...new Set(texts)].filter(text => text !== '').sort((a, b) => b.length - a.length);
    const choice = sorted.length === 0 ? '(?!)' : `(?:${sorted.map(escapeRegExp).join('|')})`;
    return new RegExp(`${before}${choice}${after}`, flags);
}
const wordBefore = String.raw `(?<![\p{L}\p{N}_])`;
const wordAfter = String.raw `(?![\p{L}\p{N}_])`;
const pathAfter = String.raw `(?![\p{L}\p{N}_-])`;
/** How a path begins: `/x`, `//x`, `file:/`, `~anna/`, `./`, `../`, `C:\`, `\\server`. */
const pathBegin = String.raw `(?:\/(?=[^\s/])|(?<!:)\/{2,}(?=[^\s/])|file:\/|~[\w.-]*\/|\.{1,2}[\\/]|[a-z]:[\\/]|\\\\)`;
const rules = [
    // `sqlite:///...`, `file:///...`
    [/(?<![\p{L}\p{N}_])[a-z][a-z0-9+.-]*:\/\/\/.*/giu, '[path]'],
    // Of an address only the server stays: paths and queries of webhooks and of UTS are keys.
    [/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#'"`<>]*@)?([^\s/?#'"`<>@]*)[^\s'"`<>]*/giu, '$1$2'],
    [new RegExp(String.raw `(['"${'`'}])${pathBegin}.*\1`, 'giu'), '[path]'],
    [new RegExp(String.raw `(?<![\p{L}\p{N}_.~\\/-])${pathBegin}.*`, 'giu'), '[path]'],
    // Tokens of Hugging Face, and UUIDs, which is what UTS gives for keys.
    [/\bhf_[A-Za-z0-9]{8,}/g, '[key]'],
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '[key]'],
    [
        /\b(api_?key|token|password|secret|authorization)(\s*[=:]\s*)(?:bearer\s+)?(?!\[key\])[^\s&,;]+/gi,
        '$1$2[key]',
    ],
    [/\[path\](?:\[path\])+/g, '[path]'],
];
/**
 * What takes paths, keys and user names out of a text. Of the run folder only its name stays.
 *
 * @param options.secrets texts that must not be seen, such as addresses of webhooks and their parts
 * @param options.paths paths that may stand in texts, blanks and all, such as the one an error is about
 */
export function createRedact(options) {
    const { env } = options;
    const run = resolve(options.runFolder);
    const secrets = Object.entries(env)
        .filter(([name]) => secretName.test(name))
        .flatMap(([, value = '']) => [value, ...value.split(/[\s,]+/)])
        .filter(value => value.length >= minSecretLength);
    const isSecret = anyOf([...secrets, ...(options.secrets ?? [])], 'gu');
    const isRun = anyOf(run.length > 1 ? [run] : [], 'gu', '', pathAfter);
    const folders = [process.cwd(), homedir(), dirname(run), ...(options.paths ?? [])];
    const isFolder = anyOf(folders.filter(path => path.length > 1), 'gu', '', pathAfter);
    const users = [userName(), env.USER ?? '', env.LOGNAME ?? '', env.USERNAME ?? '', basename(homedir())];
    const isUser = anyOf(users, 'giu', wordBefore, wordAfter);
    return text => {
        let result = text
            .replace(isSecret, '[key]')
            .replace(isRun, () => runName(run))
            .replace(isFolder, '[path]');
        for (const [pattern, replacement] of rules)
            result = result.replace(pattern, replacement);
        return result.replace(isUser, '[user]');
    };
}
/** What is told of a run folder's path: its last part. */
export function runName(runFolder) {
    return basename(resolve(runFolder)) || 'run';
}
