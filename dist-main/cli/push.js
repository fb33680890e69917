/**
 * @file `medspan push`: a trained run or an export to a repository on the Hugging Face hub.
 */
import { Command } from 'commander';
import { planPush, pushModel } from "../hub/push.js";
import { renderColumns } from "../text/columns.js";
import { givenFolder } from "./given-folder.js";
import { showResult } from "./io.js";
export function pushCommand({ io, progress }) {
    return new Command('push')
        .argument('<folder>', 'a run folder, or an export')
        .argument('<id>', 'the repository, owner/name; it is made where it is not there')
        .option('--yes', 'upload')
        .option('--private', 'make the repository private, or refuse a public one')
        .option('--replace', 'replace the model that the repository has')
        .addHelpText('after', '\nOnly files of the model are uploaded: weights, configuration, tokenizer and model card. Documents, predictions, logs\n' +
        'and settings stay. HF_TOKEN holds a token that may write; nothing is sent without --yes.\n' +
        '\nExamples:\n  medspan push runs/medspan anna/disease-tagger\n' +
        '  medspan push runs/medspan anna/disease-tagger --private --yes\n')
        .action(async (written, id, options) => {
        const folder = await givenFolder(io, written);
        const { private: isPrivate = false, replace } = options;
        if (options.yes !== true) {
            const plan = await planPush(folder, id);
            showResult(io, options, { ...plan, isSent: false }, renderPlan(plan, isPrivate));
            return;
        }
        const pushed = await pushModel(folder, id, { isPrivate, replace, progress });
        showResult(io, options, { ...pushed, isSent: true }, `${renderFiles(pushed.files)}\n\n${pushed.address}`);
    });
}
function renderPlan({ files, address }, isPrivate) {
    const visibility = isPrivate ? 'private' : 'public, which --private changes';
    const card = files.some(({ path }) => path === 'README.md') ? '' : ', without a model card';
    return (`${renderFiles(files)}\n\nNothing was sent. With --yes these files, and no others, go to ${address} in one commit${card}; ` +
        `a repository that is not there is made (${visibility}).`);
}
function renderFiles(files) {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const rows = [
        ...files.map(({ path, bytes }) => [path, sizeOf(bytes)]),
        'line',
        ['', sizeOf(total)],
    ];
    return renderColumns(rows, { isRight: column => column === 1 });
}
function sizeOf(bytes) {
    return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
