/**
 * @file Unigram language model (Kudo 2018): of all ways to cut a word into pieces, the one with the highest sum of
 * scores, found in one pass from left to right (Viterbi).
 */
import type { Part } from './json-value.ts';
import type { Model } from './model.ts';
/**
 * @param part the model of tokenizer.json: `vocab` is a list of [piece, score], an id is a place in it.
 * @throws MedspanError `input` when an entry is no such pair, or `unk_id` names none.
 */
export declare function createUnigram(part: Part): Model;
