/**
 * @file How a run labels the three parts of its corpus: `labels.json`, and what there is to report of it.
 */
import type { Part } from '../../config/config.ts';
import { type LabelPolicy, type LabelSet, type LabelSettings, type MappingRow } from '../../corpus/labels.ts';
import type { Progress } from '../../progress.ts';
/** The policies of the parts of a run, each with its own count. */
export type PartPolicies = Readonly<Record<Part, LabelPolicy>>;
export declare function createPolicies(labels: LabelSet, settings: LabelSettings): PartPolicies;
/** The content of `labels.json`. */
export interface LabelsFile {
    /** How labels were to be chosen. */
    readonly settings: LabelSettings;
    readonly types: readonly string[];
    /** The tags, by their numbers. */
    readonly labels: readonly string[];
    /** What became of the mentions of each type, by part. */
    readonly mapping: Readonly<Record<Part, readonly MappingRow[]>>;
}
/** What `labels.json` says once the parts are tagged. */
export declare function labelsFile(policies: PartPolicies, settings: LabelSettings): LabelsFile;
/**
 * Prints the mapping over all parts, and notices (`label-untrained`) which labels no mention of the training part
 * has: a tagger will not find them.
 */
export declare function reportLabels(policies: PartPolicies, progress: Progress): void;
