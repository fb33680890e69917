import { type LoadedClassifier } from '../nn/model.ts';
import { type ReadFile } from './files.ts';
/**
 * Reads a trained model for its numbers, of which our own graph is made.
 * @param pieces how many the tokenizer has
 * @throws MedspanError `input` when a file is missing or broken
 */
export declare function readClassifier(read: ReadFile, config: Uint8Array, pieces: number): Promise<LoadedClassifier>;
