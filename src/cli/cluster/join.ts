/**
 * @file `medspan join`: what a batch script runs on the other nodes of a training on several.
 */
import { Command } from 'commander'
import { MedspanError } from '../../errors.ts'
import { joinTraining } from '../../train/engine/accelerate/join-training.ts'
import { type CommandContext, EndedWith } from '../io.ts'

export function joinCommand(context: CommandContext): Command {
  return new Command('join')
    .description('take part in a training that another node began, as the scripts of medspan submit do')
    .addHelpText(
      'after',
      `
medspan job starts this by srun on all nodes but the first, and tells it on stdin what to start. SIGTERM and SIGUSR1 do
nothing: the first node decides when all end.

Example:
  medspan join < invitation.json
`,
    )
    .action(async () => {
      const { io } = context
      const { SLURM_PROCID: task } = process.env
      if (task === undefined)
        throw new MedspanError('config', 'expected to be started by srun, which sets SLURM_PROCID')
      // From here on signals do not end the process.
      io.interruption()
      const code = await joinTraining({
        input: process.stdin,
        rank: Number(task) + 1,
        environment: process.env,
        write: text => void io.stderr.write(text),
      })
      process.stdin.destroy()
      if (code !== 0) throw new EndedWith(code)
    })
}
