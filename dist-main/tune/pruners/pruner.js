/**
 * @file The contract of a pruner: whether a trial that reports should go on.
 *
 * A pruner is a function of its options, the study and the trial, as a sampler is. `test/tune/pruner-contract.ts` tries
 * any pruner.
 */
/** Lets every trial end by itself. */
export function createNopPruner() {
    return { name: 'nop', prune: () => false };
}
