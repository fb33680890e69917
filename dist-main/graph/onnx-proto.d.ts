/** `TensorProto.DataType`. */
export declare const DATA_TYPE: {
    readonly float: 1;
    readonly int8: 3;
    readonly int32: 6;
    readonly int64: 7;
    readonly bool: 9;
    readonly double: 11;
    readonly uint32: 12;
};
export type DataType = (typeof DATA_TYPE)[keyof typeof DATA_TYPE];
export type AttributeValue = {
    readonly int: number;
} | {
    readonly float: number;
} | {
    readonly ints: readonly number[];
} | {
    readonly string: string;
} | {
    readonly graph: OnnxGraph;
};
export interface OnnxNode {
    readonly op: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly attributes?: Readonly<Record<string, AttributeValue>>;
}
export interface OnnxTensor {
    readonly name: string;
    readonly dims: readonly number[];
    readonly dataType: DataType;
    /** Little-endian. */
    readonly bytes: Uint8Array;
}
export interface OnnxValue {
    readonly name: string;
    readonly dataType: DataType;
    readonly shape: readonly (number | string)[];
}
export interface OnnxGraph {
    readonly name: string;
    readonly nodes: readonly OnnxNode[];
    readonly inputs: readonly OnnxValue[];
    readonly outputs: readonly OnnxValue[];
}
export interface OnnxModel extends OnnxGraph {
    readonly opset: number;
    readonly initializers: readonly OnnxTensor[];
    /** `metadata_props` */
    readonly metadata?: Readonly<Record<string, string>> | undefined;
}
/** A model in pieces that follow one another, and the numbers that it has in another file, if it has one. */
export interface OnnxPieces {
    readonly model: Uint8Array[];
    readonly data: Uint8Array[];
}
/**
 * Serialises a `ModelProto`.
 * @param location the name of a file beside it for the numbers of larger tensors; left out, all are in the model
 */
export declare function formatOnnx(model: OnnxModel, location?: string | undefined): OnnxPieces;
