/**
 * @file Files of safetensors, of which no more is in memory than is wanted.
 */
import { type FloatTensor, type TensorSpec } from '../tensors.ts';
import { type StoredTensors } from './stored.ts';
/**
 * The floating tensors of a file, tensor by tensor, each straight into an array of its own.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export declare function readSafetensorsTensors(path: string): Promise<StoredTensors>;
/**
 * The same with those numbers alone that are wanted: of other tensors only what the header says.
 * @throws MedspanError as `readSafetensorsTensors`
 */
export declare function outlineSafetensors(path: string, isWanted: (name: string) => boolean): Promise<StoredTensors<TensorSpec>>;
/**
 * Reads the header of a file and holds it against the file's length: what was cut off or is none is found without
 * reading the tensors.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export declare function checkSafetensorsFile(path: string): Promise<void>;
/** Like `parseSafetensors`, from a file, tensor by tensor, so that the file is never in memory twice. */
export declare function readSafetensorsFile(path: string): Promise<Map<string, FloatTensor>>;
