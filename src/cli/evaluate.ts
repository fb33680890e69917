/**
 * @file `medspan evaluate`: the scores of a finished run, computed anew.
 */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { evaluateRun } from '../train/evaluate.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { renderRunScores } from './scores.ts'

export function evaluateCommand(context: CommandContext): Command {
  return new Command('evaluate')
    .description('score a finished run on its validation and test parts, beside a dictionary baseline')
    .argument('<run>', 'a run folder')
    .addHelpText('after', '\nExample:\n  medspan evaluate runs/medspan\n')
    .action(async (run: string, options: CommonOptions) => {
      const { io, progress } = context
      const evaluation = await evaluateRun(resolve(io.cwd, run), { progress })
      showResult(io, options, evaluation, renderRunScores(evaluation))
    })
}
