/**
 * @file A worker: runs trials as long as it is let, with one corpus for all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MedspanError } from "../errors.js";
import { changedSources, fingerprintModel } from "../run/identity.js";
import { readTokenizer } from "../tokenizer/stored-tokenizer.js";
import { modelFolder } from "../train/assembly.js";
import { shareCorpora } from "../train/encoded-corpus.js";
import { openStudy } from "./study-folder.js";
import { runTrial } from "./trial-run.js";
/** How often a worker asks again that was told to wait. */
const waitMs = 1000;
/**
 * Runs trials until there are enough, or the signal aborts.
 *
 * @throws MedspanError where no trial could go on: a full disk, a damaged storage, a corpus that is not the study's
 */
export async function work(search, options) {
    const { progress, signal, next } = options;
    const opened = await openStudy(search, { progress });
    try {
        let corpora;
        for (;;) {
            const verdict = await next();
            if (verdict === 'stop')
                return;
            if (verdict === 'wait')
                await sleep(waitMs, undefined, { signal }).catch(() => undefined);
            else {
                corpora ??= await openCorpora(search, opened.study, options);
                await runTrial(search, opened, { ...options, corpora });
            }
        }
    }
    finally {
        await opened.storage.close();
    }
}
/** Where a study notes what all its trials learn from. */
const inputsKey = 'material';
/** Reads the corpus for all trials, and makes sure that it, and the model, are those that the study began with. */
async function openCorpora(search, study, { progress, signal }) {
    const corpora = shareCorpora();
    const { sources } = await corpora(search.config, { progress, signal });
    const inputs = {
        sources: sources.map(source => ({ ...source })),
        model: await modelOf(search, { progress, signal }),
    };
    const noted = (await study.userAttributes())[inputsKey];
    if (noted === undefined) {
        await study.setUserAttribute(inputsKey, inputs);
        return corpora;
    }
    const changed = changedInputs(noted, inputs);
    if (changed.length === 0)
        return corpora;
    throw new MedspanError('data', `the documents or the model are not those that the study began with\n  ${changed.join('\n  ')}`, { hint: 'Restore them, or choose another tuning.output_dir: scores could not be compared.' });
}
async function modelOf({ config, tuning }, options) {
    if ('model.name_or_path' in tuning.search)
        return {};
    const folder = await modelFolder(config.model, options);
    return fingerprintModel(folder, (await readTokenizer(folder)).files);
}
function changedInputs(before, now) {
    const gone = before.sources.filter(({ name }) => !now.sources.some(source => source.name === name));
    const files = [...new Set([...Object.keys(before.model), ...Object.keys(now.model)])].sort();
    return [
        ...changedSources(before.sources, now.sources),
        ...gone.map(({ name }) => `the source ${name} is gone`),
        ...files
            .filter(name => before.model[name] !== now.model[name])
            .map(name => `${name} of the model folder is another one`),
    ];
}
