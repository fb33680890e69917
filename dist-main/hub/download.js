/**
 * @file Files of the Hugging Face hub, downloaded into its cache: what a repository holds, and one file of it.
 *
 * A content is written to `blobs/<etag>.incomplete`, goes on where it was cut off (also after the process died), and
 * gets its name only when its hash is the etag: SHA-256 for large files (LFS, Xet), Git's SHA-1 for the others.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MedspanError } from "../errors.js";
import { TransientError } from "../net/request.js";
import { hasSystemCode, systemMessage } from "../system/output.js";
import { parseJson } from "../text/json.js";
import { blobPath, checkRelative, findFile, folderOf, isCommit, linkFile, listSnapshot, readRef, withBlobLock, writeRef, } from "./cache.js";
import { askHub, patiently } from "./request.js";
/** More than this is no list of files. */
const maxListBytes = 2 ** 26;
function addressOf({ settings }, { kind, id }, rest) {
    return `${settings.endpoint}/${kind === 'datasets' ? 'datasets/' : ''}${id}/${rest}`;
}
function encodePath(path) {
    return path.split('/').map(encodeURIComponent).join('/');
}
/** A reply as JSON. @throws MedspanError `unsafe-input` where it is too long */
export async function readAnswer(reply) {
    const bytes = await reply.bytes(maxListBytes);
    if (bytes === undefined)
        throw new MedspanError('unsafe-input', `expected a list of files of at most ${maxListBytes} bytes`, {
            where: { path: reply.shownUrl },
        });
    return parseJson(bytes.toString('utf8'), { path: reply.shownUrl });
}
/** What the hub says of a repository, taken apart. */
export function readInfo(value, where) {
    const { sha, siblings } = (typeof value === 'object' && value !== null ? value : {});
    if (typeof sha !== 'string' || !isCommit(sha) || !Array.isArray(siblings))
        throw new MedspanError('input', 'expected the commit and the files of a repository, got another answer', {
            where: { path: where },
        });
    const files = siblings.map((one) => {
        const name = typeof one === 'object' && one !== null && 'rfilename' in one ? one.rfilename : undefined;
        return checkRelative(String(name), 'a file name');
    });
    return { commit: sha, files: files.sort() };
}
/** The snapshot of a revision that the cache knows; undefined when it knows none. */
async function cachedSnapshot(repository, revision, { settings }) {
    const folder = folderOf(settings.cache, repository);
    const commit = await readRef(folder, revision);
    if (commit === undefined)
        return undefined;
    const files = await listSnapshot(folder, commit);
    return files.length === 0 ? undefined : { repository, revision, commit, files, isFresh: false };
}
/**
 * Which commit a revision is, and which files it has. Without a connection, what the cache knows, with a notice
 * (`hub-unreachable`); with `HF_HUB_OFFLINE`, without one.
 *
 * @throws MedspanError (`input`) when there is no such repository or revision, access is refused, or neither the hub
 * nor the cache answers.
 */
export async function findSnapshot(repository, revision, options) {
    const { settings } = options;
    const folder = folderOf(settings.cache, repository);
    if (settings.offline) {
        const cached = await cachedSnapshot(repository, revision, options);
        if (cached !== undefined)
            return cached;
        throw new MedspanError('input', `expected ${repository.id} in the cache, got nothing of ${revision}`, {
            where: { path: folder },
            hint: 'without HF_HUB_OFFLINE it is downloaded',
        });
    }
    const address = `${settings.endpoint}/api/${repository.kind}/${repository.id}/revision/${encodeURIComponent(revision)}`;
    try {
        const info = await patiently(() => askHub(address, {}, repository, options, readAnswer), options, address);
        const { commit, files } = readInfo(info, address);
        await writeRef(folder, revision, commit);
        return { repository, revision, commit, files, isFresh: true };
    }
    catch (error) {
        if (!(error instanceof MedspanError) || !(error.cause instanceof TransientError))
            throw error;
        const cached = await cachedSnapshot(repository, revision, options);
        if (cached === undefined)
            throw error;
        options.progress.notice({
            code: 'hub-unreachable',
            message: 'the hub does not answer: repositories are taken as the cache has them',
            count: 1,
            where: { path: settings.endpoint, at: repository.id },
        });
        return cached;
    }
}
function findMetadata(address, repository, options) {
    // Packed on the way, a file would have the size and the etag of its packing.
    const head = {
        method: 'HEAD',
        headers: { 'accept-encoding': 'identity' },
        redirects: 'same-origin',
    };
    const read = async ({ headers }) => {
        const etag = headers.get('x-linked-etag') ?? headers.get('etag');
        const size = headers.get('x-linked-size') ?? headers.get('content-length');
        const missing = (what, found) => new MedspanError('input', `expected ${what} of the file, got ${found}`, {
            where: { path: address },
            hint: 'a proxy on the way may take it out: set HF_ENDPOINT to a mirror that keeps it',
        });
        if (etag === null)
            throw missing('an etag', 'none');
        // Without a size nothing would say when a server has sent enough.
        if (size === null || !/^\d+$/.test(size))
            throw missing('the size', size ?? 'none');
        return { etag: etag.replace(/^W\//, '').replace(/^"|"$/g, ''), size: Number(size) };
    };
    return patiently(() => askHub(address, head, repository, options, read), options, address);
}
/** Whether a file's content has the hash that its etag is; an etag of another form says nothing. */
async function isWhole(path, size, etag) {
    const isSha256 = /^[0-9a-f]{64}$/.test(etag);
    if (!isSha256 && !isCommit(etag))
        return true;
    const hash = createHash(isSha256 ? 'sha256' : 'sha1');
    if (!isSha256)
        hash.update(`blob ${size}\0`);
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
        hash.update(piece);
    return hash.digest('hex') === etag;
}
async function sizeOf(path) {
    try {
        return (await stat(path)).size;
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT'))
            return 0;
        throw error;
    }
}
async function write(file, bytes, position) {
    for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
    }
}
/** The content behind an address, from where the unfinished file ends to the end. Gives the size of the file. */
async function fetchRest(address, incomplete, { etag, size }, repository, options, onPosition) {
    let position = await sizeOf(incomplete);
    if (position > size) {
        await rm(incomplete, { force: true });
        position = 0;
    }
    if (position === size && position > 0)
        return position;
    const headers = { 'accept-encoding': 'identity' };
    if (position > 0)
        headers.range = `bytes=${position}-`;
    const read = async (reply) => {
        const range = /^bytes (\d+)-/.exec(reply.headers.get('content-range') ?? '');
        if (reply.status === 416 || (reply.status === 206 && Number(range?.[1]) !== position)) {
            await rm(incomplete, { force: true });
            throw new TransientError('the rest of the file does not fit to its beginning');
        }
        if (reply.status !== 206)
            position = 0;
        const file = await open(incomplete, position === 0 ? 'w' : 'r+');
        try {
            for await (const piece of reply.pieces()) {
                await write(file, piece, position);
                position += piece.length;
                onPosition(position);
                if (position > size)
                    throw new TransientError(`the file ${etag} is longer than it should be`);
            }
            await file.sync();
        }
        finally {
            await file.close();
        }
        if (position < size)
            throw new TransientError('the connection was cut');
        return position;
    };
    return askHub(address, { headers }, repository, options, read);
}
/** How often a content that is not the right one is fetched again from its beginning. */
const maxRestarts = 2;
/** A try that brings fewer bytes that were not there before has brought nothing. */
const leastProgress = 1 << 16;
/** Fetches a blob that the cache has not, whole and checked. */
async function fetchBlob(address, blob, metadata, repository, name, options) {
    const incomplete = `${blob}.incomplete`;
    await mkdir(dirname(blob), { recursive: true });
    const task = options.progress.task(`Downloading ${name}`, metadata.size, 'bytes');
    // Bytes that are fetched again are no progress: a server may send the same ones for ever.
    let furthest = 0;
    const reach = (position) => {
        if (position <= furthest)
            return;
        task.advance(position - furthest);
        furthest = position;
    };
    reach(await sizeOf(incomplete));
    try {
        for (let restarts = 0;; restarts++) {
            let before = furthest;
            const size = await patiently(() => fetchRest(address, incomplete, metadata, repository, options, reach), options, address, {
                progressed: () => {
                    if (furthest - before < leastProgress)
                        return false;
                    before = furthest;
                    return true;
                },
            });
            if (await isWhole(incomplete, size, metadata.etag))
                break;
            await rm(incomplete, { force: true });
            if (restarts >= maxRestarts)
                throw new MedspanError('input', `expected the content ${metadata.etag}, got another one each time`, {
                    where: { path: address },
                    hint: 'a proxy on the way may change it: try another network, or set HF_ENDPOINT to a mirror',
                });
        }
        await rename(incomplete, blob);
    }
    finally {
        task.end();
    }
}
/**
 * The path of a file of a snapshot in the cache, downloaded when it is not there.
 *
 * @throws MedspanError (`input`) when there is no such file, access is refused, or the hub does not answer; what
 * came so far is kept, and goes on with the next call. (`output`) when the disk cannot take it.
 */
export async function downloadFile(snapshot, name, options) {
    const { repository, commit, isFresh } = snapshot;
    const { settings } = options;
    const folder = folderOf(settings.cache, repository);
    const found = await findFile(folder, commit, name);
    if (found !== undefined)
        return found;
    if (!isFresh)
        throw new MedspanError('input', `expected ${name} of ${repository.id} in the cache, got no such file`, {
            where: { path: folder },
            hint: 'with a connection, and without HF_HUB_OFFLINE, it is downloaded',
        });
    const address = addressOf(options, repository, `resolve/${commit}/${encodePath(name)}`);
    try {
        const metadata = await findMetadata(address, repository, options);
        const blob = blobPath(folder, metadata.etag);
        await withBlobLock(settings.cache, repository, metadata.etag, async () => {
            if ((await sizeOf(blob)) > 0 || (metadata.size === 0 && (await stat(blob).catch(() => undefined))))
                return;
            await fetchBlob(address, blob, metadata, repository, name, options);
        }, options.signal);
        return await linkFile(folder, commit, name, metadata.etag);
    }
    catch (error) {
        if (error instanceof Error && hasSystemCode(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS'))
            throw new MedspanError('output', `the cache could not be written: ${systemMessage(error)}`, {
                where: { path: folder },
                hint: 'free some space, or set HF_HUB_CACHE to a folder that you may write to',
                cause: error,
            });
        throw error;
    }
}
