/** The schemes of strict mode, by seqeval's names; IOBES is also called BIOES. */
export type TagScheme = 'IOB1' | 'IOB2' | 'IOE1' | 'IOE2' | 'IOBES' | 'BILOU';
/** The scheme's names, for messages. */
export declare const tagSchemes: readonly string[];
/** Bits of a transition: a mention has ended before this tag; one begins with it; one is open from here on. */
export declare const CLOSES = 1;
export declare const OPENS = 2;
export declare const OPEN = 128;
/**
 * All transitions of a scheme: 256 bytes, by `open | previous kind << 4 | kind << 1 | same type`, where `open` is
 * `OPEN` or 0 and a kind is a prefix's place among the scheme's. Each is a sum of the bits above.
 */
export declare function compileScheme(scheme: TagScheme | 'default'): Uint8Array;
/** Tags as numbers: each distinct text gets an id, once; 0 is `O`, whose kind and type are 0 too. */
export interface TagTable {
    /** What is known so far. */
    readonly ids: ReadonlyMap<string, number>;
    /** Kinds and types by id of the tag. */
    readonly kinds: readonly number[];
    readonly types: readonly number[];
    /** By number of the type. */
    readonly typeNames: readonly string[];
    /**
     * Takes up a tag that `ids` has not, and gives its id.
     * @param at where it stands, for the error
     * @throws MedspanError `data` for an empty tag, and for a prefix that the scheme has not
     */
    add(tag: string, at: string): number;
}
/** @param suffix whether the scheme's letter is a tag's last one (`X-B`) instead of its first (`B-X`) */
export declare function createTagTable(scheme: TagScheme | 'default', suffix: boolean): TagTable;
