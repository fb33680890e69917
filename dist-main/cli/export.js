/**
 * @file `medspan export`: a trained run as a folder that transformers.js and ONNX Runtime open, and as a page that tags text.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { MedspanError } from "../errors.js";
import { exportModel } from "../export/export.js";
import { writePage } from "../export/page.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
export function exportCommand(context) {
    return new Command('export')
        .argument('<run>', 'a run folder, or a Hugging Face folder with a token classifier')
        .option('-o, --output <folder>', 'the folder to write')
        .option('--page <file>', 'the page to write: one HTML file with the model in int8, which needs no network')
        .addHelpText('after', '\nExamples:\n  medspan export runs/medspan -o exported\n' +
        "  medspan predict --model exported --text 'Aspirin relieved her migraine.'\n" +
        '  medspan export runs/medspan --page tagger.html\n')
        .action(async (run, options) => {
        const { io, progress } = context;
        const { output, page } = options;
        if (output === undefined && page === undefined)
            throw new MedspanError('config', 'expected --output, --page or both, got neither');
        const folder = await givenFolder(io, run);
        const temporary = output === undefined ? await mkdtemp(join(tmpdir(), 'medspan-export-')) : undefined;
        try {
            const exported = output === undefined ? join(temporary, 'model') : resolve(io.cwd, output);
            const { files, tags } = await exportModel(folder, exported, { progress });
            const title = basename(folder);
            const pageBytes = page === undefined ? undefined : await writePage(exported, resolve(io.cwd, page), title);
            const value = {
                ...(output === undefined ? {} : { output, files: Object.fromEntries(files) }),
                ...(page === undefined ? {} : { page, pageBytes }),
                tags,
            };
            showResult(io, options, value, renderExport({ ...options, files, tags, pageBytes }));
        }
        finally {
            if (temporary !== undefined)
                await rm(temporary, { recursive: true, force: true });
        }
    });
}
function renderExport({ output, page, files, tags, pageBytes, }) {
    const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    const models = [...files].filter(([name]) => name.endsWith('.onnx'));
    const lines = models.map(([name, bytes]) => `  ${name}: ${size(bytes)}`);
    const { words, changed, argmax, isTestPart } = tags;
    const share = (count) => `${count} (${((100 * count) / words).toFixed(2)} %)`;
    const where = isTestPart ? "words of the run's test part" : 'words of sentences that medspan has';
    const compared = `of ${words.toLocaleString('en-US')} ${where}, int8 has another best label than float32 for ${share(changed)}; ` +
        `best labels, which others take, are other tags than medspan's for ${share(argmax.float32)} in float32, ${share(argmax.int8)} in int8`;
    return [
        ...(output === undefined ? [] : [`${output}:`, ...lines]),
        ...(pageBytes === undefined ? [] : [`${page}: ${size(pageBytes)}`]),
        compared,
    ].join('\n');
}
