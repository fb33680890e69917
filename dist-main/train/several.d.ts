/**
 * Seeds as they are given, each once.
 * @throws MedspanError `config`
 */
export declare function checkSeeds(seeds: readonly number[]): number[];
/**
 * Does work that goes on where it was when it is done again.
 * @param state says how far it has come
 * @throws MedspanError `interrupted` where the signal has ended it in order, with the folder and the state
 */
export declare function doResumable<T>(work: () => Promise<T>, { folder, signal, state, }: {
    readonly folder: string;
    readonly signal: AbortSignal | undefined;
    readonly state: () => string;
}): Promise<T>;
/**
 * Works on items in their order, on some of them at the same time. When work on one fails, that on others ends in order
 * first.
 * @throws what work on the first item to fail threw
 */
export declare function workInParallel<Item>(items: readonly Item[], { jobs, signal, work, }: {
    readonly jobs: number;
    readonly signal: AbortSignal | undefined;
    readonly work: (item: Item, signal: AbortSignal) => Promise<void>;
}): Promise<void>;
