import { annotatorAgreement } from "./agreement.js";
import { bySource, corpusStats, lengthStats, } from "./stats.js";
import { dropStats, overlapStats, sharedStats, } from "./stats-overlaps.js";
import { typeStats } from "./stats-types.js";
/**
 * Describes a corpus that comes in one part or several.
 * @throws MedspanError (`data`) when mentions overlap and `overlap` is `error`
 */
export function describeCorpus(parts, options = {}) {
    const { overlap = 'longest', explain = false, top, partOfSpeech } = options;
    const all = parts.flatMap(({ corpus }) => corpus);
    const { stats: dropped, dropped: droppedMentions } = dropStats(all, overlap);
    const agreement = annotatorAgreement(all);
    return {
        ...corpusStats(all),
        parts: parts.length < 2
            ? {}
            : Object.fromEntries(parts.map(({ name, corpus }) => [name, { ...corpusStats(corpus), lengths: lengthStats(corpus) }])),
        sources: Object.fromEntries(bySource(all).map(({ name, corpus }) => [name, corpusStats(corpus)])),
        lengths: lengthStats(all),
        ...typeStats(all, { top, partOfSpeech }),
        overlaps: overlapStats(all),
        dropped,
        ...(explain ? { droppedMentions } : {}),
        shared: sharedStats(parts),
        ...(agreement === undefined ? {} : { agreement }),
    };
}
