/**
 * @file What SLURM's accounts say of jobs that are over: processors' time and memory of all their nodes, by sacct, where the
 * cluster keeps accounts. It is noted in `jobs.jsonl` once, by whoever looks first.
 */
import { readJobs } from "../run/jobs-file.js";
import { recordJob } from "./job-record.js";
import { baseOf, isActive } from "./job-state.js";
const FIELDS = 'JobID,State,ElapsedRaw,AllocCPUS,TotalCPU,MaxRSS';
/** Seconds of a time as SLURM writes it: `02:03.456`, `1:02:03` or `1-02:03:04`; undefined for anything else. */
export function parseDuration(text) {
    const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
    if (match === null)
        return undefined;
    const [days, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0));
    return 86_400 * days + 3600 * hours + 60 * minutes + seconds;
}
/** Bytes of a size as SLURM writes it: `123456K`, `1.50G`; undefined for anything else. */
export function parseSize(text) {
    const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/.exec(text);
    if (match === null)
        return undefined;
    return Math.round(Number(match[1]) * 1024 ** ' KMGTP'.indexOf(match[2] || ' '));
}
/** Rows of `sacct -P -n -o JobID,State,ElapsedRaw,AllocCPUS,TotalCPU,MaxRSS`: a job and its steps; those that are over. */
export function parseAccounts(text) {
    const accounts = new Map();
    for (const line of text.split('\n')) {
        const [id = '', state = '', elapsed, cpus, time = '', size = ''] = line.split('|');
        const job = id.split('.')[0];
        if (job === id) {
            const seconds = Number(elapsed || Number.NaN);
            if (!Number.isFinite(seconds) || isActive({ job, state, reason: '', nodes: '' }))
                continue;
            const used = parseDuration(time);
            accounts.set(job, {
                seconds,
                ...(Number(cpus) > 0 && { cpus: Number(cpus) }),
                ...(used !== undefined && used > 0 && { cpu_seconds: used }),
            });
        }
        else {
            // Memory stands with the steps, which come after their job.
            const own = accounts.get(job);
            const bytes = parseSize(size);
            if (own !== undefined && bytes !== undefined && bytes > (own.max_rss_bytes ?? 0))
                accounts.set(job, { ...own, max_rss_bytes: bytes });
        }
    }
    return accounts;
}
/** Notes what a folder's jobs have used, as far as they are over and SLURM keeps accounts, and gives them with it. */
export async function noteAccounts(folder, jobs, call) {
    const last = new Map(jobs.attempts.map(attempt => [attempt.started.job, attempt]));
    const open = [...last.values()].filter(({ ended, isAccounted }) => ended !== undefined && !isAccounted);
    if (open.length === 0)
        return jobs;
    const bases = [...new Set(open.map(({ started }) => baseOf(started.job)))];
    // Clusters without accounts have a sacct that says so.
    const printed = await call('sacct', ['-P', '-n', '-o', FIELDS, '-j', bases.join(',')]).catch(() => '');
    const accounts = parseAccounts(printed);
    let noted = 0;
    for (const { started, ended } of open) {
        const account = accounts.get(started.job);
        if (account?.cpu_seconds === undefined || ended?.outcome === 'requeued')
            continue;
        noted++;
        // Whoever only looks may not be able to write there.
        await recordJob(folder, { event: 'accounted', job: started.job, ...account }).catch(() => undefined);
    }
    return noted === 0 ? jobs : readJobs(folder);
}
