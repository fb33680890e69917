/**
 * @file From the setting `loss` to a loss function: the losses by their names, with weights from the training part.
 */
import type { Config } from '../../config/schema.ts';
import type { LabelSet } from '../../corpus/labels.ts';
import type { LossFunction } from '../../nn/losses.ts';
import type { Example } from '../data/batches.ts';
type LossSetting = Config['loss'];
/** How often each label [L] is the label of a word piece that counts. */
export declare function countLabels(examples: readonly Example[], labels: LabelSet): number[];
/**
 * The loss that a setting names; its defaults have been filled in (`LOSSES`).
 *
 * - `cross-entropy`: weighted, if weights are set, as PyTorch weighs.
 * - `focal` (Lin et al. 2017), with or without weights.
 * - `class-balanced-focal` (Cui et al. 2019): focal, weighted by the effective number.
 * - `adaptive-class-balanced-focal`: focal, weighted by the inverse square root of the counts, over smoothed labels.
 * - `logit-adjustment` (Menon et al. 2021).
 * - `dice` (Li et al. 2020).
 * @param counts [L], see `countLabels`
 * @throws MedspanError `config` for a weight of a label that there is not
 */
export declare function createLoss(setting: LossSetting, labels: LabelSet, counts: readonly number[]): LossFunction;
export {};
