/**
 * @file Pieces of a vocabulary by how they begin.
 */
import type { Part } from './json-value.ts';
/** Pieces by their code units; as many nodes as the pieces have units, in a hash table of (node, unit) to node. */
export declare class Trie {
    #private;
    /**
     * @param part where the pieces were found, for errors
     * @throws MedspanError `input` for a piece that is too long
     */
    constructor(pieces: ReadonlyMap<string, number>, part: Part);
    /** The node that a unit leads to, or -1. */
    child(node: number, unit: number): number;
    /** The id of the piece that ends at a node, or -1. */
    valueOf(node: number): number;
    /** The longest piece that stands at a place of a text and ends at the border of a character. */
    longestAt(text: string, begin: number): {
        readonly value: number;
        readonly end: number;
    } | undefined;
}
