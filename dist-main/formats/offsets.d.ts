/**
 * @file Units of offsets: stand-off formats count characters, and programs disagree what one is.
 *
 * Python counts code points, Java and JavaScript UTF-16 code units, C bytes of UTF-8, and a program that opened a
 * text in text mode counts a CRLF as one. A format's own unit is tried first; where the texts that annotations name
 * do not stand at their offsets, the unit under which they do is taken, and the caller says so.
 */
import type { Notices, Where } from '../errors.ts';
import { type Document, type Span } from '../text/document.ts';
export type OffsetUnit = 'code points' | 'UTF-16 code units' | 'UTF-8 bytes' | 'code points, a CRLF being one of them';
/** From offsets in a unit to indices into a text. */
export interface Offsets {
    readonly unit: OffsetUnit;
    /** The text's length in the unit. */
    readonly length: number;
    /** The index in UTF-16 code units of an offset; -1 where it is outside the text or inside a character. */
    indexOf(offset: number): number;
}
/** The units that count `text` differently, code points first. */
export declare function unitsOf(text: string): readonly OffsetUnit[];
/** Where each offset of a unit stands in a text. */
export declare function createOffsets(text: string, unit: OffsetUnit): Offsets;
/**
 * The first of the units that count `text` differently under which nothing misfits; else the one with fewest misfits.
 *
 * @param misfits counts the annotations whose text does not stand at their offsets.
 */
export declare function fitOffsets(text: string, misfits: (offsets: Offsets) => number): Offsets;
/** Counts a document whose offsets are not in its format's own unit. */
export declare function noticeUnit(notices: Notices, unit: OffsetUnit, expected: OffsetUnit, where: Where): void;
/** Whether an annotation's text is the one at its offsets, but for which white space stands where. */
export declare function isSameSurface(a: string, b: string): boolean;
/** Counts mentions that are not what their format says that stands there. */
export declare function noticeSurface(notices: Notices, where: Where, count?: number): void;
/** Counts a mention that has parts. */
export declare function noticeParts(notices: Notices, where: Where): void;
/** Counts the mentions whose scores a format has no place for. */
export declare function noticeScores({ mentions }: Document, notices: Notices, where: Where): void;
/** Whether the parts of a mention are what its format says that stands there, in one or with what lies between them. */
export declare function isNamed(text: string, parts: readonly Span[], surface: string | undefined): boolean;
/** From indices in UTF-16 code units to code points. */
export declare function countCodePoints(text: string): (index: number) => number;
