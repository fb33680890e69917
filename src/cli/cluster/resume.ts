/**
 * @file `medspan resume`: goes on with a run whose job has ended before it was done.
 */
import { Command } from 'commander'
import { resumeJobs } from '../../cluster/resume.ts'
import { callSlurm } from '../../cluster/slurm.ts'
import { givenFolder } from '../given-folder.ts'
import { type CommandContext, type CommonOptions, showResult } from '../io.ts'
import { followOption, showFollowed } from './followed-jobs.ts'

interface ResumeOptions extends CommonOptions {
  readonly follow?: boolean
}

export function resumeCommand({ io }: CommandContext): Command {
  return new Command('resume')
    .argument('<run>', 'the folder of a run or a study')
    .addOption(followOption())
    .addHelpText(
      'after',
      '\nJobs are resubmitted as they were. After a change of the configuration, use medspan submit.\n' +
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
