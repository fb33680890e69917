/**
 * @file `medspan import`: files of any known format become one corpus file.
 */
import { Command } from 'commander';
import { formats } from "../formats/index.js";
import { importOptions, listFormats, readPaths, renderWritten, writeCorpus, } from "./corpus-files.js";
import { showResult } from "./io.js";
export function importCommand(context) {
    const command = new Command('import')
        .argument('<paths...>', 'files, folders, project exports, or hub:owner/name; folders are searched')
        .requiredOption('-o, --output <file>', 'the corpus file to write, such as corpus.jsonl');
    return importOptions(command)
        .addHelpText('after', `\nFormats:\n${listFormats(formats)}\n\nExamples:\n  medspan import curation/ --feature IDUMLS -o corpus.jsonl\n` +
        '  medspan import hub:ibm-research/MedMentions-ZS -o corpus.jsonl\n')
        .action(async (paths, options) => {
        const written = await writeCorpus(await readPaths(paths, context, options), options.output, context);
        showResult(context.io, options, written, renderWritten(written));
    });
}
