/**
 * @file `medspan convert`: a corpus in another format.
 */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { convertCases } from "../cas/convert.js";
import { exportCorpus, writableFormats } from "../formats/index.js";
import { INFER } from "../text/format.js";
import { OVERLAPS } from "../text/tags.js";
import { importOptions, isDataset, listFormats, readPaths } from "./corpus-files.js";
import { showResult } from "./io.js";
import { renderDropped } from "./view/dropped.js";
/** Formats that could hold what describes language, which a document does not. */
const casFormats = ['xmi', 'cas-json', 'webanno-tsv'];
export function convertCommand(context) {
    const command = new Command('convert')
        .argument('<paths...>', 'corpus files, or anything that import reads')
        .requiredOption('-o, --output <path>', 'the file or folder to write')
        .addOption(new Option('--to <format>', 'the format to write')
        .choices(writableFormats.map(format => format.name))
        .makeOptionMandatory())
        .addOption(new Option('--overlap <which>', 'which of two overlapping mentions to keep, in formats with tags')
        .choices(OVERLAPS)
        .default('longest'))
        .option('--explain', 'list the mentions that tags could not express');
    return importOptions(command)
        .addHelpText('after', `\nFormats:\n${listFormats(writableFormats)}\n\nExamples:\n  medspan convert corpus.jsonl --to conll -o corpus.conll\n` +
        '  medspan convert curation/ --to brat -o brat/\n' +
        '  medspan convert project.zip --to xmi -o xmi/      # with all layers\n')
        .action(async (paths, options) => {
        const output = resolve(context.io.cwd, options.output);
        const whole = await convertWhole(paths, output, options, context);
        if (whole !== undefined)
            return showConverted(context.io, options, whole);
        const countsLinguistic = casFormats.includes(options.to);
        const corpus = await readPaths(paths, context, { ...options, countsLinguistic });
        const dropped = [];
        const tags = { overlap: options.overlap, dropped: (one) => void dropped.push(one) };
        await exportCorpus(corpus, output, { format: options.to, tags, progress: context.progress });
        showConverted(context.io, options, corpus.length, dropped);
    });
}
/** CASes with all their layers where that is what was asked for; undefined where documents are read and written instead. */
async function convertWhole(paths, output, options, { io, progress }) {
    const { to, typeSystem, annotator, layer, feature, typeFeature, format, language, tokenizer } = options;
    const isChosen = [layer, feature, typeFeature, format, language].some(one => one !== undefined);
    if ((to !== 'xmi' && to !== 'cas-json') || isChosen || tokenizer !== 'biomedical' || typeSystem === INFER)
        return undefined;
    if (paths.some(isDataset))
        return undefined;
    return convertCases(paths.map(path => resolve(io.cwd, path)), output, {
        to,
        annotator,
        progress,
        typeSystem: typeSystem === undefined ? undefined : resolve(io.cwd, typeSystem),
    });
}
function showConverted(io, options, documents, dropped = []) {
    const { output, to: format, explain } = options;
    const written = { output, format, documents, dropped: dropped.length };
    const text = `${output}: ${documents.toLocaleString('en-US')} documents as ${format}`;
    showResult(io, options, written, explain === true ? `${renderDropped(dropped)}\n${text}` : text);
}
