/**
 * @file BioC in memory: what its XML and its JSON have in common.
 *
 * After Comeau et al. 2013 (BioC.dtd) and the exports of PubTator. A document is passages, or sentences in them, with
 * offsets; annotations have infons and locations, several where they are discontinuous.
 */
import type { Notices, Where } from '../errors.ts';
import type { Document, Mention } from '../text/document.ts';
export interface BiocLocation {
    readonly offset: number;
    readonly length: number;
}
export interface BiocAnnotation {
    readonly infons: ReadonlyMap<string, string>;
    /** Left out where the file has none. */
    readonly text: string | undefined;
    readonly locations: readonly BiocLocation[];
    readonly where: Where;
}
/** A passage, or a sentence of one. */
export interface BiocPiece {
    readonly offset: number;
    readonly text: string;
    readonly annotations: readonly BiocAnnotation[];
    readonly isSentence: boolean;
    /** Whether it is the first of its passage. */
    readonly isFirst: boolean;
    readonly where: Where;
}
export interface BiocDocument {
    readonly id: string;
    readonly pieces: readonly BiocPiece[];
    /** Annotations that stand in no passage. */
    readonly annotations: readonly BiocAnnotation[];
    readonly relations: number;
    readonly where: Where;
}
/** A mention's infons and locations, for writing. Offsets count code points. */
export declare function biocAnnotation(document: Document, mention: Mention, codePoint: (index: number) => number, notices: Notices): {
    infons: [key: string, value: string][];
    locations: BiocLocation[];
    text: string;
};
