/**
 * @file A hyperparameter search as plain data: what its figures need, and what `study.json` says of parameters and
 * trials.
 */
export {};
