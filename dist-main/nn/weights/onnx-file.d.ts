import { type StoredTensors } from './stored.ts';
/** Protocol buffers end here. */
export declare const maxOnnxBytes: number;
/**
 * Reads a file whole, and copies each tensor out of it.
 * @throws MedspanError `input` for what is no such file; `unsafe-input` where it names other files, or is too large
 */
export declare function readOnnxFile(path: string): Promise<StoredTensors>;
