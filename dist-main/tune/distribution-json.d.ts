import { type Distribution } from './distributions.ts';
/** The JSON text of a distribution, as `optuna.distributions.distribution_to_json` has it. */
export declare function formatDistribution(distribution: Distribution): string;
/** What reads distributions and keeps the last ones by their texts: the trials of a study have few. */
export declare function createDistributionParser(): (text: string) => Distribution;
/**
 * Reads a distribution from Optuna's JSON.
 *
 * @throws MedspanError `input` where the text is no distribution
 */
export declare function parseDistribution(text: string): Distribution;
