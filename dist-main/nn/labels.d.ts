/** @file The label set of a model's `config.json`. */
/** Names by their numbers, as `id2label` has them. */
export declare function labelsOf(id2label: Readonly<Record<string, string>>): string[];
