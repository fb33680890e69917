/** `ModelProto.SentencePiece`. */
export interface SentencePiece {
    readonly piece: string;
    readonly score: number;
    /** 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
    readonly type: number;
}
export interface SentencePieceModel {
    readonly pieces: readonly SentencePiece[];
    /** `TrainerSpec.unk_id` */
    readonly unkId: number;
    /** `NormalizerSpec.precompiled_charsmap`; undefined where it is empty. */
    readonly charsmap: Uint8Array | undefined;
}
/**
 * Reads a SentencePiece model.
 * @param path where the bytes are from, for errors
 * @throws MedspanError `input` when it is cut short, no such model, or not a unigram model.
 */
export declare function parseSentencePiece(bytes: Uint8Array, path: string): SentencePieceModel;
