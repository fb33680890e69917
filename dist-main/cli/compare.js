/**
 * @file `medspan compare`: whether one run is better than another on the same documents, or one configuration over seeds.
 */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { namedType } from "../concepts/semantic-network.js";
import { MedspanError } from "../errors.js";
import { parseScoredDocuments } from "../metrics/mentions.js";
import { compareSeeds } from "../metrics/seeds.js";
import { compareSystems, } from "../metrics/significance.js";
import { readSeeds, seedFolder } from "../run/seeds.js";
import { renderColumns } from "../text/columns.js";
import { readText } from "../text/source.js";
import { readReported, renderReported } from "./compare-reported.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
import { parseCount, parseSeed } from "./numbers.js";
import { renderSpread } from "./view/seeds.js";
const HELP = `
Prints each difference with its 95 % interval (bootstrap over documents) and its p value (paired approximate randomisation;
for types, corrected after Holm). A mention is right when borders and type agree.

Where an argument is a folder that medspan train --seeds has left, or a list of runs separated by commas, configurations are
compared over seeds: the difference of mean scores, with interval and p by the Multi-Bootstrap (Sellam et al. 2022), which
draws documents, the same for all runs, and the runs of each configuration. Five seeds or more of each are advisable.

Where a folder has scores alone, as transformers' Trainer leaves it, the scores stand beside each other.

Examples:
  medspan compare runs/plain runs/crf
  medspan compare runs/plain-seeds runs/crf-seeds
  medspan compare runs/a1,runs/a2,runs/a3 runs/b1,runs/b2,runs/b3
  medspan compare runs/a runs/b --part validation --show 20
`;
export function compareCommand(context) {
    return new Command('compare')
        .argument('<a>', 'a run folder, one that score has written, or a file such as its predictions.test.jsonl; or a folder of seeds, or a list')
        .argument('<b>', 'what to compare it with')
        .addOption(new Option('--part <part>', 'which part of run folders to compare')
        .choices(['validation', 'test'])
        .default('test'))
        .addOption(new Option('--measure <measure>', 'which score to compare')
        .choices(['f1', 'precision', 'recall'])
        .default('f1'))
        .option('--samples <number>', 'random samples of each test', parseCount, 10_000)
        .option('--seed <number>', 'the random seed', parseSeed, 42)
        .option('--show <number>', 'mentions to list that only one of them finds', parseCount, 5)
        .addHelpText('after', HELP)
        .action(async (a, b, options) => {
        const { io } = context;
        const areThere = [a, b].every(path => existsSync(resolve(io.cwd, path)));
        const reported = areThere && (await readReported([await givenFolder(io, a), await givenFolder(io, b)], options.part));
        if (reported)
            return showResult(io, options, reported, renderReported(reported, { a, b, ...options }));
        const first = await readRuns(io, a, options.part);
        const second = await readRuns(io, b, options.part);
        if (first.length > 1 || second.length > 1) {
            const comparison = compareSeeds(first, second, options);
            const value = { ...comparison, types: Object.fromEntries(comparison.types) };
            showResult(io, options, value, renderSeedsComparison(comparison, { a, b }));
            return;
        }
        const documents = first[0].documents;
        const comparison = compareSystems(documents, second[0].documents, options);
        const value = { ...comparison, types: Object.fromEntries(comparison.types) };
        showResult(io, options, value, renderComparison(comparison, { a, b, documents, ...options }));
    });
}
/** The runs that an argument names: one, those of a folder of seeds, or those of a list. */
async function readRuns(io, given, part) {
    // A path with commas in it is no list.
    const paths = existsSync(resolve(io.cwd, given)) ? [given] : given.split(',');
    const runs = new Map();
    const add = async (path) => {
        if (runs.has(path))
            throw new MedspanError('config', 'expected each run once', { where: { path } });
        runs.set(path, { path, documents: await readPart(await givenFolder(io, path), part) });
    };
    for (const path of paths) {
        const seeds = (await readSeeds(await givenFolder(io, path)))?.seeds;
        if (seeds === undefined)
            await add(path);
        else
            for (const { seed } of seeds)
                await add(seedFolder(path, seed));
    }
    return [...runs.values()];
}
/** The judged documents of a run's part, or of a file. */
async function readPart(path, part) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    const file = isFolder ? join(path, `predictions.${part}.jsonl`) : path;
    if (isFolder && !existsSync(file))
        throw new MedspanError('input', 'expected a folder with what a model has found in each document', {
            where: { path: file },
            hint: 'medspan train leaves it. Of other programs there are scores alone: let medspan score (their predictions) or ' +
                'medspan evaluate --model (their model) write a folder with -o, and compare that one.',
        });
    return parseScoredDocuments(await readText(file), file);
}
const percent = (value) => (100 * value).toFixed(2);
const signed = (value) => `${value < 0 ? '' : '+'}${percent(value)}`;
/** Never 0: no number of trials shows that. */
const probability = (p) => (p < 0.0001 ? '<0.0001' : p.toFixed(4));
function row(name, difference, p) {
    const { a, b, lower, upper } = difference;
    return [name, percent(a), percent(b), signed(a - b), `${signed(lower)} to ${signed(upper)}`, probability(p)];
}
/** A table of differences, and mentions that only one of the two finds. */
export function renderComparison(comparison, { a, b, documents, show }) {
    const { measure, micro, macro, types, onlyA, onlyB } = comparison;
    const share = `${Math.round(100 * comparison.confidence)} %`;
    const table = renderColumns([
        [measure, 'a', 'b', 'a - b', `${share} interval`, 'p'],
        row('micro', micro, micro.p.randomisation),
        row('macro', macro, macro.p.randomisation),
        ...[...types].map(([type, difference]) => row(namedType(type), difference, difference.holm.randomisation)),
    ]);
    const texts = new Map(documents.map(document => [document.id, document.text]));
    const examples = (name, found) => [
        '',
        `only ${name} finds ${found.length}${found.length > show && show > 0 ? `, such as` : ''}`,
        ...spread(found, show).map(one => `  ${renderMention(one, texts.get(one.documentId))}`),
    ];
    return [
        `a ${a}`,
        `b ${b}`,
        '',
        table,
        ...examples('a', onlyA),
        ...examples('b', onlyB),
        '',
        `${documents.length} documents, ${comparison.samples} samples; p of types after Holm`,
    ].join('\n');
}
/** With fewer runs the spread of seeds is known too badly for p to hold. */
const ENOUGH_RUNS = 5;
/** A table of differences, and one of the runs. */
export function renderSeedsComparison(comparison, { a, b }) {
    const { measure, micro, macro, types, runs, documents, samples, confidence } = comparison;
    const line = (name, { a, b, difference, lower, upper }, p) => [
        name,
        ...[a, b].flatMap(spread => renderSpread(spread).slice(0, 2)),
        signed(difference),
        `${signed(lower)} to ${signed(upper)}`,
        probability(p),
    ];
    const alone = ['a', 'b'].filter(side => runs[side].length === 1);
    return [
        `a ${a}: ${countRuns(runs.a.length)}`,
        `b ${b}: ${countRuns(runs.b.length)}`,
        '',
        renderColumns([
            [measure, 'a', 'std', 'b', 'std', 'a - b', `${Math.round(100 * confidence)} % interval`, 'p'],
            line('micro', micro, micro.p),
            line('macro', macro, macro.p),
            ...[...types].map(([type, difference]) => line(namedType(type), difference, difference.holm)),
        ]),
        '',
        renderColumns([
            ['run', 'micro', 'macro'],
            ...['a', 'b'].flatMap(side => runs[side].map(run => [`${side} ${run.path}`, percent(run.micro), percent(run.macro)])),
        ]),
        '',
        `means over runs; ${documents} documents, ${samples} samples of documents and runs; p of types after Holm`,
        ...(runs.a.length < ENOUGH_RUNS || runs.b.length < ENOUGH_RUNS
            ? [`with fewer than ${ENOUGH_RUNS} runs of a configuration p is too small: take it for a hint`]
            : []),
        ...alone.map(side => `${side} is one run: nothing is known of how other seeds of it would score`),
    ].join('\n');
}
const countRuns = (count) => (count === 1 ? '1 run' : `${count} runs`);
/** A few of many, evenly from first to last. */
function spread(items, count) {
    if (items.length <= count)
        return [...items];
    return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}
/** `doc-3: severe [asthma|T047 Disease or Syndrome] of the`, on one line. */
function renderMention({ documentId, mention: { begin, end, type } }, text) {
    if (text === undefined)
        return `${documentId} ${begin}-${end} ${namedType(type)}`;
    const before = text.slice(Math.max(0, begin - 30), begin);
    const after = text.slice(end, end + 30);
    // A text may hold what a terminal would obey.
    return `${documentId}: ${before}[${text.slice(begin, end)}|${namedType(type)}]${after}`.replace(/[\s\p{Cc}]+/gu, ' ');
}
