/**
 * @file `medspan merge`: several corpora become one, and what is odd about them together is said.
 */
import { sep } from 'node:path';
import { Command, Option } from 'commander';
import { mergeSources } from "../corpus/merge.js";
import { renderSources } from "../corpus/merge-table.js";
import { renderSample, sampleSentences } from "../corpus/samples.js";
import { bySplitFiles } from "../corpus/sources.js";
import { appendAll } from "../lists.js";
import { sumNotices } from "../progress.js";
import { importOptions, nameOf, readPaths, renderWritten, writeCorpus, } from "./corpus-files.js";
import { showResult } from "./io.js";
import { parseCount, parseSeed } from "./numbers.js";
const EXAMPLES = `
Every path is a source; a folder or dataset with files of train, validation and test is a source for each of them.

Examples:
  medspan merge team-a.jsonl team-b.jsonl -o all.jsonl
  medspan merge curated/*.json MedMentions-ZS/*.parquet --ignore-outside --show 10 -o all.jsonl
  medspan merge team-a/ team-b/ --duplicates drop -o all.jsonl
`;
export function mergeCommand(context) {
    const command = new Command('merge')
        .argument('<corpora...>', 'corpus files, or anything that import reads')
        .requiredOption('-o, --output <file>', 'the corpus file to write')
        .addOption(new Option('--duplicates <what>', 'documents whose text an earlier source has too')
        .choices(['keep', 'drop'])
        .default('keep'))
        .option('--ignore-outside', 'take unmarked words as no evidence against types that their source never annotates')
        .option('--show <N>', 'print N random sentences with their mentions marked', parseCount)
        .option('--seed <number>', 'the random seed of --show', parseSeed, 42);
    return importOptions(command)
        .addHelpText('after', EXAMPLES)
        .action(async (paths, options) => {
        const { io, progress } = context;
        const names = namesOf(paths);
        const parts = [];
        await sumNotices(progress, async (summed) => {
            for (const [i, path] of paths.entries())
                appendAll(parts, bySplitFiles(names[i], await readPaths([path], { io, progress: summed }, options)));
        });
        const { corpus, comparison, overlaps, dropped } = mergeSources(parts, {
            duplicates: options.duplicates,
            ignoreOutside: options.ignoreOutside,
            progress,
        });
        const written = await writeCorpus(corpus, options.output, context);
        const samples = sampleSentences(corpus, options.show ?? 0, options.seed).map(renderSample);
        const result = {
            ...written,
            sources: comparison.sources,
            typesOfOneSource: comparison.only,
            apart: comparison.apart,
            duplicates: overlaps.map(({ a, b, why, similarity }) => ({
                a: { source: a.corpus, id: a.document.id },
                b: { source: b.corpus, id: b.document.id },
                why,
                similarity,
            })),
            dropped,
            samples,
        };
        const text = [renderSources(comparison.sources), ...(samples.length > 0 ? [samples.join('\n')] : [])];
        if (dropped.length > 0)
            text.push(`dropped: ${dropped.join(', ')}`);
        showResult(io, options, result, [...text, renderWritten(written)].join('\n\n'));
    });
}
/** A name for each path: its last part, with as many folders before it as tell it from the others. */
export function namesOf(paths) {
    const folders = paths.map(path => path.split(/[/\\]/u).filter(part => part !== '' && part !== '.'));
    const name = (i, depth) => {
        const own = folders[i];
        const before = own.slice(Math.max(0, own.length - 1 - depth), -1);
        return [...before, nameOf(paths[i]).replace(/-\d{5}-of-\d{5}$/u, '')].join('/');
    };
    return paths.map((path, i) => {
        for (let depth = 0; depth < folders[i].length; depth++) {
            const own = name(i, depth);
            if (paths.every((_, j) => j === i || name(j, depth) !== own))
                return own;
        }
        // The same path twice, or two that differ in what follows the first dot.
        const twins = paths.slice(0, i).filter((_, j) => name(j, 0) === name(i, 0)).length;
        return twins === 0 ? name(i, 0) : `${path.split(sep).at(-1)}-${twins + 1}`;
    });
}
