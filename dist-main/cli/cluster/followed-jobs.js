/**
 * @file Jobs that are followed, as lines: their states, the run's news, what they print.
 */
import { Option } from 'commander';
import { noteAccounts } from "../../cluster/accounting.js";
import { followJobs, problemOf } from "../../cluster/follow.js";
import { MedspanError } from "../../errors.js";
import { nothingTold, renderNews } from "../view/watched.js";
/** The option of commands that submit jobs and may follow them. */
export function followOption() {
    return new Option('--follow', 'show states, progress and logs until the jobs end; Ctrl-C stops this, not the jobs');
}
/**
 * Shows jobs until they are over.
 * @throws MedspanError `data` where one did not end well
 */
export async function showFollowed(io, folder, { call, json }) {
    let last;
    let told = nothingTold;
    const states = new Map();
    for await (const followed of followJobs(folder, { call })) {
        last = followed;
        const { run, lines } = followed;
        const changed = followed.states.filter(({ job, state, reason }) => states.get(job) !== `${state} ${reason}`);
        for (const { job, state, reason } of changed)
            states.set(job, `${state} ${reason}`);
        if (json) {
            if (changed.length > 0 || lines.length > 0)
                io.stdout.write(`${JSON.stringify({ states: followed.states, run: run ?? null, lines })}\n`);
            continue;
        }
        for (const { job, text } of lines)
            io.stdout.write(`${job} | ${text}\n`);
        if (run !== undefined) {
            const news = renderNews(run, told);
            told = news.told;
            for (const line of news.lines)
                io.stdout.write(`${line}\n`);
        }
        for (const { job, state, reason, nodes } of changed)
            io.stdout.write(`job ${job}: ${state}${reason === '' ? '' : ` (${reason})`}${nodes === '' ? '' : ` on ${nodes}`}\n`);
    }
    if (last !== undefined)
        await noteAccounts(folder, last.jobs, call);
    for (const state of last?.states ?? []) {
        const problem = problemOf(state, last.jobs);
        if (problem !== undefined)
            throw new MedspanError('data', `job ${state.job}: ${problem.message}`, {
                where: { path: folder },
                hint: problem.hint,
            });
    }
}
