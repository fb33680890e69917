/**
 * @file The label list: which tags a model chooses between, and their numbers; and what becomes of a mention whose
 * types are not in it.
 *
 * A mention of a type below one of the list is one of that type too (the semantic network's links are `isa`), so by
 * default it gets the nearest ancestor as its label. That is how MedMentions ST21pv was made from the full corpus
 * (Mohan and Li 2019), and to call such words `O` would teach a model that a disease is no biologic function.
 */
import { type Corpus } from '../text/document.ts';
/** A tag's number is its index in `labels`: `O`, then `B-` and `I-` of each type, the types sorted. */
export interface LabelSet {
    readonly types: readonly string[];
    readonly labels: readonly string[];
    /** The number of a tag; undefined for one that is not in the list, such as `IGN`. */
    id(tag: string): number | undefined;
}
/** The class of every mention, where all are of one. */
export declare const ONE_CLASS = "Concept";
/** The part `labels` of a configuration. */
export interface LabelSettings {
    /**
     * `all` types of the training part; the 21 of MedMentions ST21pv; the 15 semantic groups, by abbreviation; the full
     * 127 of the semantic network; a list, which may name groups too; or one class, of which every mention is.
     */
    readonly types: 'all' | 'st21pv' | 'groups' | 'full' | 'one' | readonly string[];
    /** What becomes of a mention whose types are not in the list. */
    readonly unseen: 'nearest-ancestor' | 'outside' | 'ignore' | 'error';
    /** What becomes of it under `nearest-ancestor` where it has no ancestor in the list either. */
    readonly without_ancestor: 'outside' | 'ignore';
    /**
     * Which of several types labels a mention: the first that the list has, else the first with an ancestor there; the
     * first whatever it is; or the one deepest in the semantic network, of equally deep ones the first.
     */
    readonly concept_type: 'in-label-set' | 'first' | 'most-specific';
}
/**
 * How a type came to its label: it is one; an ancestor or its group is one; its words are `O` or do not count; or,
 * with `all`, it stays in the gold tags, where a tagger that has not seen it misses it.
 */
export type How = 'itself' | 'ancestor' | 'group' | 'outside' | 'ignored' | 'missed';
export interface LabelDecision {
    /** The type that labels the mention. */
    readonly type: string;
    /** `IGN` for words that do not count, undefined for words that are `O`. */
    readonly label: string | undefined;
    readonly how: How;
}
/** What became of the mentions of a type. */
export interface MappingRow extends LabelDecision {
    /** The type's name, where the semantic network has it. */
    readonly name: string | undefined;
    readonly mentions: number;
}
/** Labels mentions by their types. */
export interface LabelPolicy {
    readonly labelSet: LabelSet;
    /**
     * The label of a mention, counted in the mapping: `TagOptions.label`.
     * @throws MedspanError (`data`) under `unseen: error` for types that are not in the list
     */
    label(types: readonly string[]): string | undefined;
    /** The same, not counted. */
    decide(types: readonly string[]): LabelDecision;
    /** What was labelled so far, a row for each type and label: the most mentions first, then by type. */
    mapping(): MappingRow[];
}
/**
 * The label list of some types.
 *
 * @throws MedspanError (`data`) for no type at all, (`config`) for one that cannot be a type.
 */
export declare function createLabelSet(types: Iterable<string>): LabelSet;
/** The same of types that need not be written as tags, whatever they are called. */
export declare function labelSetOf(types: Iterable<string>): LabelSet;
/** The types of a list that does not depend on the training part; undefined for `all`. */
export declare function listedTypes(setting: LabelSettings['types']): readonly string[] | undefined;
/**
 * Decides the label list of a training corpus. With `all` it has each mention's first type, or its most specific one
 * where that labels it.
 *
 * @throws MedspanError (`data`) when there is no type, and when no mention would get one of the listed labels.
 */
export declare function decideLabels(train: Corpus, settings: LabelSettings): LabelSet;
/**
 * How mentions get their labels.
 *
 * With a list, `outside` is `O`: its types are all that is asked for. With `all`, every type is asked for, and what
 * training has not seen stays in the gold tags as it is, so that scores count it as missed; in the loss it does not
 * count, because it has no number.
 */
export declare function createLabelPolicy(labelSet: LabelSet, settings: LabelSettings): LabelPolicy;
/** Adds up the mappings of several parts. */
export declare function mergeMappings(mappings: Iterable<readonly MappingRow[]>): MappingRow[];
/**
 * A mapping as a table: a line for each type that has another label or none, and one over all others. Ends without
 * a line break; lines end without blanks.
 */
export declare function renderMapping(rows: readonly MappingRow[]): string;
