/**
 * @file `medspan evaluate`: the scores of a finished run, computed again; or those of any model on any gold documents.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { MedspanError } from "../errors.js";
import { folderOrId } from "../hub/cache.js";
import { loadTagger } from "../predict/trained-tagger.js";
import { scoreTagger } from "../score/tagger.js";
import { evaluateRun } from "../train/evaluate.js";
import { readPaths } from "./corpus-files.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
import { scoringOptions, showScores } from "./scoring.js";
import { renderEvaluation } from "./view/evaluation.js";
import { renderRunScores } from "./view/scores.js";
const HELP = `
With --model and --on every document is tagged again and scored, as medspan score scores predictions. Types that the model does
not know count as missed.

Examples:
  medspan evaluate runs/medspan
  medspan evaluate --model runs/medspan --on gold.jsonl
  medspan evaluate --model d4data/biomedical-ner-all --on curation/ -o scores/d4data
`;
export function evaluateCommand(context) {
    const command = new Command('evaluate')
        .argument('[run]', 'a run folder, to be scored on its own validation and test parts')
        .option('-m, --model <model>', 'a run folder, a Hugging Face token classifier, or one of the hub')
        .option('--on <gold...>', 'the gold documents to score the model on: any format that import reads');
    return scoringOptions(command)
        .addHelpText('after', HELP)
        .action(async (run, options) => {
        const { model, on } = options;
        if (run !== undefined && [model, on, options.types, options.output].every(one => one === undefined))
            await showRun(run, options, context);
        else if (run === undefined && model !== undefined && on !== undefined)
            await showModel(model, on, options, context);
        else
            throw new MedspanError('config', 'expected a run alone, or a model and gold documents', {
                hint: 'For example: medspan evaluate runs/medspan, or medspan evaluate --model runs/medspan --on gold.jsonl',
            });
    });
}
async function showRun(run, options, { io, progress }) {
    const evaluation = await evaluateRun(await givenFolder(io, run), { progress });
    const { evaluations, temperature } = evaluation;
    const text = [
        renderRunScores({ ...evaluation, mentions: evaluations }),
        renderEvaluation('validation', evaluations.validation, temperature),
        renderEvaluation('test', evaluations.test, temperature),
    ];
    showResult(io, options, evaluation, text.join('\n\n'));
}
async function showModel(model, on, options, context) {
    await showScores(context, options, { gold: on.join(', '), predicted: model }, async (progress) => {
        const tagger = await loadTagger(folderOrId(model, resolve(context.io.cwd, model)), { progress });
        try {
            const gold = await readPaths(on, { ...context, progress }, {}, tagger.segment);
            return await scoreTagger(tagger, gold, { types: options.types, progress });
        }
        finally {
            await tagger.dispose();
        }
    });
}
