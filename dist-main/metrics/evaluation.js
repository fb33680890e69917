/**
 * @file All that is said of a part: scores with intervals, by type, group and ancestor, errors, what was seen,
 * calibration. Plain JSON; a function of the documents and of what training knew.
 *
 * Mentions are counted by characters, so that one that no tag can express counts as missed; `lost` says how many.
 */
import { ancestorsOf as ancestorsInNetwork, groupOf as networkGroupOf } from "../concepts/semantic-network.js";
import { ownValue } from "../dictionary.js";
import { formOf } from "../text/document.js";
import { bootstrapScores } from "./bootstrap.js";
import { calibrate, listOutcomes } from "./calibration.js";
import { countMentions, sumCounts } from "./counts.js";
import { analyseErrors } from "./error-analysis.js";
import { scoreMapped } from "./mapped.js";
import { scoreSeen } from "./seen.js";
import { scoreSemeval } from "./semeval.js";
/**
 * Evaluates a part.
 * @throws MedspanError `config` for less than one sample or a confidence outside (0, 1), `data` for a score outside [0, 1]
 */
export function evaluateDocuments(documents, options) {
    const { training, groupOf = groupInNetwork, ancestorsOf = ancestorsInNetwork } = options;
    const bootstrap = bootstrapScores(documents, options);
    const semeval = scoreSemeval(documents);
    const errors = analyseErrors(documents);
    const lost = countTypes(documents.flatMap(({ gold }) => gold.filter(isLost)));
    const matrix = countMentions(documents);
    const totals = new Int32Array(3 * matrix.types.length);
    sumCounts(matrix, new Int32Array(matrix.documents).fill(1), totals);
    const types = matrix.types.map((type, index) => {
        const [correct, predicted, gold] = totals.subarray(3 * index, 3 * index + 3);
        return [
            type,
            {
                ...(training && { training: ownValue(training.counts, type) ?? 0 }),
                correct: correct,
                predicted: predicted,
                gold: gold,
                lost: lost.get(type) ?? 0,
                scores: bootstrap.types.get(type),
                semeval: semeval.types.get(type),
                errors: errors.types.get(type),
            },
        ];
    });
    const sum = (key) => types.reduce((total, [, each]) => total + each[key], 0);
    const uncalibrated = listOutcomes(documents, 'uncalibrated');
    const above = new Set(matrix.types.flatMap(ancestorsOf));
    return {
        documents: documents.length,
        correct: sum('correct'),
        predicted: sum('predicted'),
        gold: sum('gold'),
        lost: sum('lost'),
        micro: bootstrap.micro,
        macro: bootstrap.macro,
        types: Object.fromEntries(types),
        semeval: semeval.overall,
        classes: errors.classes,
        confusions: errors.confusions,
        ...(training && {
            seen: scoreSeen(documents, training.forms, ({ text = '' }, mention) => formOf({ text }, mention)),
        }),
        calibration: calibrate(listOutcomes(documents)),
        ...(uncalibrated.length > 0 && { uncalibrated: calibrate(uncalibrated) }),
        groups: scoreMapped(documents, type => [groupOf(type)].filter(name => name !== undefined)),
        ancestors: scoreMapped(documents, type => [...ancestorsOf(type), ...(above.has(type) ? [type] : [])]),
        resampling: { seed: options.seed, samples: bootstrap.samples, confidence: bootstrap.confidence },
    };
}
const groupInNetwork = (type) => networkGroupOf(type)?.abbreviation;
const isLost = ({ lost }) => lost === true;
function countTypes(mentions) {
    const counts = new Map();
    for (const { type } of mentions)
        counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
}
