/**
 * @file `medspan logs`: what jobs of a cluster have printed.
 */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { jobLogs } from "../../cluster/follow.js";
import { callSlurm } from "../../cluster/slurm.js";
import { lastSubmission } from "../../cluster/submit.js";
import { MedspanError } from "../../errors.js";
import { givenFolder } from "../given-folder.js";
import { showResult } from "../io.js";
import { parsePositive } from "../numbers.js";
import { showFollowed } from "./followed-jobs.js";
export function logsCommand({ io }) {
    return new Command('logs')
        .argument('<run>', 'the folder of a run or a study')
        .option('--job <id>', 'only this job, such as 12, or 12_3 of an array')
        .option('--lines <count>', 'only this many lines from the end of each log', parsePositive)
        .option('--follow', 'keep printing until the jobs end; Ctrl-C stops this, not the jobs')
        .addHelpText('after', '\nExamples:\n  medspan logs runs/medspan --lines 20\n  medspan logs runs/medspan --follow\n')
        .action(async (run, options) => {
        const folder = await givenFolder(io, run);
        if (options.follow === true) {
            await showFollowed(io, folder, { call: callSlurm, json: options.json === true });
            return;
        }
        const ids = options.job === undefined ? (await lastSubmission(folder)).map(({ job }) => job) : [options.job];
        const logs = await Promise.all((await jobLogs(folder, ids)).map(async ({ job, path }) => {
            const lines = (await readFile(path, 'utf8')).replace(/\n$/, '').split('\n');
            return { job, path, lines: options.lines === undefined ? lines : lines.slice(-options.lines) };
        }));
        if (logs.length === 0)
            throw new MedspanError('input', `expected logs, but ${ids.map(id => `job ${id}`).join(', ')} has none yet`, {
                where: { path: folder },
                hint: 'medspan status shows whether it has started.',
            });
        const text = logs.map(({ job, lines }) => [...(logs.length > 1 ? [`job ${job}`] : []), ...lines].join('\n'));
        showResult(io, options, logs, text.join('\n\n'));
    });
}
