/**
 * @file `medspan split`: one corpus becomes train, validation and test, or folds of them.
 */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { splitCorpus, splitFolds } from "../corpus/split.js";
import { readOfficialLists } from "../corpus/split-official.js";
import { renderSplitTable, splitNames, splitTable } from "../corpus/split-table.js";
import { MedspanError } from "../errors.js";
import { exportCorpus } from "../formats/index.js";
import { writeFilesWhole } from "../system/file-set.js";
import { describeWritten, readPaths, renderWritten } from "./corpus-files.js";
import { showResult } from "./io.js";
import { parseSeed } from "./numbers.js";
const DEFAULT_RATIOS = [0.8, 0.1, 0.1];
const EXAMPLES = `
Documents that are nearly the same text, or have the same title, PMID or group, stay in one part.

Examples:
  medspan split all.jsonl --ratios 0.8,0.1,0.1 --seed 42 -o parts
  medspan split all.jsonl --folds 5 -o parts                  (parts/fold-1 to parts/fold-5)
  medspan split medmentions.jsonl --official official-splits/ -o parts
  medspan split all.jsonl --official train.txt dev.txt test.txt -o parts
`;
export function splitCommand(context) {
    return new Command('split')
        .argument('<corpus...>', 'corpus files, or anything that import reads')
        .requiredOption('-o, --output <folder>', 'the folder to write train.jsonl, validation.jsonl and test.jsonl into')
        .option('--ratios <a,b,c>', 'the fractions of train, validation and test (default: 0.8,0.1,0.1)', parseRatios)
        .addOption(new Option('--by <unit>', 'the unit that is never divided (default: document); sentence leaks: one abstract lands in several parts').choices(['document', 'group', 'sentence']))
        .addOption(new Option('--order <n>', 'stratify single types (1), or pairs of types as well (2)')
        .choices(['1', '2'])
        .default('2'))
        .option('--seed <number>', 'the random seed', parseSeed, 42)
        .option('--folds <k>', 'make k folds for cross-validation, in folders fold-1, fold-2, …', parseFolds)
        .option('--fold <i>', 'write only this fold, from 1 to k, directly into the output folder', parseFolds)
        .option('--official <lists...>', "split by lists of document ids, one a line: MedMentions' folder, or three files for train, validation and test")
        .addHelpText('after', EXAMPLES)
        .action(async (paths, options) => {
        checkOptions(options);
        const corpus = await readPaths(paths, context);
        const divided = await divide(corpus, options, context);
        await writeSplits(resolve(context.io.cwd, options.output), divided, context.progress);
        const parts = divided.map(({ folder, splits }) => ({
            folder: join(options.output, folder),
            parts: splitNames.map(name => describeWritten(splits[name], join(options.output, fileOf(folder, name)))),
            table: splitTable(splits),
        }));
        const text = parts
            .map(({ folder, table, parts: written }) => [
            ...(parts.length > 1 ? [`${folder}:`] : []),
            renderSplitTable(table),
            '',
            ...written.map(renderWritten),
        ].join('\n'))
            .join('\n\n');
        showResult(context.io, options, { splits: parts }, text);
    });
}
const fileOf = (folder, name) => join(folder, `${name}.jsonl`);
/** Writes all parts of a split, or none. Folds that there are no longer go. */
async function writeSplits(output, divided, progress) {
    const isFold = (name) => /^fold-[1-9]\d{0,3}$/.test(name);
    const old = divided.some(({ folder }) => isFold(folder)) ? await readdir(output).catch(() => []) : [];
    const obsolete = old.filter(isFold).flatMap(folder => splitNames.map(name => `${folder}/${name}.jsonl`));
    await writeFilesWhole(output, async (temporary) => {
        for (const { folder, splits } of divided)
            for (const name of splitNames)
                await exportCorpus(splits[name], join(temporary, fileOf(folder, name)), {
                    format: 'corpus',
                    progress,
                });
    }, obsolete);
}
function checkOptions({ ratios, by, folds, fold, official }) {
    const refuse = (message) => {
        throw new MedspanError('config', message, { hint: 'see medspan split --help' });
    };
    if (official !== undefined && (ratios ?? by ?? folds ?? fold) !== undefined)
        refuse('expected --official alone, without --ratios, --by, --folds or --fold: the lists assign every document');
    if (folds !== undefined && ratios !== undefined)
        refuse('expected --ratios or --folds, got both: folds have equal sizes');
    if (fold !== undefined && folds === undefined)
        refuse('expected --folds too: the number of folds');
    if (fold !== undefined && fold > folds)
        refuse(`expected a fold from 1 to ${folds}, got ${fold}`);
}
async function divide(corpus, options, { io, progress }) {
    const { by, seed, folds, fold } = options;
    const common = { by, seed, order: options.order === '1' ? 1 : 2, progress };
    if (folds !== undefined) {
        const all = splitFolds(corpus, { ...common, folds });
        if (fold !== undefined)
            return [{ folder: '', splits: all[fold - 1] }];
        return all.map((splits, i) => ({ folder: `fold-${i + 1}`, splits }));
    }
    const official = options.official === undefined
        ? undefined
        : await readOfficialLists(options.official.map(path => resolve(io.cwd, path)));
    const ratios = options.ratios ?? DEFAULT_RATIOS;
    return [{ folder: '', splits: splitCorpus(corpus, { ...common, ratios, official }) }];
}
function parseRatios(text) {
    const [train, validation, test, ...rest] = text.split(',').map(Number);
    const ratios = [train ?? Number.NaN, validation ?? Number.NaN, test ?? Number.NaN];
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    if (rest.length > 0 || !ratios.every(ratio => ratio >= 0) || Math.abs(sum - 1) > 1e-6)
        throw new InvalidArgumentError('Expected three fractions that add up to 1, such as 0.8,0.1,0.1.');
    return ratios;
}
function parseFolds(text) {
    if (!/^[1-9]\d{0,3}$/.test(text))
        throw new InvalidArgumentError('Expected a whole number from 1.');
    return Number(text);
}
