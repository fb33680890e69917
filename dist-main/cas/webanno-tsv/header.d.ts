import { type TypeSystem } from '../typesystem.ts';
/** What a column holds; `type` is that of a slot's links or targets, or of a relation's ends. */
export type TsvColumn = {
    readonly kind: 'mark';
} | {
    readonly kind: 'value';
    readonly name: string;
} | {
    readonly kind: 'role';
    readonly name: string;
    readonly type: string;
} | {
    readonly kind: 'target';
    readonly name: string;
    readonly type: string;
} | {
    readonly kind: 'base';
    readonly type: string;
} | {
    readonly kind: 'element';
    readonly name: string;
} | {
    readonly kind: 'link';
    readonly name: string;
};
export interface TsvLayer {
    readonly kind: 'span' | 'relation' | 'chain';
    readonly type: string;
    readonly columns: readonly TsvColumn[];
    /** The index of its first column in a line. */
    readonly at: number;
}
export interface TsvHeader {
    /** Such as 3.3; texts up to 3.1 are escaped in another way. */
    readonly version: number;
    readonly layers: readonly TsvLayer[];
    readonly typeSystem: TypeSystem;
}
/** Reads the lines before the first sentence. @throws MedspanError `input` with the line */
export declare function readTsvHeader(lines: readonly string[], path: string): TsvHeader;
/** The type of a chain, by the name of the type of its links. */
export declare function chainType(link: string): string;
/** The type of a relation's ends: a dependency's are words, whatever the header says. */
export declare function endType(layer: TsvLayer): string;
