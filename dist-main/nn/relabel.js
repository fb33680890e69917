/**
 * @file A token classifier for another label set: what it has learnt of the labels that both sets have stays, and the rest of
 * its head is drawn anew.
 */
import { mergeAdapters } from "./adapters.js";
import { CRF_END, CRF_START, CRF_TRANSITIONS } from "./crf.js";
import { classifierParameters, drawParameter } from "./parameters.js";
/**
 * The model with adapters merged into it, whose head has these labels, in this order.
 * @param seed of the rows that are new
 */
export function relabelModel(model, labels, seed) {
    const merged = mergeAdapters(model);
    const { encoder, settings } = merged;
    /** For each label its number in the old set, or -1. */
    const before = labels.map(label => merged.labels.indexOf(label));
    const parameters = new Map();
    const { name } = encoder.classifier;
    // Which of a tensor's dimensions count labels: the first ones of these, as many as are said.
    const byLabel = new Map([
        [`${name}.weight`, 1],
        [`${name}.bias`, 1],
        [CRF_TRANSITIONS, 2],
        [CRF_START, 1],
        [CRF_END, 1],
    ]);
    for (const [own, spec] of classifierParameters({ encoder, labels: labels.length, head: settings.head })) {
        const known = merged.parameters.get(own);
        const dimensions = byLabel.get(own);
        if (dimensions === undefined) {
            parameters.set(own, known);
            continue;
        }
        const data = drawParameter(own, spec, seed);
        const [rows, columns = 1] = known.shape;
        for (const [row, old] of before.entries()) {
            if (old < 0)
                continue;
            if (dimensions === 1)
                data.set(known.data.subarray(old * columns, (old + 1) * columns), row * columns);
            else
                for (const [column, oldColumn] of before.entries())
                    if (oldColumn >= 0)
                        data[row * labels.length + column] = known.data[old * rows + oldColumn];
        }
        parameters.set(own, { shape: spec.shape, data });
    }
    return { ...merged, labels, parameters };
}
