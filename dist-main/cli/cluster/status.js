/**
 * @file `medspan status`: where jobs of a cluster stand.
 */
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { Command } from 'commander';
import { noteAccounts } from "../../cluster/accounting.js";
import { readStates } from "../../cluster/job-state.js";
import { listOwnJobs } from "../../cluster/own-jobs.js";
import { callSlurm } from "../../cluster/slurm.js";
import { lastSubmission } from "../../cluster/submit.js";
import { MedspanError } from "../../errors.js";
import { readJobs } from "../../run/jobs-file.js";
import { readWatched } from "../../run/watch.js";
import { renderColumns } from "../../text/columns.js";
import { givenFolder } from "../given-folder.js";
import { showResult } from "../io.js";
import { renderWatched } from "../view/watched.js";
import { renderJobs } from "./job-table.js";
export function statusCommand({ io }) {
    return new Command('status')
        .argument('[run]', 'the folder of a run or a study')
        .addHelpText('after', '\nExamples:\n  medspan status\n  medspan status runs/medspan\n')
        .action(async (run, options) => {
        if (run === undefined) {
            const own = await listOwnJobs(userInfo().username, callSlurm);
            const rows = own.map(({ job, state, folder }) => [job, state, basename(folder), folder]);
            const text = rows.length === 0
                ? 'you have no running or pending job of medspan; medspan status RUN shows finished ones'
                : renderColumns([['job', 'state', 'run', 'folder'], ...rows]);
            showResult(io, options, own, text);
            return;
        }
        const folder = await givenFolder(io, run);
        // Says it where there are none.
        await lastSubmission(folder);
        const jobs = await noteAccounts(folder, await readJobs(folder), callSlurm);
        const states = await readStates(jobs.submitted.map(({ job }) => job), callSlurm);
        const watched = await readWatched(folder).catch((error) => {
            if (error instanceof MedspanError)
                return undefined;
            throw error;
        });
        const text = [
            renderJobs(jobs, states),
            ...(watched === undefined
                ? []
                : [renderWatched(watched, { columns: io.stdout.columns ?? 100, colour: false })]),
        ].join('\n\n');
        showResult(io, options, { jobs, states: [...states.values()], run: watched ?? null }, text);
    });
}
