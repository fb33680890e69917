/**
 * @file `medspan cancel`: ends jobs of a cluster.
 */
import { Command } from 'commander';
import { cancelJobs } from "../../cluster/cancel.js";
import { callSlurm } from "../../cluster/slurm.js";
import { givenFolder } from "../given-folder.js";
import { showResult } from "../io.js";
export function cancelCommand({ io }) {
    return new Command('cancel')
        .argument('<run>', 'the folder of a run or a study')
        .addHelpText('after', '\nExample:\n  medspan cancel runs/medspan\n')
        .action(async (run, options) => {
        const cancelled = await cancelJobs(await givenFolder(io, run), callSlurm);
        const text = cancelled.length === 0
            ? 'no job of this run is running or pending'
            : `cancelled ${cancelled.map(job => `job ${job}`).join(', ')}; medspan resume ${run} resumes it`;
        showResult(io, options, { cancelled }, text);
    });
}
