/** The name of the list. */
export declare const MANIFEST = ".medspan-files.json";
/** Whether a path, with `/`, stays below the folder that it is joined to. */
export declare function isPathBelow(path: unknown): path is string;
/** The content of a list. */
export declare function formatManifest(names: readonly string[]): string;
/** The files that a folder's list names; undefined where there is none that can be read. */
export declare function readManifest(folder: string): Promise<string[] | undefined>;
/** Whether all folders on the way to a file are folders, and no links to some. */
export declare function hasPlainParents(folder: string, name: string): Promise<boolean>;
/** Deletes files of a folder, and folders in it that are empty then. What is absent, or a folder, is passed over. */
export declare function removeFiles(folder: string, names: readonly string[]): Promise<void>;
/** What a folder holds besides some files, in sorted order: files below it, and links; not what is hidden. */
export declare function listOthers(folder: string, names: readonly string[]): Promise<string[]>;
