/** @file The label set of a model's `config.json`. */
/** Names by their numbers, as `id2label` has them. */
export function labelsOf(id2label) {
    const ids = Object.keys(id2label).map(Number);
    return ids.sort((a, b) => a - b).map(id => id2label[id]);
}
