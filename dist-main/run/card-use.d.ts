/**
 * @file How a model is used, as its card says it: a run's folder, and an export's files of ONNX.
 */
import type { DECODINGS, HEADS } from '../nn/decoding.ts';
/** What of a model others' loaders leave out. */
export interface DecodingFacts {
    readonly head: (typeof HEADS)[number];
    readonly decoding: (typeof DECODINGS)[number];
    /** Whether it is a decoder whose causal mask is lifted. */
    readonly isMaskLifted: boolean;
}
export interface RunUse extends DecodingFacts {
    /** Whether the folder has adapters alone, and not a whole model. */
    readonly isAdapter: boolean;
    /** Whether the model that it was made from has an id on the hub. */
    readonly hasBaseId: boolean;
}
/** Files of an export, and how others' tags differ from medspan's. */
export interface ExportUse extends DecodingFacts {
    readonly isOfTransformersJs: boolean;
    /** Words that were compared. */
    readonly words: number;
    /** Whether they are of the test part. */
    readonly isTestPart: boolean;
    /** How many of them have another tag than medspan's by their best label, in float32 and in int8. */
    readonly argmax: {
        readonly float32: number;
        readonly int8: number;
    };
}
/** The use of a run's folder. */
export declare function renderRunUse({ isAdapter, hasBaseId, ...decoding }: RunUse): string;
/** The use of an export. */
export declare function renderExportUse({ isOfTransformersJs, words, isTestPart, argmax, ...decoding }: ExportUse): string;
