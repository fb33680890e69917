/**
 * @file `medspan evaluate`: the scores of a finished run, computed anew.
 */
import { Command } from 'commander'
import { evaluateRun } from '../train/evaluate.ts'
import { givenFolder } from './given-folder.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { renderEvaluation } from './view/evaluation.ts'
import { renderRunScores } from './view/scores.ts'

export function evaluateCommand(context: CommandContext): Command {
  return new Command('evaluate')
    .description(
      'score a finished run again: tag and span scores with intervals, error analysis, a dictionary baseline',
    )
    .argument('<run>', 'a run folder')
    .addHelpText('after', '\nExample:\n  medspan evaluate runs/medspan\n')
    .action(async (run: string, options: CommonOptions) => {
      const { io, progress } = context
      const evaluation = await evaluateRun(await givenFolder(io, run), { progress })
      const { evaluations } = evaluation
      const text = [
        renderRunScores({ ...evaluation, mentions: evaluations }),
        renderEvaluation('validation', evaluations.validation),
        renderEvaluation('test', evaluations.test),
      ]
      showResult(io, options, evaluation, text.join('\n\n'))
    })
}
