import { type Span } from '../text/document.ts';
import type { BiocAnnotation, BiocPiece } from './bioc.ts';
import { type Offsets, type OffsetUnit } from './offsets.ts';
/** More line breaks than this between two passages say that a part of the text is not in the file. */
export declare const longestGap = 100;
/** A document's text, and where its pieces stand in it. */
export interface Layout {
    readonly unit: OffsetUnit;
    readonly text: string;
    readonly begins: readonly number[];
    readonly offsets: readonly Offsets[];
    /** Indices of pieces, by their offsets. */
    readonly order: readonly number[];
    readonly overlaps: number;
    readonly shortened: number;
}
export declare function createLayout(pieces: readonly BiocPiece[], unit: OffsetUnit): Layout;
/** The parts of an annotation in the text, in order and apart; undefined where one is not in it. */
export declare function locate(annotation: BiocAnnotation, own: number | undefined, layout: Layout, pieces: readonly BiocPiece[]): Span[] | undefined;
