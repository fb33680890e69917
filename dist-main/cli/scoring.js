/**
 * @file What the commands share that score predictions against gold documents: which types count, what is printed, and the
 * folder of the report.
 */
import { relative, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { collectNotices } from "../progress.js";
import { writeScoreReport } from "../report/score-report.js";
import { showResult } from "./io.js";
import { renderEvaluation } from "./view/evaluation.js";
import { renderTestScores } from "./view/scores.js";
/** Adds the options of scoring. */
export function scoringOptions(command) {
    return command
        .option('--types <types>', 'the types that count, as labels.types: all (default, as they stand in the files), st21pv, groups, full, one, or a list such as T047,T121', parseTypes)
        .option('-o, --output <folder>', 'write a report into this folder: report.html, figures, every mention');
}
/** `st21pv`, or a list with commas. */
function parseTypes(value) {
    const name = ['all', 'st21pv', 'groups', 'full', 'one'].find(one => one === value);
    if (name !== undefined)
        return name;
    const types = value.split(',').map(type => type.trim());
    if (types.includes(''))
        throw new InvalidArgumentError('Expected types with commas between them.');
    return types;
}
/** Scores, prints, and writes the report where a folder for it is named. */
export async function showScores({ io, progress }, options, { predicted, gold }, score) {
    const collected = collectNotices(progress);
    const scores = await score(collected.progress);
    const { tags, evaluation } = scores;
    const report = options.output === undefined
        ? undefined
        : await writeScoreReport(resolve(io.cwd, options.output), scores, {
            title: predicted,
            subtitle: `against ${gold}`,
            warnings: collected.notices.list(),
            progress,
            signal: io.interruption(),
        });
    const text = [
        `${predicted} against ${gold}`,
        renderTestScores(tags, evaluation),
        renderEvaluation('test', evaluation),
        ...(report === undefined
            ? []
            : [
                `${report.figures.length} figures, and the report: ${relative(io.cwd, report.page) || report.page}`,
            ]),
    ];
    showResult(io, options, { gold, predicted, test: tags, evaluations: { test: evaluation }, ...report }, text.join('\n\n'));
}
