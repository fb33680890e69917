/**
 * @file Taggers that are loaded when they are needed, a bounded number at a time: the one that has not been used for longest
 * makes room, and none while it is used.
 */
import { MedspanError } from '../../errors.ts';
import type { Tagger } from '../../predict/tagger.ts';
export interface Taggers {
    /** Does some work with the tagger of a model, which stays usable until it has ended; waits where all others are in use. */
    use<T>(model: string, work: (tagger: Tagger) => Promise<T>): Promise<T>;
    /** Says that nobody will ask for a model any more: its tagger goes as soon as its last use has ended. */
    retire(model: string): void;
    /** Waits for the uses under way. */
    close(): Promise<void>;
}
export declare function createTaggers(load: (model: string) => Promise<Tagger>, most: number): Taggers;
/** What is asked for is not done any more. */
export declare function endingError(): MedspanError;
