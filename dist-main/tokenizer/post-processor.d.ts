/**
 * @file Post-processors: which special pieces stand around a sequence.
 */
import { type Part, Steps } from './json-value.ts';
export interface Frame {
    readonly prefix: readonly number[];
    readonly suffix: readonly number[];
}
/**
 * What tokenizer.json puts around one sequence; nothing where the part is missing.
 * @throws MedspanError `input` for a kind that is not known, or a sequence that is not of segment 0.
 */
export declare function readFrame(part: Part, counted?: Steps): Frame;
