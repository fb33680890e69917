import type { Model } from './model.ts';
import type { Normalizer } from './normalizer.ts';
/** A piece, and what of the text it is of. */
export interface TextPiece {
    readonly id: number;
    readonly begin: number;
    readonly end: number;
    /** Whether it continues a word, by the rule of transformers' pipelines: as text it is not as long as what it is of. */
    readonly isSubword: boolean;
}
export interface TextPiecesOptions {
    /** BertNormalizer, which changes each character for itself. */
    readonly normalize: Normalizer;
    /** WordPiece. */
    readonly model: Model;
    /** What its pieces within a word begin with: `##`. */
    readonly prefix: string;
    readonly unknownId: number;
}
/** Makes what cuts texts. */
export declare function createTextPieces({ normalize, model, prefix, unknownId, }: TextPiecesOptions): (text: string) => TextPiece[];
