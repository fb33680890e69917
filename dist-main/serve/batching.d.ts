import { type Tagger } from '../predict/tagger.ts';
import type { ServedModels } from './contract.ts';
/** Does one thing after the other, in order. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;
export declare function createTurns(): InTurn;
interface BatchingOptions {
    readonly inTurn: InTurn;
    /** Is told of words that were tagged. */
    readonly counted: (words: number) => void;
}
/** The same models, whose taggers share batches and take turns. */
export declare function shareModels(models: ServedModels, counted?: (words: number) => void): ServedModels;
/** The same tagger, for callers that do not know of each other. An error of one document is that of its caller alone. */
export declare function createSharedTagger(tagger: Tagger, { inTurn, counted }: BatchingOptions): Tagger;
export {};
