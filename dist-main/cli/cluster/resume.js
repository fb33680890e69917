/**
 * @file `medspan resume`: goes on with a run whose job has ended before it was done.
 */
import { Command } from 'commander';
import { resumeJobs } from "../../cluster/resume.js";
import { callSlurm } from "../../cluster/slurm.js";
import { givenFolder } from "../given-folder.js";
import { showResult } from "../io.js";
import { followOption, showFollowed } from "./followed-jobs.js";
export function resumeCommand({ io }) {
    return new Command('resume')
        .argument('<run>', 'the folder of a run or a study')
        .addOption(followOption())
        .addHelpText('after', '\nJobs are resubmitted as they were. After a change of the configuration, use medspan submit.\n' +
        '\nExample:\n  medspan resume runs/medspan --follow\n')
        .action(async (run, options) => {
        const folder = await givenFolder(io, run);
        const jobs = await resumeJobs(folder, callSlurm);
        showResult(io, options, { folder, jobs }, jobs.map(({ job, kind }) => `job ${job}: ${kind}`).join('\n'));
        if (options.follow === true)
            await showFollowed(io, folder, { call: callSlurm, json: options.json === true });
    });
}
