/**
 * @file From the setting `loss` to a loss function: the losses by their names, with weights from the training part.
 */
import { ownValue } from "../../dictionary.js";
import { MedspanError } from "../../errors.js";
import { labelWeights, logitAdjustment } from "../../nn/class-weights.js";
import { OUTSIDE } from "../../text/tags.js";
/** How often each label [L] is the label of a word piece that counts. */
export function countLabels(examples, labels) {
    const counts = new Array(labels.labels.length).fill(0);
    for (const example of examples)
        for (const label of example.labels)
            if (label >= 0)
                counts[label] += 1;
    return counts;
}
/**
 * The loss that a setting names; its defaults have been filled in (`LOSSES`).
 *
 * - `cross-entropy`: weighted, if weights are set, as PyTorch weighs.
 * - `focal` (Lin et al. 2017), with or without weights.
 * - `class-balanced-focal` (Cui et al. 2019): focal, weighted by the effective number.
 * - `adaptive-class-balanced-focal`: focal, weighted by the inverse square root of the counts, over smoothed labels.
 * - `logit-adjustment` (Menon et al. 2021).
 * - `dice` (Li et al. 2020).
 * @param counts [L], see `countLabels`
 * @throws MedspanError `config` for a weight of a label that there is not
 */
export function createLoss(setting, labels, counts) {
    const { name, weights: given = 'none', beta = 0, gamma = 0, label_smoothing: labelSmoothing = 0 } = setting;
    const weights = given === 'none'
        ? undefined
        : typeof given === 'string'
            ? labelWeights(given, counts, { beta })
            : namedWeights(given, labels);
    switch (name) {
        case 'cross-entropy':
            return { kind: 'cross-entropy', weights, labelSmoothing, reduction: 'weights' };
        case 'focal':
            return { kind: 'cross-entropy', weights, labelSmoothing, gamma };
        case 'class-balanced-focal':
            return {
                kind: 'cross-entropy',
                weights: labelWeights('effective-number', counts, { beta }),
                labelSmoothing,
                gamma,
            };
        case 'adaptive-class-balanced-focal':
            return { kind: 'cross-entropy', weights: labelWeights('inverse-sqrt', counts), labelSmoothing, gamma };
        case 'logit-adjustment':
            return { kind: 'cross-entropy', labelSmoothing, adjustment: logitAdjustment(counts, setting.tau ?? 0) };
        case 'dice':
            return { kind: 'dice', alpha: setting.alpha ?? 0, smooth: setting.smooth ?? 0 };
    }
}
/** Weights by label (`B-T047`) or by type (`T047`); 1 where none is given. */
function namedWeights(given, labels) {
    const known = new Set([...labels.labels, ...labels.types]);
    for (const name of Object.keys(given))
        if (!known.has(name))
            throw new MedspanError('config', `expected a label or a type of this run, got ${JSON.stringify(name)}`, {
                where: { at: `loss.weights.${name}` },
                hint: `they are ${OUTSIDE}, ${labels.types.join(', ')}`,
            });
    return labels.labels.map(label => ownValue(given, label) ?? ownValue(given, label.slice(2)) ?? 1);
}
