/**
 * @file `medspan resume`: goes on with a run whose job has ended before it was done.
 */
import { Command } from 'commander'
import { resumeJobs } from '../../cluster/resume.ts'
import { callSlurm } from '../../cluster/slurm.ts'
import { givenFolder } from '../given-folder.ts'
import { type CommandContext, type CommonOptions, showResult } from '../io.ts'
import { showFollowed } from './followed-jobs.ts'

interface ResumeOptions extends CommonOptions {
  readonly follow?: boolean
}

export function resumeCommand({ io }: CommandContext): Command {
  return new Command('resume')
    .description('submit the last jobs of a run again: they go on from its newest checkpoint')
    .argument('<run>', 'the folder of a run or a study')
    .option('--follow', 'show states, progress and logs until the jobs are over; Ctrl-C leaves them alone')
    .addHelpText(
      'after',
      '\nAs they were submitted: what has changed in the configuration since takes medspan submit.\n' +
        '\nExample:\n  medspan resume runs/medspan --follow\n',
    )
    .action(async (run: string, options: ResumeOptions) => {
      const folder = await givenFolder(io, run)
      const jobs = await resumeJobs(folder, callSlurm)
      showResult(io, options, { folder, jobs }, jobs.map(({ job, kind }) => `job ${job}: ${kind}`).join('\n'))
      if (options.follow === true)
        await showFollowed(io, folder, { call: callSlurm, json: options.json === true })
    })
}
