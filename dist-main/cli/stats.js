/**
 * @file `medspan stats`: what is in a corpus.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { typeName } from "../concepts/semantic-network.js";
import { describeCorpus } from "../corpus/description.js";
import { renderDescription } from "../corpus/description-table.js";
import { corpusFigures } from "../figures/corpus/overview.js";
import { renderFigure } from "../figures/render.js";
import { themes } from "../figures/theme.js";
import { sumNotices } from "../progress.js";
import { writeFilesWhole } from "../system/file-set.js";
import { writeFileWhole } from "../system/output.js";
import { OVERLAPS } from "../text/tags.js";
import { importOptions, nameOf, readPaths } from "./corpus-files.js";
import { showResult } from "./io.js";
/** The files of a folder that `medspan split` wrote. */
const SPLIT_FILES = ['train.jsonl', 'validation.jsonl', 'test.jsonl'];
const EXAMPLES = `
A folder with train.jsonl, validation.jsonl and test.jsonl, or these files, is read as a split corpus.

Examples:
  medspan stats corpus.jsonl
  medspan stats parts/ --figures figures/
  medspan stats export.zip --annotator all --explain
`;
export function statsCommand(context) {
    const command = new Command('stats')
        .argument('<corpus...>', 'corpus files, or anything that import reads')
        .option('--parts', 'treat each path as one part of the corpus')
        .addOption(new Option('--overlap <policy>', 'which of two overlapping mentions a tagger would keep')
        .choices(OVERLAPS)
        .default('longest'))
        .option('--explain', 'list every mention that tags cannot express, and the overlapping one that is kept')
        .option('--figures <folder>', 'draw figures into this folder, as SVG and PNG')
        .addOption(new Option('--theme <theme>', 'the colours of the figures')
        .choices(Object.keys(themes))
        .default('light'));
    return importOptions(command)
        .addHelpText('after', EXAMPLES)
        .action(async (paths, options) => {
        const { io, progress } = context;
        const parts = await sumNotices(progress, summed => readParts(paths, options, { io, progress: summed }));
        const description = describeCorpus(parts, options);
        const figures = [];
        if (options.figures !== undefined) {
            const specs = corpusFigures(description, typeName, themes[options.theme]);
            const task = progress.task('drawing', specs.length, 'figures');
            await writeFilesWhole(resolve(io.cwd, options.figures), async (temporary) => {
                for (const { name, spec } of specs) {
                    const { svg, png } = await renderFigure(spec, { theme: options.theme });
                    await writeFileWhole(join(temporary, `${name}.svg`), svg);
                    await writeFileWhole(join(temporary, `${name}.png`), png);
                    task.advance(1);
                }
            });
            const folder = options.figures;
            for (const { name } of specs)
                for (const file of [`${name}.svg`, `${name}.png`])
                    figures.push(join(folder, file));
            task.end();
        }
        const drawn = options.figures === undefined
            ? ''
            : `\n\n${figures.length / 2} figures in ${options.figures}, each as SVG and PNG`;
        showResult(io, options, { ...description, ...(options.figures === undefined ? {} : { figures }) }, `${renderDescription(description)}${drawn}`);
    });
}
/** The parts that paths stand for: a split's files, each path, or one for them all. */
async function readParts(paths, options, context) {
    const files = paths.flatMap(path => {
        const found = SPLIT_FILES.map(name => join(path, name)).filter(file => existsSync(resolve(context.io.cwd, file)));
        return found.length < 2 ? [path] : found;
    });
    const names = files.map(file => basename(file));
    const isSplit = files.length > 1 &&
        new Set(names).size === names.length &&
        names.every(name => SPLIT_FILES.some(one => one === name));
    if (options.parts !== true && !isSplit)
        return [{ name: 'all', corpus: await readPaths(files, context, options) }];
    const parts = [];
    for (const file of files) {
        const name = parts.some(part => part.name === nameOf(file)) ? file : nameOf(file);
        parts.push({ name, corpus: await readPaths([file], context, options) });
    }
    return parts;
}
