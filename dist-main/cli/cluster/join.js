/**
 * @file `medspan join`: what a batch script runs on the other nodes of a training on several.
 */
import { Command } from 'commander';
import { MedspanError } from "../../errors.js";
import { joinTraining } from "../../train/engine/accelerate/join-training.js";
import { EndedWith } from "../io.js";
export function joinCommand(context) {
    return new Command('join')
        .addHelpText('after', `
medspan job starts this with srun on all nodes but the first, and sends on stdin what to run. SIGTERM and SIGUSR1 are
ignored: the first node decides when all stop.

Example:
  medspan join < invitation.json
`)
        .action(async () => {
        const { io } = context;
        const { SLURM_PROCID: task } = process.env;
        if (task === undefined)
            throw new MedspanError('config', 'expected to be started by srun, which sets SLURM_PROCID');
        // From here on signals do not end the process.
        io.interruption();
        const code = await joinTraining({
            input: process.stdin,
            rank: Number(task) + 1,
            environment: process.env,
            write: text => void io.stderr.write(text),
        });
        process.stdin.destroy();
        if (code !== 0)
            throw new EndedWith(code);
    });
}
