import type { TreeEntry } from './archive.ts';
/** A file, or a folder, whose name ends in `/`. */
export interface WrittenEntry extends TreeEntry {
    /** A folder has none. */
    readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}
/**
 * The bytes of an archive, in pieces. An entry is asked for when the one before it is written.
 * @throws what `entries` or an entry's `pieces` throw
 */
export declare function packZip(entries: AsyncIterable<WrittenEntry>): AsyncGenerator<Uint8Array>;
