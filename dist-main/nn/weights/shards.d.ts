export type WeightsExtension = '.safetensors' | '.bin';
/**
 * From each tensor's name to the name of its file, which lies in the folder of the index.
 * @throws MedspanError `input` where it is no index; `unsafe-input` where a file would lie elsewhere, or is of
 * another kind, or the index is longer than that of any model.
 */
export declare function parseShardIndex(text: string, path: string, extension: WeightsExtension): Map<string, string>;
