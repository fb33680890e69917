/**
 * @file `medspan link`: adds the semantic types of concepts.
 */
import { extname, resolve } from 'node:path';
import { Command } from 'commander';
import { createLabelPolicy, createLabelSet, listedTypes } from "../corpus/labels.js";
import { writeFileWhole } from "../system/output.js";
import { linkCorpus, wantedConcepts } from "../umls/link.js";
import { formatLinkReportCsv, formatLinkReportJson, linkReport, renderLinkReport, } from "../umls/link-report.js";
import { openSource, sourceOptions } from "./concepts.js";
import { readPaths, renderWritten, writeCorpus } from "./corpus-files.js";
import { escapeControls } from "./escape.js";
import { showResult } from "./io.js";
export function linkCommand(context) {
    const command = new Command('link')
        .argument('<corpus...>', 'corpus files')
        .requiredOption('-o, --output <file>', 'the corpus file to write');
    return sourceOptions(command)
        .option('--report <file>', 'write a report that traces every concept from text to label, as .csv, .json or text')
        .option('--labels <set>', 'the label set of the report: st21pv, groups, full, all types of the corpus, or a list such as T047,T121', 'all')
        .addHelpText('after', '\nExamples:\n  medspan link corpus.jsonl --mrsty META/MRSTY.RRF -o linked.jsonl\n' +
        '  medspan link corpus.jsonl --metathesaurus umls.sqlite --relations RB,RN,RO --report concepts.csv -o linked.jsonl\n' +
        '  medspan link corpus.jsonl --uts --release 2026AA -o linked.jsonl\n')
        .action(async (paths, options) => {
        const { io, progress } = context;
        const source = await openSource(options, context);
        try {
            const corpus = await readPaths(paths, context);
            const signal = io.interruption();
            const records = await source.lookUp(wantedConcepts(corpus), { progress, signal });
            const linked = linkCorpus(corpus, records, { progress });
            signal.throwIfAborted();
            if (options.report !== undefined) {
                const content = formatReport(linked, records, options.report, options.labels);
                await writeFileWhole(resolve(io.cwd, options.report), content);
            }
            const written = await writeCorpus(linked, options.output, context);
            showResult(io, options, written, renderWritten(written));
        }
        finally {
            source.close();
        }
    });
}
/** The report in the form that the file's name asks for. */
function formatReport(corpus, records, path, labels) {
    const isSet = labels === 'all' || labels === 'st21pv' || labels === 'groups' || labels === 'full';
    const settings = {
        types: isSet ? labels : labels.split(','),
        unseen: 'nearest-ancestor',
        without_ancestor: 'outside',
        concept_type: 'in-label-set',
    };
    // As training decides them, but a report of a corpus that gets none of the labels is worth reading too.
    const firstTypes = corpus.flatMap(({ mentions }) => mentions.flatMap(({ types }) => types.slice(0, 1)));
    const types = listedTypes(settings.types) ?? firstTypes;
    const policy = types.length === 0 ? undefined : createLabelPolicy(createLabelSet(types), settings);
    const rows = linkReport(corpus, records, { policy });
    if (extname(path) === '.csv')
        return formatLinkReportCsv(rows);
    if (extname(path) === '.json')
        return formatLinkReportJson(rows);
    return `${escapeControls(renderLinkReport(rows))}\n`;
}
