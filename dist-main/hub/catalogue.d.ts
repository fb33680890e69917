import type { Environment } from './settings.ts';
/** What there is to know of a model before one takes it. Sizes and licences are those that its page on the hub states. */
export interface CatalogueModel {
    /** As `model.name_or_path` takes it. */
    readonly id: string;
    /** By which people know it. */
    readonly name: string;
    /** What to take it for. */
    readonly purpose: string;
    readonly parameters: number;
    /** Bytes that are downloaded; 0 for what ships. */
    readonly download: number;
    readonly licence: string;
    /** D */
    readonly hiddenSize: number;
    /** Word pieces a second in training on two cores, measured: bench/results/train.jsonl, of this model or one of its shape. */
    readonly piecesPerSecond: number;
    /** What the figure was measured with, where that is not the whole model. */
    readonly how?: string;
}
export declare const CATALOGUE: readonly CatalogueModel[];
/** Whether a model is on this machine: it ships, or the cache of the hub has all of it. The network is not asked. */
export declare function isHere(id: string, env?: Environment): Promise<boolean>;
