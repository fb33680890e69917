import { type Part, type SettledConfig } from '../config/config.ts';
import { type BaseModel } from '../hub/card.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { Language } from '../text/languages.ts';
import type { SourceFingerprint } from './identity.ts';
import type { PartCounts, PartResult } from './results.ts';
/** What a card is made of. */
export interface ModelCardFacts {
    /** The run folder's own name. */
    readonly name: string;
    readonly config: SettledConfig;
    readonly base: BaseModel;
    readonly sources: readonly SourceFingerprint[];
    /** By whose rules texts were cut into words; none where all came with words of their own. */
    readonly languages: readonly Language[];
    /** The types of the label set. */
    readonly types: readonly string[];
    readonly counts: Readonly<Record<Part, PartCounts>>;
    readonly evaluations: Readonly<Record<'validation' | 'test', Evaluation>>;
    /** Mentions of each type in the training part. */
    readonly training: Readonly<Record<string, number>>;
    readonly test: PartResult;
    /** Word pieces in a sequence. */
    readonly maxLength: number;
    /** Whether the folder has adapters alone, and not a whole model. */
    readonly isAdapter: boolean;
    /** Whether it is a decoder whose causal mask is lifted. */
    readonly isMaskLifted: boolean;
}
/** The card of a run: the same facts give the same text. */
export declare function formatModelCard(facts: ModelCardFacts): string;
/** A card that has no more than a name and one section, for a model of which nothing else is known. */
export declare function formatPlainCard(name: string, library: string, section: string): string;
/** Writes a card into a run folder, unless the user has made the one that is there. */
export declare function writeModelCard(runFolder: string, card: string): Promise<void>;
/** Whether the text of a card is as medspan writes it. */
export declare function isWrittenCard(card: string): boolean;
/** Whether a folder has a README.md that is not, or no longer, as medspan writes it. What is no file is read by nobody. */
export declare function isUsersCard(folder: string): Promise<boolean>;
