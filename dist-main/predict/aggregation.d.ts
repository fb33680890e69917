import type { Document, Mention } from '../text/document.ts';
import type { PaddedChunks } from '../tokenizer/align.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
/** transformers' `aggregation_strategy`: each piece for itself, or a word by its first piece, the mean, or the surest piece. */
export declare const AGGREGATIONS: readonly ["simple", "first", "average", "max"];
export type Aggregation = (typeof AGGREGATIONS)[number];
export interface AggregationOptions {
    readonly aggregation: Aggregation;
    /** The label set by id, as the model has it. */
    readonly labels: readonly string[];
    readonly maxLength: number;
    readonly tokenizer: Pick<Tokenizer, 'prefix' | 'suffix' | 'padId' | 'textPieces'>;
    readonly batchPieces: number;
    readonly temperature?: number | undefined;
    logits(batch: PaddedChunks): Promise<Float32Array>;
}
/**
 * Finds the mentions of documents with sentences.
 * @throws MedspanError `config` for a tokenizer whose pieces have no places in a text
 */
export declare function aggregateMentions(documents: readonly Document[], options: AggregationOptions): Promise<Mention[][]>;
