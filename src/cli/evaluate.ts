/**
 * @file `medspan evaluate`: the scores of a finished run, computed again; or those of any model on any gold documents.
 */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { MedspanError } from '../errors.ts'
import { folderOrId } from '../hub/cache.ts'
import { loadTagger } from '../predict/trained-tagger.ts'
import { scoreTagger } from '../score/tagger.ts'
import { evaluateRun } from '../train/evaluate.ts'
import { readPaths } from './corpus-files.ts'
import { givenFolder } from './given-folder.ts'
import { type CommandContext, showResult } from './io.ts'
import { type ScoringSettings, scoringOptions, showScores } from './scoring.ts'
import { renderEvaluation } from './view/evaluation.ts'
import { renderRunScores } from './view/scores.ts'

interface EvaluateOptions extends ScoringSettings {
  readonly model?: string
  readonly on?: string[]
}

const HELP = `
With --model and --on every document is tagged again and scored, as medspan score scores predictions. Types that the model does
not know count as missed.

Examples:
  medspan evaluate runs/medspan
  medspan evaluate --model runs/medspan --on gold.jsonl
  medspan evaluate --model d4data/biomedical-ner-all --on curation/ -o scores/d4data
`

export function evaluateCommand(context: CommandContext): Command {
  const command = new Command('evaluate')
    .argument('[run]', 'a run folder, to be scored on its own validation and test parts')
    .option('-m, --model <model>', 'a run folder, a Hugging Face token classifier, or one of the hub')
    .option('--on <gold...>', 'the gold documents to score the model on: any format that import reads')
  return scoringOptions(command)
    .addHelpText('after', HELP)
    .action(async (run: string | undefined, options: EvaluateOptions) => {
      const { model, on } = options
      if (run !== undefined && [model, on, options.types, options.output].every(one => one === undefined))
        await showRun(run, options, context)
      else if (run === undefined && model !== undefined && on !== undefined)
        await showModel(model, on, options, context)
      else
        throw new MedspanError('config', 'expected a run alone, or a model and gold documents', {
          hint: 'For example: medspan evaluate runs/medspan, or medspan evaluate --model runs/medspan --on gold.jsonl',
        })
    })
}

async function showRun(
  run: string,
  options: EvaluateOptions,
  { io, progress }: CommandContext,
): Promise<void> {
  const evaluation = await evaluateRun(await givenFolder(io, run), { progress })
  const { evaluations, temperature } = evaluation
  const text = [
    renderRunScores({ ...evaluation, mentions: evaluations }),
    renderEvaluation('validation', evaluations.validation, temperature),
    renderEvaluation('test', evaluations.test, temperature),
  ]
  showResult(io, options, evaluation, text.join('\n\n'))
}

async function showModel(
  model: string,
  on: readonly string[],
  options: EvaluateOptions,
  context: CommandContext,
): Promise<void> {
  await showScores(context, options, { gold: on.join(', '), predicted: model }, async progress => {
    const tagger = await loadTagger(folderOrId(model, resolve(context.io.cwd, model)), { progress })
    try {
      const gold = await readPaths(on, { ...context, progress }, {}, tagger.segment)
      return await scoreTagger(tagger, gold, { types: options.types, progress })
    } finally {
      await tagger.dispose()
    }
  })
}
