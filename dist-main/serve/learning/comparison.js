/**
 * @file Whether a new model takes over: both tag the documents that are held out, and are compared as `medspan compare` does.
 *
 * The new model takes over where its F1 is not lower, or where it is lower by so little that chance may be the reason: less
 * than `tolerance`, and with p of the paired approximate randomisation not below `alpha`. Of fewer than
 * `fewestForChance` documents no difference can be told from chance: then it must not be lower.
 */
import { importCorpus } from "../../formats/index.js";
import { compareMicro } from "../../metrics/significance.js";
import { loadTagger } from "../../predict/trained-tagger.js";
import { silent } from "../../progress.js";
import { scoreTagger } from "../../score/tagger.js";
const tolerance = 0.02;
const alpha = 0.05;
/** Exchanging n documents in all ways, p is at least 2 / 2^n: with 6 it can be below 0.05. */
const fewestForChance = 6;
/** Lets both models tag the documents, one model after the other. */
export async function compareModels({ heldOut, types, before, after, threads }, load = model => loadTagger(model, { threads })) {
    const gold = await importCorpus([heldOut], { format: 'corpus', progress: silent });
    const score = async (model) => {
        const tagger = await load(model);
        try {
            return (await scoreTagger(tagger, gold, { types, progress: silent })).documents;
        }
        finally {
            await tagger.dispose();
        }
    };
    const [old, learnt] = [await score(before), await score(after)];
    return decide(compareMicro(learnt, old, { seed: 42 }), gold.length);
}
/** @param difference of the new model, and the one in use */
export function decide({ a, b, lower, upper, p }, documents) {
    const isFew = documents < fewestForChance;
    const isNotLower = a >= b;
    const isByChance = !isFew && b - a < tolerance && p.randomisation >= alpha;
    const few = isFew
        ? `; of ${documents} held-out documents no difference can be told from chance, which takes ${fewestForChance}`
        : '';
    const reason = isNotLower
        ? `its F1 is not lower${few}`
        : isByChance
            ? `its F1 is lower by less than ${tolerance}, and not significantly`
            : isFew
                ? `its F1 is lower${few}`
                : p.randomisation < alpha
                    ? 'its F1 is significantly lower'
                    : `its F1 is lower by ${tolerance} or more`;
    return {
        documents,
        before: b,
        after: a,
        lower,
        upper,
        p: p.randomisation,
        takesOver: isNotLower || isByChance,
        reason,
    };
}
