/**
 * @file The cache of the Hugging Face hub, which Python's huggingface_hub shares: what one has downloaded, the other
 * finds.
 *
 * `datasets--owner--name/` holds `blobs/<etag>`, each content once; `refs/<revision>`, a commit's hash as text; and
 * `snapshots/<commit>/<file>`, links to blobs (copies where the system has no links). An unfinished blob is
 * `blobs/<etag>.incomplete`. Ids, revisions, etags and file names come from elsewhere: whatever would leave its
 * folder is refused.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { MedspanError } from "../errors.js";
import { withLock } from "../system/lock.js";
import { isPathBelow } from "../system/manifest.js";
import { asideOf, hasSystemCode, writeFileWhole } from "../system/output.js";
const idPattern = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/;
const commitPattern = /^[0-9a-f]{40}$/;
const etagPattern = /^[\w.-]{1,128}$/;
/** Whether a text has the form of a repository's id. */
export function isRepositoryId(id) {
    return idPattern.test(id) && !/\.\.|--/.test(id);
}
/**
 * The folder that a user has named, or the name as it is written where nothing is there and the hub may have it: one of the
 * form `owner/name`.
 */
export function folderOrId(written, folder) {
    const isId = /^[^./][^/]*\/[^/]+$/.test(written) && isRepositoryId(written);
    return isId && !existsSync(folder) ? written : folder;
}
/** Whether a revision is a commit's hash, whose content never changes. */
export function isCommit(revision) {
    return commitPattern.test(revision);
}
function unsafe(what, value) {
    return new MedspanError('unsafe-input', `expected ${what} that stays in its folder, got ${JSON.stringify(value)}`);
}
/** A relative path with `/`, when it stays below the folder that it is joined to. */
export function checkRelative(path, what) {
    if (!isPathBelow(path))
        throw unsafe(what, path);
    return path;
}
/** The folder of a repository in the cache. */
export function folderOf(cache, { kind, id }) {
    if (!isRepositoryId(id))
        throw new MedspanError('config', `expected the id of a repository, owner/name, got ${JSON.stringify(id)}`);
    return join(cache, [kind, ...id.split('/')].join('--'));
}
function checkCommit(commit) {
    if (!isCommit(commit))
        throw unsafe('the hash of a commit', commit);
    return commit;
}
/** The path of a file in a snapshot. */
export function snapshotPath(folder, commit, file = '') {
    const snapshot = join(folder, 'snapshots', checkCommit(commit));
    return file === '' ? snapshot : join(snapshot, checkRelative(file, 'a file name'));
}
/** The path of a content. */
export function blobPath(folder, etag) {
    if (!etagPattern.test(etag) || /^\.+$/.test(etag))
        throw unsafe('an etag', etag);
    return join(folder, 'blobs', etag);
}
async function exists(path) {
    try {
        await stat(path);
        return true;
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            return false;
        throw error;
    }
}
/** The commit that a revision was when it was last asked for; undefined when it never was. */
export async function readRef(folder, revision) {
    if (isCommit(revision))
        return revision;
    try {
        const text = await readFile(join(folder, 'refs', checkRelative(revision, 'a revision')), 'utf8');
        return isCommit(text.trim()) ? text.trim() : undefined;
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR'))
            return undefined;
        throw error;
    }
}
/** Keeps which commit a revision is. */
export async function writeRef(folder, revision, commit) {
    checkCommit(commit);
    if (revision === commit || (await readRef(folder, revision)) === commit)
        return;
    await writeFileWhole(join(folder, 'refs', checkRelative(revision, 'a revision')), commit);
}
/** The path of a file of a commit, when it is in the cache. */
export async function findFile(folder, commit, file) {
    const path = snapshotPath(folder, commit, file);
    return (await exists(path)) ? path : undefined;
}
/** The files of a commit that are in the cache, sorted. */
export async function listSnapshot(folder, commit) {
    const files = [];
    async function walk(path, prefix, depth) {
        for (const entry of await readdir(path, { withFileTypes: true }))
            if (entry.isDirectory() && depth < 16)
                await walk(join(path, entry.name), `${prefix}${entry.name}/`, depth + 1);
            else if (await exists(join(path, entry.name)))
                files.push(prefix + entry.name);
    }
    try {
        await walk(snapshotPath(folder, commit), '', 0);
    }
    catch (error) {
        if (!hasSystemCode(error, 'ENOENT'))
            throw error;
    }
    return files.sort();
}
/** Puts a blob into a snapshot under a file's name, as a relative link, and gives the path. */
export async function linkFile(folder, commit, file, etag) {
    const path = snapshotPath(folder, commit, file);
    const blob = blobPath(folder, etag);
    await mkdir(dirname(path), { recursive: true });
    if (await exists(path))
        return path;
    // A link to a blob that is gone would stand in the way.
    await rm(path, { force: true });
    try {
        await symlink(relative(dirname(path), blob), path);
    }
    catch (error) {
        if (hasSystemCode(error, 'EEXIST'))
            return path;
        if (!hasSystemCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'UNKNOWN'))
            throw error;
        const aside = asideOf(path);
        await copyFile(blob, aside);
        await rename(aside, path);
    }
    return path;
}
/**
 * Does some work while no other medspan downloads the same content. The lock saves work and no more: contents are
 * checked before they are believed. Python's locks are of another kind (`flock`), and are neither seen nor needed.
 */
export function withBlobLock(cache, repository, etag, work, signal) {
    const name = blobPath(folderOf('', repository), etag);
    const path = join(cache, '.locks', dirname(dirname(name)), `${etag}.medspan-lock`);
    return withLock(path, work, signal);
}
