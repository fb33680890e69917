import type { Distributions, ParamValue } from '../distributions.ts';
import type { StudyView } from '../history.ts';
import { type Strategy } from './cma.ts';
import { type Margin, type MarginState } from './cma-margin.ts';
import { type CmaTransform } from './cma-transform.ts';
export interface CmaHistoryOptions {
    /** Where the search begins: a value for each numeric parameter; the middle of the cube where left out. */
    readonly x0?: Readonly<Record<string, ParamValue>>;
    /** The first standard deviation, in widths of the cube; a sixth where left out. */
    readonly sigma0?: number;
    /** λ: how many trials a generation has; `4 + ⌊3 ln n⌋` of n dimensions where left out. */
    readonly population?: number;
    /** Whether the covariance matrix is diagonal: for many parameters that have little to do with each other. */
    readonly separable?: boolean;
    /** Whether steps keep a least probability; not beside `separable`. */
    readonly margin?: boolean;
    /** Whether pruned trials count too, by their last report; false where left out. */
    readonly prunedTrials?: boolean;
}
/** Where Optuna keeps the point that a trial with margin was made of. */
export declare const pointKey = "x_for_tell";
/** The search on one space, as far as it is known. */
export declare class CmaHistory {
    #private;
    readonly key: string;
    /** Where trials note their generation; Optuna's key. */
    readonly generationKey: string;
    readonly strategy: Strategy;
    readonly transform: CmaTransform;
    readonly margin: Margin | undefined;
    /** @throws MedspanError `config` where `x0` is no point of the space */
    constructor(key: string, space: Distributions, options?: CmaHistoryOptions);
    /** Takes in the trials that are new. */
    update(study: StudyView): void;
    /** The state of the generation that is under way. */
    get now(): MarginState;
}
