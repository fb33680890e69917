type Environment = Readonly<Record<string, string | undefined>>;
/**
 * The mark of what is written into a folder; undefined where no key can be kept, and then nothing is known for the user's.
 * @param contents what it is, and all that must be as it was
 */
export declare function markOwn(folder: string, contents: readonly string[], env?: Environment): Promise<string | undefined>;
/** Whether a mark is the user's, of these contents in this folder. */
export declare function isOwn(mark: string | undefined, folder: string, contents: readonly string[], env?: Environment): Promise<boolean>;
export {};
