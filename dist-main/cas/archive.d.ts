/** A folder or archive: names relative to it, with `/`, sorted. */
export interface Tree {
    /** The path of the folder or archive; an archive inside another one is `outer.zip!inner.zip`. */
    readonly path: string;
    /** Whether its files are files by themselves. */
    readonly isOnDisk: boolean;
    readonly names: readonly string[];
    /** All that a copy has, in the archive's order; a folder's are its names. */
    readonly entries: readonly TreeEntry[];
    read(name: string): Promise<Uint8Array>;
    /** A file's bytes in pieces; those of hidden ones too. */
    pieces(name: string): AsyncIterable<Uint8Array>;
    /** Opens a ZIP file that lies in the tree. */
    inner(name: string): Promise<Tree>;
    /** What to call one of the files in messages. */
    pathOf(name: string): string;
    close(): void;
}
/** A file, or a folder that has an entry of its own, whose name ends in `/`; hidden ones too. */
export interface TreeEntry {
    readonly name: string;
    /** When it was changed last, where an archive says so. */
    readonly modified?: Date | undefined;
}
/** Limits on untrusted archives. */
export interface ArchiveLimits {
    /** Bytes, unpacked, of an archive and everything inside it. */
    readonly totalBytes: number;
    /** Unpacked over packed size of one entry, tested above 1 MiB; DEFLATE cannot exceed 1032. */
    readonly ratio: number;
    readonly entries: number;
}
export declare const archiveLimits: ArchiveLimits;
/** True where bytes begin as a ZIP does. */
export declare function isZip(head: Uint8Array): boolean;
/** Opens a folder, or a ZIP file. */
export declare function openTree(path: string, limits?: ArchiveLimits): Promise<Tree>;
/** The first 4,096 bytes of a file. */
export declare function readHead(path: string): Promise<Uint8Array>;
/** What a Mac puts beside files (`._name`, `.DS_Store`, `__MACOSX`), and whatever else is hidden. */
export declare function isHidden(name: string): boolean;
/** The files below a folder, sorted, without hidden ones; links to folders are not followed. */
export declare function listFolder(path: string): string[];
/** A file as a tree of its own, whose path is its folder's. */
export declare function fileTree(path: string): Tree;
