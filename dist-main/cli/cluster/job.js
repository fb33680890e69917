/**
 * @file `medspan job`: what a batch script runs.
 */
import { Command } from 'commander';
import { callSlurm } from "../../cluster/slurm.js";
import { superviseJob } from "../../cluster/supervise.js";
import { EndedWith } from "../io.js";
import { parseCount } from "../numbers.js";
export function jobCommand(context) {
    return new Command('job')
        .argument('<command...>', 'the command and its arguments, behind --')
        .requiredOption('--kind <name>', 'the kind of job: train, tune, evaluate, report, notify')
        .requiredOption('--folder <folder>', 'the run or study folder, with jobs.jsonl')
        .requiredOption('--stop-file <file>', 'a file that exists once the job has received a signal')
        .option('--max-requeues <count>', 'how often the job is requeued', parseCount, 100)
        .addHelpText('after', `
SIGTERM and SIGUSR1 are passed on to the command. When it exits with 75 (interrupted and resumable), the job is requeued
(scontrol requeue), or resubmitted where SLURM does not allow that. Any other error fails the job, with its reason in
jobs.jsonl. The exit code is the command's.

Example:
  medspan job --kind train --folder runs/medspan --stop-file stop -- medspan train -c medspan.yaml
`)
        .action(async (command, options) => {
        const { io } = context;
        const code = await superviseJob({
            ...options,
            command,
            env: process.env,
            signal: io.interruption(),
            write: text => void io.stderr.write(text),
            call: callSlurm,
        });
        if (code !== 0)
            throw new EndedWith(code);
    });
}
