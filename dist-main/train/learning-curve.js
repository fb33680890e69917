/**
 * @file Learning curves: how good models are that learn from a tenth, a quarter, half and all of the training part.
 *
 * Every point is an ordinary run in a folder of its own below the run folder, so that one that was interrupted goes on,
 * and one that is finished is not trained again. Shares are nested (corpus/share.ts), labels, validation and test the
 * same for all. Seeds change the training, not which documents a share has.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLabelPolicy, decideLabels } from "../corpus/labels.js";
import { takeShare } from "../corpus/share.js";
import { MedspanError } from "../errors.js";
import { bootstrapScores } from "../metrics/bootstrap.js";
import { parseScoredDocuments } from "../metrics/mentions.js";
import { readModelConfig } from "../nn/stored-model.js";
import { fingerprintModel, identityOf, isSameRun } from "../run/identity.js";
import { writeLearningCurve } from "../run/learning-curve.js";
import { readRunFile } from "../run/run-file.js";
import { FOLDER_LOCK, takeLock } from "../system/lock.js";
import { IGNORED_TYPE } from "../text/document.js";
import { readTokenizer } from "../tokenizer/stored-tokenizer.js";
import { modelFolder } from "./assembly.js";
import { prepareCorpus } from "./data/dataset.js";
import { countSentences } from "./encoded-corpus.js";
import { settle } from "./recipe.js";
import { train } from "./run.js";
import { checkSeeds, doResumable } from "./several.js";
export const DEFAULT_SHARES = [0.1, 0.25, 0.5, 1];
/**
 * Trains a model for every share and seed, in `<output_dir>/learning_curve/<share>-seed<seed>`, and scores it by
 * characters. `learning_curve.json` in the run folder is written after each of them, with the points so far. A finished
 * run in the run folder itself is taken for the whole training part with its seed.
 *
 * All seeds of a share take the same documents: what differs between them is training alone.
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue
 */
export async function learningCurve(config, options) {
    const { progress, signal } = options;
    const runFolder = config.training.output_dir;
    const { shares, seeds } = checkPoints(config, options);
    const points = [];
    const count = shares.length * seeds.length;
    const lock = await takeLock(join(runFolder, 'learning_curve', FOLDER_LOCK), { wait: false });
    const work = async () => {
        const inputs = await describeShares(config, shares, options);
        // Seeds outside: the first of them makes a whole curve before the second begins.
        for (const seed of seeds)
            for (const share of shares) {
                signal?.throwIfAborted();
                progress.info(`point ${points.length + 1} of ${count}: share ${share}, seed ${seed}`);
                const own = pointConfig(config, share, seed);
                const folder = (await isThere(runFolder, inputs.settle(own, share), inputs))
                    ? runFolder
                    : own.training.output_dir;
                if (folder !== runFolder)
                    await train(own, options);
                const { documents, mentions } = inputs.sizes.get(share);
                points.push({
                    share,
                    seed,
                    documents,
                    mentions,
                    validation: await scorePart(folder, 'validation', seed, options),
                    test: await scorePart(folder, 'test', seed, options),
                });
                points.sort((a, b) => a.share - b.share || a.seed - b.seed);
                await writeLearningCurve(runFolder, { points });
            }
    };
    try {
        await doResumable(work, {
            folder: join(runFolder, 'learning_curve'),
            signal,
            state: () => `${points.length} of ${count} points are finished`,
        });
    }
    finally {
        await lock.release();
    }
    return { points };
}
/** The shares ascending and the seeds as given, each once. */
function checkPoints(config, { shares = DEFAULT_SHARES, seeds = [config.training.seed] }) {
    for (const share of shares)
        if (!(share > 0 && share <= 1))
            throw new MedspanError('config', `expected shares above 0 and at most 1, got ${share}`);
    const once = checkSeeds(seeds);
    if (shares.length === 0 || seeds.length === 0)
        throw new MedspanError('config', 'expected at least one share and one seed');
    if (config.corpus.split.train_share < 1)
        throw new MedspanError('config', 'a learning curve takes shares of the whole training part', {
            where: { at: 'corpus.split.train_share' },
            hint: 'Leave the key out, and name the shares with --shares.',
        });
    return { shares: [...new Set(shares)].sort((a, b) => a - b), seeds: once };
}
/** The configuration of one point's run. */
function pointConfig(config, share, seed) {
    const { corpus, training } = config;
    return {
        ...config,
        corpus: { ...corpus, split: { ...corpus.split, train_share: share } },
        training: {
            ...training,
            seed,
            output_dir: join(training.output_dir, 'learning_curve', `${share}-seed${seed}`),
        },
    };
}
async function describeShares(config, shares, { progress, signal }) {
    // What there is to notice is said by each run.
    const quiet = { ...progress, info() { }, notice() { } };
    const folder = await modelFolder(config.model, { progress, signal });
    const model = await fingerprintModel(folder, (await readTokenizer(folder)).files);
    const { wholeTrain, sources } = await prepareCorpus(config, { progress: quiet, signal });
    const { decide } = createLabelPolicy(decideLabels(wholeTrain, config.labels), config.labels);
    const isLabelled = (types) => {
        const label = types.length === 0 ? undefined : decide(types).label;
        return label !== undefined && label !== IGNORED_TYPE;
    };
    const sizeOf = (corpus) => ({
        documents: corpus.length,
        sentences: countSentences(corpus),
        mentions: corpus.flatMap(({ mentions }) => mentions).filter(({ types }) => isLabelled(types)).length,
    });
    const { seed } = config.corpus.split;
    const sizes = new Map(shares.map(share => [share, sizeOf(takeShare(wholeTrain, share, seed))]));
    const described = await readModelConfig(folder);
    return {
        sources,
        model,
        sizes,
        settle: (own, share) => settle(own, described, { sentences: sizes.get(share).sentences, progress: quiet }),
    };
}
/** Whether a folder holds a finished run of a configuration. */
async function isThere(runFolder, config, { sources, model }) {
    const run = await readRunFile(runFolder);
    return run?.status === 'finished' && isSameRun(run.identity, identityOf(config, sources, model));
}
async function scorePart(runFolder, part, seed, { samples }) {
    const path = join(runFolder, `predictions.${part}.jsonl`);
    const documents = parseScoredDocuments(await readFile(path, 'utf8'), path);
    const { micro, macro } = bootstrapScores(documents, { seed, ...(samples !== undefined && { samples }) });
    return { micro: micro.f1, macro: macro.f1 };
}
