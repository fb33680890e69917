/**
 * @file The tensors that a pickle of PyTorch describes: storages by their keys, and views on them.
 *
 * Known are the globals that state dicts have: OrderedDict, the classes of storages, and the functions that make a
 * tensor or a parameter of a storage. A view (offset, shape and strides, in numbers) must lie in its storage.
 * Source: PyTorch, torch/_utils.py (`_rebuild_tensor_v2`), torch/serialization.py (`persistent_load`).
 */
import type { FloatType } from './floats.ts';
import { Made, type PickleReader } from './pickle-values.ts';
export interface StorageType {
    readonly bytes: number;
    /** Undefined for whole numbers. */
    readonly float?: FloatType;
}
export declare class Storage extends Made {
    readonly kind = "a storage";
    readonly key: string;
    readonly type: StorageType;
    /** Numbers in all of it. */
    readonly length: number;
    /** The part that a view of old PyTorch shows, in numbers. */
    readonly begin: number;
    readonly end: number;
    constructor(key: string, type: StorageType, length: number, begin: number, end: number);
}
/** A view on a storage. */
export declare class Tensor extends Made {
    readonly kind = "a tensor";
    readonly storage: Storage;
    /** Of its first number in the storage. */
    readonly offset: number;
    readonly shape: readonly number[];
    readonly strides: readonly number[];
    constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]);
}
/**
 * What globals and persistent ids of a state dict stand for: a tensor's view is held against its storage at once.
 * `storages` are those that the pickle has named so far, by their keys.
 */
export declare function createStateReader(): PickleReader & {
    readonly storages: Map<string, Storage>;
};
