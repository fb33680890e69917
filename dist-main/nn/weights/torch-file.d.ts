import { type StoredTensors } from './stored.ts';
/**
 * The floating tensors of a file that PyTorch has saved, each read into an array of its own. Names that show the same
 * view of one storage (tied weights) share an array.
 * @throws MedspanError `input` where there is no such file, or it is damaged; `unsafe-input` where its pickle calls
 * for anything but tensors, where an entry is compressed, or the tensors would take more than twice the file.
 */
export declare function readTorchFile(path: string): Promise<StoredTensors>;
