import type { ServedVersion } from '../contract.ts';
import type { MentionCache } from './cache.ts';
import type { PredictionRequest } from './messages.ts';
export interface Prediction {
    /** Tags what is not known yet. */
    tag(options: TaggingLimits): Promise<void>;
    /** The CAS, with what is found so far. */
    format(): string;
    /** How much of what was asked for is tagged, in stretches. */
    readonly done: number;
    readonly all: number;
}
export interface TaggingLimits {
    /** Whether the time is over: the stretch that is being tagged is the last one. */
    readonly isOver: () => boolean;
    /** Aborted when nobody waits for the answer: nothing more is tagged. */
    readonly signal: AbortSignal;
}
/**
 * Reads a request.
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format, or without what
 *   predictions need
 */
export declare function startPrediction(request: PredictionRequest, { version, tagger }: ServedVersion, { name, cache }: {
    readonly name: string;
    readonly cache: MentionCache;
}): Prediction;
