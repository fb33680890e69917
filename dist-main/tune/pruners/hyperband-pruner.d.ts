import type { Pruner } from './pruner.ts';
export interface HyperbandPrunerOptions {
    /** The step of the first rung of the first bracket; 1 where left out. */
    readonly minResource?: number;
    /**
     * How many steps the longest trial has. `auto`, where left out: one more than the last step of the complete trials that
     * are there when a process first asks; no trial is ended before. Give it where several processes work.
     */
    readonly maxResource?: number | 'auto';
    /** 3 where left out. */
    readonly reductionFactor?: number;
    /** So many trials are ended at each rung of each bracket before one may pass; 0 where left out, and with `auto`. */
    readonly bootstrapCount?: number;
}
/** CRC-32 (ISO 3309, the reflected polynomial 0xedb88320) of a text in UTF-8. */
export declare function crc32(text: string): number;
/** The share of trials that each bracket has, as whole numbers; no bracket where the greatest resource is below the least. */
export declare function bracketShares(minResource: number, maxResource: number, reductionFactor: number): number[];
/** @throws MedspanError `config` */
export declare function createHyperbandPruner(options?: HyperbandPrunerOptions): Pruner;
