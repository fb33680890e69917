/**
 * @file `medspan learning-curve`: what more training documents would be worth.
 */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from "../config/config.js";
import { renderColumns } from "../text/columns.js";
import { DEFAULT_SHARES, learningCurve } from "../train/learning-curve.js";
import { setOption, showResult } from "./io.js";
import { parseSeeds } from "./numbers.js";
import { overridesOf } from "./train.js";
const HELP = `
Fractions are nested and stratified by type; labels, validation and test are the same for all. Each is a run in
<output_dir>/learning_curve/<share>-seed<seed>. A finished run in <output_dir> counts as fraction 1 with its seed: train
first, and medspan report shows the curve beside that run's scores. The scores are in <output_dir>/learning_curve.json.
If it is interrupted, the same command resumes. Exit codes are those of medspan train.

Intervals show how much scores would vary on other documents. Seeds vary the training, not the documents of a fraction.
Choose nothing by the test scores: they only describe.

Examples:
  medspan learning-curve -c medspan.yaml
  medspan learning-curve -c medspan.yaml --shares 0.25,0.5,1 --seeds 1,2,3
`;
export function learningCurveCommand(context) {
    return new Command('learning-curve')
        .option('-c, --config <file>', 'the configuration', 'medspan.yaml')
        .option('--shares <list>', 'fractions of the training documents, such as 0.1,0.5,1', parseShares, DEFAULT_SHARES)
        .option('--seeds <list>', 'training seeds, such as 1,2,3 (default: training.seed)', parseSeeds)
        .addOption(setOption())
        .option('-o, --output <folder>', 'the run folder, instead of training.output_dir')
        .option('--overwrite', 'replace results of another configuration')
        .addHelpText('after', HELP)
        .action(async (options) => {
        const { io, progress } = context;
        const config = await readConfig(resolve(io.cwd, options.config), overridesOf(io, options));
        const { shares, seeds, overwrite } = options;
        const signal = io.interruption();
        const curve = await learningCurve(config, { shares, seeds, overwrite, progress, signal });
        showResult(io, options, curve, renderLearningCurve(curve));
    });
}
/** A row for each model: what it learnt from, F1 in per cent with the interval. */
export function renderLearningCurve({ points }) {
    const titles = [
        'share',
        'seed',
        'documents',
        'mentions',
        ...['validation', 'test'].flatMap(part => [`${part} micro`, 'interval', 'macro', 'interval']),
    ];
    const rows = points.map(({ share, seed, documents, mentions, validation, test }) => [
        String(share),
        String(seed),
        documents.toLocaleString('en-US'),
        mentions.toLocaleString('en-US'),
        ...[validation, test].flatMap(scores),
    ]);
    return [
        renderColumns([titles, ...rows]),
        '',
        'F1 in per cent, exact span match; 95 % intervals over documents. Choose nothing by the test part.',
    ].join('\n');
}
function scores({ micro, macro }) {
    const percent = (value) => (100 * value).toFixed(2);
    return [micro, macro].flatMap(({ estimate, lower, upper }) => [
        percent(estimate),
        `${percent(lower)} to ${percent(upper)}`,
    ]);
}
function parseShares(text) {
    return text.split(',').map(item => {
        const share = /^\s*(\d+(\.\d*)?|\.\d+)(e-?\d+)?\s*$/i.test(item) ? Number(item) : Number.NaN;
        if (!(share > 0 && share <= 1))
            throw new InvalidArgumentError('Expected shares above 0 and at most 1, such as 0.1,0.5,1.');
        return share;
    });
}
