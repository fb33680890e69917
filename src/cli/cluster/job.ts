/**
 * @file `medspan job`: what a batch script runs.
 */
import { Command } from 'commander'
import { callSlurm } from '../../cluster/slurm.ts'
import { superviseJob } from '../../cluster/supervise.ts'
import { type CommandContext, EndedWith } from '../io.ts'
import { parseCount } from '../numbers.ts'

interface JobOptions {
  readonly kind: string
  readonly folder: string
  readonly maxRequeues: number
  readonly stopFile: string
}

export function jobCommand(context: CommandContext): Command {
  return new Command('job')
    .description('run a command as a job of SLURM, as the scripts of medspan submit do')
    .argument('<command...>', 'the command and its arguments, behind --')
    .requiredOption('--kind <name>', 'what it is: train, tune, evaluate, report, notify')
    .requiredOption('--folder <folder>', 'of the run or the study, where jobs.jsonl is kept')
    .requiredOption('--stop-file <file>', 'a file that is there once the job was signalled')
    .option('--max-requeues <count>', 'how often the job is put back into the queue', parseCount, 100)
    .addHelpText(
      'after',
      `
SIGTERM and SIGUSR1 are handed on to the command. When it exits with 75, which says that it can be continued, the job is
put back into the queue (scontrol requeue), or submitted anew where SLURM does not allow that. Any other error is the
job's own, with its reason in jobs.jsonl. The exit code is the command's.

Example:
  medspan job --kind train --folder runs/medspan --stop-file stop -- medspan train -c medspan.yaml
`,
    )
    .action(async (command: string[], options: JobOptions) => {
      const { io } = context
      const code = await superviseJob({
        ...options,
        command,
        env: process.env,
        signal: io.interruption(),
        write: text => void io.stderr.write(text),
        call: callSlurm,
      })
      if (code !== 0) throw new EndedWith(code)
    })
}
