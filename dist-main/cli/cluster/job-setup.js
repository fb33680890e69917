/**
 * @file `medspan job-setup`: what a batch script runs first, where jobs take what they need from a prepared folder, or install
 * it.
 *
 * The command follows in the same process: another one in between would keep signals from it, and outlive it.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { setUpJob } from "../../cluster/bundle/job-setup.js";
import { pythonProgram } from "../../train/engine/accelerate/worker-launch.js";
import { ContinuedBy, EndedWith } from "../io.js";
/** As of a process that SIGTERM has ended before it began. */
const NOT_BEGUN = 143;
export function jobSetupCommand(context) {
    return new Command('job-setup')
        .argument('<command...>', 'a command of medspan and its arguments, behind --')
        .option('--prepared <folder>', 'an offline bundle made by medspan submit prepare')
        .option('--python [program]', 'create an environment with the libraries of the accelerate engine where it is missing (default: with MEDSPAN_PYTHON, or python3)')
        .addHelpText('after', `
The environment is created from the wheels of the offline bundle and kept there, or by pip in the user's cache folder,
where this Python lacks the libraries. One of several jobs creates it, the others wait.

Example:
  medspan job-setup --prepared prepared --python -- train -c medspan.yaml
`)
        .action(async (command, { prepared, python }) => {
        const { io } = context;
        const { env } = process;
        const signal = io.interruption();
        try {
            const found = await setUpJob({
                prepared: prepared && resolve(io.cwd, prepared),
                python: python && pythonProgram(python === true ? undefined : python, env),
                env,
                signal,
                tell: line => void io.stderr.write(`${line}\n`),
            });
            if (found !== undefined)
                env.MEDSPAN_PYTHON = found;
        }
        catch (error) {
            if (signal.aborted)
                throw new EndedWith(NOT_BEGUN);
            throw error;
        }
        throw new ContinuedBy(command);
    });
}
