/**
 * @file All that can be said about a corpus in numbers, as one value that is written as JSON.
 */
import type { TagOptions } from '../text/tags.ts';
import { type Agreement } from './agreement.ts';
import { type CorpusPart, type CorpusStats, type LengthStats } from './stats.ts';
import { type DroppedMention, type DropStats, type OverlapStats, type SharedStats } from './stats-overlaps.ts';
import { type PartOfSpeechTagger, type TypeStats } from './stats-types.ts';
/** A part of a corpus in numbers. */
export interface PartDescription extends CorpusStats {
    readonly lengths: LengthStats;
}
/** A corpus in numbers; the counts of all of it stand at the top. */
export interface CorpusDescription extends CorpusStats, TypeStats {
    readonly lengths: LengthStats;
    /** By name, where the corpus comes in parts. */
    readonly parts: Readonly<Record<string, PartDescription>>;
    /** By the corpus that documents were merged from, or their file. */
    readonly sources: Readonly<Record<string, CorpusStats>>;
    readonly overlaps: OverlapStats;
    readonly dropped: DropStats;
    /** Every dropped mention, where it was asked for. */
    readonly droppedMentions?: readonly DroppedMention[];
    /** What the other parts share with the one that a tagger learns from; empty where there is one part. */
    readonly shared: readonly SharedStats[];
    /** Where documents come in versions by several annotators. */
    readonly agreement?: Agreement;
}
export interface DescriptionOptions {
    /** How a tagger would choose between mentions that share characters. Default: `longest`. */
    readonly overlap?: TagOptions['overlap'] | undefined;
    /** Whether to list every mention that it drops. */
    readonly explain?: boolean | undefined;
    /** How many forms and suffixes of each type to list. Default: 20. */
    readonly top?: number | undefined;
    readonly partOfSpeech?: PartOfSpeechTagger | undefined;
}
/**
 * Describes a corpus that comes in one part or several.
 * @throws MedspanError (`data`) when mentions overlap and `overlap` is `error`
 */
export declare function describeCorpus(parts: readonly CorpusPart[], options?: DescriptionOptions): CorpusDescription;
