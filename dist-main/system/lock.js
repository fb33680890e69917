/**
 * @file Who works in a folder, or as a job: a file that one process has at a time, and touches as long as it lives.
 *
 * A holder that has died on this machine is seen to be gone. Of one on another machine only touches tell, by no clock but
 * ours: who finds its lock watches it, and takes it over when nobody has touched it for a while. SLURM for one starts a
 * job elsewhere while a node that it has lost may still work. A holder that wakes up later finds that it has lost the lock.
 */
import { link, lstat, mkdir, open, readFile, rename, rm, rmdir, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MedspanError } from "../errors.js";
import { asideOf, hasSystemCode, outputError, writeFileWhole } from "./output.js";
import { lifeOf, nameProcess } from "./process-name.js";
/** The name of the lock of a folder whose files one process writes at a time. */
export const FOLDER_LOCK = '.medspan-lock';
const touchMs = 5000;
/** Several touches may be late on a shared disk. */
const staleMs = 30_000;
/** How soon whoever waits looks again: as long as the lock passes from one to the next, and when it stays with one. */
const [firstPollMs, pollIntervalMs] = [10, 500];
/** How often a folder is made again that others remove, empty, at the same time. */
const maxAttempts = 20;
let serial = 0;
/**
 * Takes a lock; of several processes, on any machine that shares the disk, one has it.
 * @throws MedspanError `output` where another process has it, or it cannot be written; what the signal was aborted with
 */
export async function takeLock(path, { wait, onWait, signal }) {
    const claim = { host: hostname(), since: new Date().toISOString(), serial: serial++ };
    const workers = [nameProcess(process.pid)];
    const format = () => `${JSON.stringify({ ...claim, workers })}\n`;
    /** What the file may say while it is ours. */
    const ours = new Set([format()]);
    const made = await claimPath(path, format(), { wait, onWait, signal });
    const losing = new AbortController();
    const check = async () => {
        if (!losing.signal.aborted && (await isReplaced(path, ours)))
            losing.abort(lostError(path));
        losing.signal.throwIfAborted();
    };
    const timer = setInterval(() => {
        const now = new Date();
        check()
            .then(() => utimes(path, now, now))
            .catch(() => undefined);
    }, touchMs);
    return {
        lost: losing.signal,
        check,
        async add(pid) {
            await check();
            workers.push(nameProcess(pid));
            ours.add(format());
            await writeFileWhole(path, format());
        },
        async release() {
            clearInterval(timer);
            if (await isReplaced(path, ours))
                return;
            await rm(path, { force: true }).catch(() => undefined);
            if (made !== undefined)
                await removeEmpty(dirname(path), made);
        },
    };
}
/** Does some work while no other process does any under the same lock; who comes later waits. */
export async function withLock(path, work, signal) {
    const lock = await takeLock(path, { wait: true, signal });
    try {
        return await work();
    }
    finally {
        await lock.release();
    }
}
/** Makes the file as soon as nobody has it, and gives the first folder that had to be made for it. */
async function claimPath(path, content, { wait, onWait, signal }) {
    let seen;
    let sinceMs = 0;
    let made;
    let waitMs = firstPollMs;
    for (let attempt = 1;;) {
        try {
            made = (await mkdir(dirname(path), { recursive: true })) ?? made;
            const file = await open(path, 'wx');
            await file.writeFile(content).finally(() => file.close());
            return made;
        }
        catch (error) {
            const isPassing = hasSystemCode(error, 'ENOENT') && attempt++ < maxAttempts;
            if (!isPassing && !hasSystemCode(error, 'EEXIST'))
                throw outputError(path, error);
        }
        const holder = await readHolder(path);
        if (holder === undefined)
            continue;
        const nowMs = performance.now();
        const isTouched = seen !== undefined && holder.mark !== seen.mark;
        if (seen === undefined || isTouched)
            [sinceMs, waitMs] = [nowMs, firstPollMs];
        seen = holder;
        const lives = holder.workers.map(lifeOf);
        const isOver = lives.length > 0 && lives.every(life => life === 'gone');
        if (isOver || nowMs - sinceMs > staleMs) {
            await breakLock(path, holder.mark);
            continue;
        }
        if (!wait && lives.length > 0 && (isTouched || lives.includes('alive')))
            throw busyError(path, holder);
        onWait?.(describeHolder(holder));
        onWait = undefined;
        await sleep(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
        waitMs = Math.min(2 * waitMs, pollIntervalMs);
    }
}
/** Undefined where nobody has it any more. The file may be a stranger's: what it says is shown as far as it is plain. */
async function readHolder(path) {
    const mark = await markOf(path);
    if (mark === undefined)
        return undefined;
    const isPlain = await lstat(path)
        .then(entry => entry.isFile() && entry.size < 1e5)
        .catch(() => false);
    const { workers, host, since } = parseClaim(isPlain ? await readFile(path, 'utf8').catch(() => '') : '');
    return {
        mark,
        workers: Array.isArray(workers) ? workers.map(String) : [],
        host: typeof host === 'string' && /^[\w.-]{1,255}$/.test(host) ? host : 'another machine',
        since: typeof since === 'string' && /^[\d-]{10}T[\d:.]{5,12}Z$/.test(since) ? since : 'some time',
    };
}
function parseClaim(content) {
    try {
        return Object(JSON.parse(content));
    }
    catch {
        return {};
    }
}
async function markOf(path) {
    try {
        const { ino, mtimeNs } = await lstat(path, { bigint: true });
        return `${ino} ${mtimeNs}`;
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT'))
            return undefined;
        throw outputError(path, error);
    }
}
/** Removes a lock that is still the one that was seen; one that is not, since another process was faster, comes back. */
async function breakLock(path, mark) {
    if ((await markOf(path)) !== mark)
        return;
    const aside = asideOf(path);
    try {
        await rename(path, aside);
    }
    catch (error) {
        if (hasSystemCode(error, 'ENOENT'))
            return;
        throw outputError(path, error);
    }
    if ((await markOf(aside)) !== mark)
        await link(aside, path).catch(() => undefined);
    await rm(aside, { recursive: true, force: true });
}
/** Whether a lock is no longer what we made it; a disk that does not answer says nothing. */
async function isReplaced(path, ours) {
    try {
        return !ours.has(await readFile(path, 'utf8'));
    }
    catch (error) {
        return hasSystemCode(error, 'ENOENT');
    }
}
/** Removes folders from `path` up to `first` as far as they are empty. */
async function removeEmpty(path, first) {
    for (let folder = path; folder.length >= first.length; folder = dirname(folder))
        try {
            await rmdir(folder);
        }
        catch {
            return;
        }
}
/** `process 4711 on node7, since 2026-05-04 10:11:12 UTC` */
function describeHolder({ workers, host, since }) {
    const pid = workers.at(-1)?.split('-')[1];
    const who = pid !== undefined && /^\d+$/.test(pid) ? `process ${pid}` : 'a process';
    return `${who} on ${host}, since ${since.replace('T', ' ').replace(/\.?\d*Z$/, ' UTC')}`;
}
function busyError(path, holder) {
    return new MedspanError('output', `another process works here: ${describeHolder(holder)}`, {
        where: { path: dirname(path) },
        hint: 'Wait until it has ended, or choose another folder.',
    });
}
function lostError(path) {
    return new MedspanError('output', 'another process has taken over, or the lock was deleted', {
        where: { path },
        hint: 'Nothing more is written here. See that no other process works in the folder, then give the same command again.',
    });
}
