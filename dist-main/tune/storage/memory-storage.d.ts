import type { Storage, StorageOptions } from './storage.ts';
/** Makes a storage that lasts as long as the process. */
export declare function createMemoryStorage(options?: StorageOptions): Storage;
