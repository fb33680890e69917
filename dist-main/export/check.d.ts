import { DECODINGS } from '../nn/decoding.ts';
import type { TokenClassifier } from '../nn/model.ts';
import { type Progress } from '../progress.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
export interface CheckOptions {
    readonly tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix' | 'padId'>;
    readonly maxLength: number;
    /** Words of each. */
    readonly sentences: readonly (readonly string[])[];
    readonly threads?: number | undefined;
    readonly progress?: Progress | undefined;
}
/** How far the tags of the files are from each other, and from those that medspan gives. */
export interface TagComparison {
    /** How many words were tagged. */
    readonly words: number;
    /** How many of them have another best label in int8 than in float32. */
    readonly changed: number;
    /** How many have another tag than medspan's, in float32, by their best label: in float32 and in int8. */
    readonly argmax: {
        readonly float32: number;
        readonly int8: number;
    };
}
/**
 * Runs both files of an exported folder.
 * @throws MedspanError `output` where float32 does not compute what the model does, or int8 no numbers
 */
export declare function checkExport(folder: string, model: TokenClassifier, options: CheckOptions): Promise<TagComparison>;
/** What `config.json` says of decoding. */
export declare function usedDecoding({ medspan }: Readonly<Record<string, unknown>>): (typeof DECODINGS)[number];
