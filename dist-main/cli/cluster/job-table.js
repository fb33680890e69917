/**
 * @file Jobs of a cluster as text: where they stand, and what they have used.
 */
import { problemOf } from "../../cluster/follow.js";
import { cpuEfficiency } from "../../run/jobs-file.js";
import { renderColumns } from "../../text/columns.js";
import { formatSeconds } from "../view/progress.js";
/** Each job with its state, and each of its attempts with what it has used. */
export function renderJobs(jobs, states) {
    const rows = jobs.submitted.flatMap(({ job, kind, tasks }) => {
        const ids = tasks === undefined ? [job] : tasksOf(job, jobs, states);
        return ids.map(id => rowOf(id, kind, jobs, states.get(id)));
    });
    const problems = [...states.values()].flatMap(state => {
        const problem = problemOf(state, jobs);
        return problem === undefined ? [] : [`job ${state.job}: ${problem.message}\n  ${problem.hint}`];
    });
    const head = ['job', 'command', 'state', 'nodes', 'starts', 'time', 'CPU', 'memory', 'GPUs'];
    return [renderColumns([head, ...rows]), ...problems.slice(-3)].join('\n');
}
/** The tasks of an array that SLURM or the record knows; the array itself where none has begun. */
function tasksOf(array, { attempts }, states) {
    const known = [...states.keys(), ...attempts.map(({ started }) => started.job)];
    const tasks = [...new Set(known)].filter(job => job.startsWith(`${array}_`));
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    return tasks.length === 0 ? [array] : tasks.sort(compare);
}
function rowOf(id, kind, { attempts }, state) {
    const own = attempts.filter(({ started }) => started.job === id);
    const last = own.at(-1);
    const reason = state === undefined || state.reason === '' ? '' : ` (${state.reason})`;
    return [
        id,
        kind,
        state === undefined ? (last?.ended?.outcome ?? 'unknown') : `${state.state}${reason}`,
        last?.started.nodes ?? state?.nodes ?? '',
        String(own.length),
        ...usageOf(last),
    ];
}
/** Of the last attempt: time, the share of the processors' time, memory, the use of GPUs. */
function usageOf(attempt) {
    const usage = attempt?.usage;
    const efficiency = attempt === undefined ? undefined : cpuEfficiency(attempt);
    return [
        usage === undefined ? '' : formatSeconds(usage.seconds),
        efficiency === undefined ? '' : `${Math.round(100 * efficiency)} %`,
        usage?.max_rss_bytes === undefined ? '' : `${Math.round(usage.max_rss_bytes / 2 ** 20)} MiB`,
        [attempt?.started.gpus ?? '', usage?.gpu_use === undefined ? '' : `${Math.round(100 * usage.gpu_use)} %`]
            .filter(text => text !== '')
            .join(': '),
    ];
}
