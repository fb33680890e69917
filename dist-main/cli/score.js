/**
 * @file `medspan score`: the scores of predictions that anybody has made.
 */
import { Command } from 'commander';
import { scoreCorpora } from "../score/score.js";
import { readPaths } from "./corpus-files.js";
import { scoringOptions, showScores } from "./scoring.js";
const HELP = `
Documents belong together by their ids and texts, or by texts alone; their formats need not be the same, and white space may
differ. Scores by tags are on the words of the gold documents. What import needs options for (a layer, columns, a type system)
is read by medspan import first. medspan compare tests two such folders of scores, or one against a run.

Examples:
  medspan score gold.jsonl predicted.pubtator
  medspan score curation/ other-system/ --types st21pv -o scores/other-system
`;
export function scoreCommand(context) {
    const command = new Command('score')
        .argument('<gold>', 'the annotated documents: a file or folder of any format that import reads')
        .argument('<predicted>', 'the same documents as predicted, in any format');
    return scoringOptions(command)
        .addHelpText('after', HELP)
        .action(async (gold, predicted, options) => {
        const { types } = options;
        await showScores(context, options, { gold, predicted }, async (progress) => {
            const own = { ...context, progress };
            const corpora = [await readPaths([gold], own), await readPaths([predicted], own)];
            return scoreCorpora(...corpora, { types, progress });
        });
    });
}
