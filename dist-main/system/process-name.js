/**
 * @file Names of processes that processes on other machines may read, and whether the process of a name lives.
 *
 * A name is `<machine>-<pid>-<start>`. The machine is a hash, which does not say what it is called: of its host name, of
 * when it was started, and of the numbering of its processes, since containers with the same host name count anew. The
 * start tells a process from a later one that got the same number.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
const machine = createHash('sha256')
    .update(hostname())
    .update(readQuietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')))
    .update(readQuietly(() => readlinkSync('/proc/self/ns/pid')))
    .digest('hex')
    .slice(0, 12);
/** Only Linux has these files. */
function readQuietly(read) {
    try {
        return read();
    }
    catch {
        return '';
    }
}
/** The state of a process and when it started, by the clock of its machine; undefined where there is no telling. */
function readStat(pid) {
    const stat = readQuietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The name of its program may hold anything; proc(5) counts the state as field 3, the start as field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    return state === undefined || start === undefined ? undefined : { state, start };
}
const prefixOf = (pid) => `${machine}-${pid}-`;
/** The name of a process of this machine. */
export function nameProcess(pid) {
    return prefixOf(pid) + (readStat(pid)?.start ?? '0');
}
/** Whether a name is that of a process of this machine, dead or alive. */
export function isNameOf(name, pid) {
    return typeof name === 'string' && name.startsWith(prefixOf(pid));
}
/** What can be known of a process by its name: of one on another machine nothing. */
export function lifeOf(name) {
    const pid = typeof name === 'string' ? Number(name.split('-')[1]) : Number.NaN;
    if (!Number.isSafeInteger(pid) || pid <= 0 || !isNameOf(name, pid))
        return 'unknown';
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // One of another user is alive.
        if (error.code === 'ESRCH')
            return 'gone';
    }
    const stat = readStat(pid);
    if (stat === undefined)
        return 'alive';
    return 'ZX'.includes(stat.state) || name !== prefixOf(pid) + stat.start ? 'gone' : 'alive';
}
