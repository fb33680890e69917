import type { PaddedChunks } from '../../../tokenizer/align.ts';
export interface ExportedModel {
    /** [B,T] -> [B,T,L] */
    logits(batch: PaddedChunks): Promise<Float32Array>;
    dispose(): Promise<void>;
}
/** @param model the path of the file, or its bytes */
export declare function openExportedModel(model: string | Uint8Array, threads?: number | undefined): Promise<ExportedModel>;
