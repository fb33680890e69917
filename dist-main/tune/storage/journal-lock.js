/**
 * @file The lock beside a journal file: whoever can make `<file>.lock` may write.
 *
 * As Optuna's `JournalFileSymlinkLock` and `JournalFileOpenLock` have it: making a symbolic link, or a file that must not
 * exist, succeeds for one process alone, on NFS too (links from version 2 on, files from version 3). Both kinds exclude
 * each other, for they make the same name. It is removed by renaming it first. A lock that stays the same for longer than
 * a grace period was left by a process that died, and is broken. What a process that died had renamed, and not yet
 * removed, the next one clears away.
 */
import { closeSync, lstatSync, openSync, readdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MedspanError } from "../../errors.js";
import { createRandom } from "../../random.js";
import { hasSystemCode } from "../../system/output.js";
let serial = 0;
/** How the name of a lock ends that is being removed, by us or by Optuna. */
const ASIDE = '.rename';
/** The lock of a journal file. */
export function createJournalLock(file, options = {}) {
    const { kind = 'symlink', graceMs = 30_000, timeoutMs = 120_000 } = options;
    const target = resolve(file);
    const path = `${target}.lock`;
    const random = createRandom(process.pid, 'journal-lock');
    let last = Promise.resolve();
    /** What tells a lock from those before and after it; undefined where there is none. */
    const identity = () => {
        try {
            const { ino, ctimeNs, mtimeNs } = lstatSync(path, { bigint: true });
            return `${ino} ${ctimeNs} ${mtimeNs}`;
        }
        catch (error) {
            if (hasSystemCode(error, 'ENOENT'))
                return undefined;
            throw error;
        }
    };
    /** False where another process has it. */
    const make = () => {
        try {
            // Optuna looks at the file that the link leads to, from wherever it runs: so the whole path.
            if (kind === 'symlink')
                symlinkSync(target, path);
            else
                closeSync(openSync(path, 'wx'));
            return true;
        }
        catch (error) {
            if (hasSystemCode(error, 'EEXIST'))
                return false;
            throw error;
        }
    };
    /** Removes the lock if it is still the one that was seen. */
    const remove = (seen) => {
        if (seen === undefined || identity() !== seen)
            return;
        const aside = `${path}.${process.pid}-${serial++}${ASIDE}`;
        try {
            renameSync(path, aside);
            unlinkSync(aside);
        }
        catch (error) {
            if (!hasSystemCode(error, 'ENOENT'))
                throw error;
        }
    };
    let isSwept = false;
    /** Deletes what was renamed longer ago than a process that lives takes to remove it. Who does has just made the lock. */
    const sweep = () => {
        if (isSwept)
            return;
        isSwept = true;
        const changedAt = (name) => lstatSync(name).ctimeMs;
        try {
            // By the clock of the disk, which may be another machine's.
            const now = changedAt(path);
            for (const name of readdirSync(dirname(path))) {
                const aside = join(dirname(path), name);
                if (name.startsWith(basename(path)) && name.endsWith(ASIDE) && now - changedAt(aside) > graceMs)
                    unlinkSync(aside);
            }
        }
        catch {
            // Another process may be as tidy, or the file another user's: no work fails by that.
        }
    };
    const acquire = async () => {
        const end = performance.now() + timeoutMs;
        let seen;
        let since = 0;
        for (let waitMs = 1;; waitMs = Math.min(2 * waitMs, 16)) {
            if (make())
                return identity();
            const now = performance.now();
            const current = identity();
            if (current === undefined || current !== seen)
                since = now;
            else if (now - since > graceMs)
                remove(seen);
            seen = current;
            if (now > end)
                throw new MedspanError('output', 'another process has kept its lock for too long', {
                    where: { path },
                    hint: 'See which processes write to the journal; if none does, delete the lock.',
                });
            await sleep(waitMs * (0.5 + random.uniform()));
        }
    };
    const hold = async (work) => {
        try {
            const mine = await acquire();
            try {
                sweep();
                return work();
            }
            finally {
                remove(mine);
            }
        }
        catch (cause) {
            if (cause instanceof MedspanError || !(cause instanceof Error) || !('syscall' in cause))
                throw cause;
            throw new MedspanError('output', `its lock could not be made or removed: ${cause.message}`, {
                where: { path },
                hint: 'See whether you may write into its folder.',
                cause,
            });
        }
    };
    return {
        hold(work) {
            const result = last.then(() => hold(work));
            last = result.catch(() => { });
            return result;
        },
        async idle() {
            await last;
        },
    };
}
