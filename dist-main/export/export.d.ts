import { type TokenClassifier } from '../nn/model.ts';
import { type Progress } from '../progress.ts';
import { type TagComparison } from './check.ts';
export interface ModelExportOptions {
    /** Of the arithmetic with which the export is checked; left out, one a core. */
    readonly threads?: number | undefined;
    readonly progress?: Progress | undefined;
}
export interface ModelExport {
    /** What was written, and the bytes of each. */
    readonly files: ReadonlyMap<string, number>;
    /** How others' tags differ. */
    readonly tags: TagComparison & {
        /** Whether that was measured on the run's test part. */
        readonly isTestPart: boolean;
    };
}
/**
 * Exports a run folder, or any folder of a token classifier whose family medspan has.
 * @throws MedspanError `input` for a folder that is broken or of another family; `output` where the export cannot be
 * written or does not compute what the model does: then nothing is left of it
 */
export declare function exportModel(folder: string, output: string, { threads, progress }?: ModelExportOptions): Promise<ModelExport>;
/**
 * Both files, in pieces; weights that are too large for one have a file of their own, `onnx/model.onnx_data`.
 * @param limit of a file of ONNX, in bytes
 */
export declare function onnxFiles(model: TokenClassifier, limit?: number): [name: string, pieces: Uint8Array[]][];
