/**
 * @file WordPiece: the longest piece of the vocabulary first, again and again (Devlin et al. 2019).
 */
import type { Part } from './json-value.ts';
import type { Model } from './model.ts';
/** @throws MedspanError `input` when fields are of the wrong kind or the vocabulary has no unknown piece. */
export declare function createWordPiece(part: Part, vocabulary: ReadonlyMap<string, number>): Model;
