import type { Progress } from '../progress.ts';
import type { Corpus } from '../text/document.ts';
import { type OfficialLists } from './split-official.ts';
import { type Splits } from './split-table.ts';
export type { Splits };
/**
 * What is dealt out. `document`: documents; the shares count them. `group`: groups of documents (`Document.group`); the
 * shares count groups. `sentence`: every sentence becomes a document of its own, of the group that was its document:
 * sentences of one document may then land in two splits, which leaks, and is counted.
 */
export type SplitUnit = 'document' | 'group' | 'sentence';
interface CommonOptions {
    readonly by?: SplitUnit | undefined;
    readonly seed: number;
    /** 1 balances types, 2 pairs of types too. Default 1. */
    readonly order?: 1 | 2 | undefined;
    readonly progress?: Progress | undefined;
}
export interface SplitOptions extends CommonOptions {
    /** The shares of training, validation and test; they add up to 1. A split with the share 0 is left empty. */
    readonly ratios: readonly [number, number, number];
    /** Lists of ids that say where every document goes; then nothing is dealt out. */
    readonly official?: OfficialLists | undefined;
}
export interface FoldOptions extends CommonOptions {
    /** How many parts of equal size; at least 3. */
    readonly folds: number;
}
/**
 * Divides a corpus; each split keeps the corpus' order.
 *
 * Counted notices: `duplicates-together`, `duplicates-many`, `document-cut` (by sentence), and with official lists
 * those of `splitOfficially`.
 * @throws MedspanError (`data`) when there are fewer distinct documents than splits, so that one would be empty, and
 * when groups are asked for and no document has one; (`config`) for shares that do not add up to 1.
 */
export declare function splitCorpus(corpus: Corpus, options: SplitOptions): Splits;
/**
 * Divides a corpus for k-fold cross-validation: in the i-th of the results part i is the test, the next one (after
 * the last the first) the validation, and the rest the training; so every document is tested once.
 *
 * @throws MedspanError as `splitCorpus` does, and (`config`) for fewer than 3 folds.
 */
export declare function splitFolds(corpus: Corpus, options: FoldOptions): Splits[];
