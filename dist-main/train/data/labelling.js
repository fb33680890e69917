/**
 * @file How a run labels the three parts of its corpus: `labels.json`, and what there is to report of it.
 */
import { createLabelPolicy, mergeMappings, renderMapping, } from "../../corpus/labels.js";
import { OUTSIDE } from "../../text/tags.js";
export function createPolicies(labels, settings) {
    const create = () => createLabelPolicy(labels, settings);
    return { train: create(), validation: create(), test: create() };
}
/** What `labels.json` says once the parts are tagged. */
export function labelsFile(policies, settings) {
    const { types, labels } = policies.train.labelSet;
    const rows = (part) => policies[part].mapping().map(row => ({ ...row, label: row.label ?? OUTSIDE }));
    return {
        settings,
        types,
        labels,
        mapping: { train: rows('train'), validation: rows('validation'), test: rows('test') },
    };
}
/**
 * Prints the mapping over all parts, and notices (`label-untrained`) which labels no mention of the training part
 * has: a tagger will not find them.
 */
export function reportLabels(policies, progress) {
    const train = policies.train.mapping();
    const mapping = mergeMappings([train, policies.validation.mapping(), policies.test.mapping()]);
    progress.info(renderMapping(mapping));
    const trained = new Set(train.map(({ label }) => label));
    const missing = policies.train.labelSet.types.filter(type => !trained.has(type));
    if (missing.length === 0)
        return;
    progress.notice({
        code: 'label-untrained',
        message: `labels have no mention in the training part, and a tagger will not find them: ${missing.join(', ')}`,
        count: missing.length,
    });
}
