import { type FloatTensor, type NamedTensors } from '../tensors.ts';
/** The files of an export, where transformers.js looks for them: in float32, and in int8. */
export declare const ONNX_MODEL = "onnx/model.onnx";
export declare const ONNX_QUANTIZED = "onnx/model_quantized.onnx";
/** The file with the numbers of one that would be too large. */
export declare const onnxDataOf: (path: string) => string;
export interface Initializer {
    readonly dims: readonly number[];
    readonly dataType: number;
    /** Its numbers, or where they begin in the file beside this one. */
    readonly bytes: Uint8Array | number;
    /** Of its numbers, in bytes. */
    readonly length: number;
}
/** A chain's parameters, as `metadata_props` has them: JSON of numbers, in as many lists as the shape has axes. */
export declare function formatMetadata(parameters: NamedTensors): Record<string, string>;
export interface OnnxModel {
    /** By the names of their parameters. */
    readonly initializers: ReadonlyMap<string, Initializer>;
    /** The parameters of a chain over labels, which are in the metadata. */
    readonly chain: NamedTensors;
}
/**
 * @param path what errors call the file
 * @throws MedspanError `input` for what is no model of ONNX; `unsafe-input` where it names other files, or is too large
 */
export declare function parseOnnxModel(bytes: Uint8Array, path: string): OnnxModel;
/**
 * The floating numbers of a model as float32, those in int8 too, as `quantize.ts` has them.
 * @param path what errors call the file
 * @param readApart reads what stands in the file beside it, in the model's order
 */
export declare function readInitializers({ initializers, chain }: OnnxModel, path: string, readApart: (name: string, begin: number, length: number) => Promise<Uint8Array>): Promise<Map<string, FloatTensor>>;
