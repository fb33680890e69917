/**
 * @file `medspan umls`: a release of UMLS as one file, and single concepts.
 */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { parseConceptFeature } from "../concepts/cui.js";
import { groupOf, typeName } from "../concepts/semantic-network.js";
import { MedspanError } from "../errors.js";
import { renderPath } from "../umls/link.js";
import { buildMetathesaurus } from "../umls/metathesaurus-build.js";
import { openSource, sourceOptions } from "./concepts.js";
import { showResult } from "./io.js";
export function umlsCommand(context) {
    return new Command('umls')
        .addCommand(buildCommand(context))
        .addCommand(lookupCommand(context))
        .addHelpText('after', '\nExamples:\n  medspan umls build META/ -o umls.sqlite\n  medspan umls lookup C0010674 --metathesaurus umls.sqlite\n');
}
function buildCommand(context) {
    return new Command('build')
        .description('build one SQLite file from MRSTY, MRCUI and MRCONSO of a release')
        .argument('<folder>', 'the META/ folder of the release, with MRSTY.RRF; the other two files are optional')
        .option('-o, --output <file>', 'the database to write', 'umls.sqlite')
        .option('--no-names', 'skip MRCONSO, the largest file: concepts get no names')
        .addHelpText('after', '\nExample:\n  medspan umls build 2026AA/META/ -o umls-2026AA.sqlite\n')
        .action(async (folder, _, command) => {
        const options = command.optsWithGlobals();
        const { io, progress } = context;
        const built = await buildMetathesaurus(resolve(io.cwd, folder), resolve(io.cwd, options.output), {
            progress,
            signal: io.interruption(),
            names: options.names,
        });
        showResult(io, options, { output: options.output, ...built }, renderBuilt(options.output, built));
    });
}
/** `umls.sqlite: UMLS 2026AA, 3,300,000 concepts, 1,200,000 rows on retired ones, 3,200,000 names`. */
function renderBuilt(output, { release, concepts, retired, names }) {
    const figure = (value) => value.toLocaleString('en-US');
    return `${output}: UMLS ${release ?? 'of an unknown release'}, ${figure(concepts)} concepts, ${figure(retired)} rows about retired ones, ${figure(names)} names`;
}
function lookupCommand(context) {
    const command = new Command('lookup')
        .description('print the name, status and semantic types of concepts')
        .argument('<cui...>', 'concept identifiers, such as C0010674');
    return sourceOptions(command)
        .addHelpText('after', '\nExamples:\n  medspan umls lookup C0010674 --metathesaurus umls.sqlite\n  medspan umls lookup C0010674 C0004057 --uts --json\n')
        .action(async (texts, _, self) => {
        const options = self.optsWithGlobals();
        const { io, progress } = context;
        const cuis = texts.flatMap(text => {
            const { concepts } = parseConceptFeature(text);
            if (concepts.length === 0)
                throw new MedspanError('config', `expected a CUI such as C0010674, got ${JSON.stringify(text)}`);
            return concepts;
        });
        const source = await openSource(options, context);
        try {
            const wanted = new Set(cuis);
            const records = await source.lookUp(wanted, { progress, signal: io.interruption() });
            const found = [...wanted].map(cui => records.get(cui));
            showResult(io, options, found.map(withNames), found.map(renderRecord).join('\n'));
        }
        finally {
            source.close();
        }
    });
}
function withNames(record) {
    const types = record.types.map(type => ({ type, name: typeName(type), group: groupOf(type)?.abbreviation }));
    return { ...record, types };
}
/** The concept and its state on a line; below it the way to the one in use, and a type a line. */
function renderRecord(record) {
    const head = [record.cui, ...(record.name === undefined ? [] : [record.name]), record.status].join(', ');
    const lines = [
        ...(record.path === undefined ? [] : [`path  ${renderPath(record)}`]),
        ...record.types.map(type => {
            const group = groupOf(type);
            return `${type}  ${typeName(type) ?? 'not in the semantic network'}${group === undefined ? '' : ` (${group.abbreviation})`}`;
        }),
    ];
    return [head, ...lines.map(line => `  ${line}`)].join('\n');
}
