/**
 * @file A CAS from the rows of WebAnno TSV: annotations grow over their units, and references are resolved at the end.
 */
import { type Notices } from '../../errors.ts';
import { type Cas } from '../cas.ts';
import { type TsvHeader } from './header.ts';
import type { TsvRow } from './sentence.ts';
export declare class TsvCasBuilder {
    #private;
    constructor(header: TsvHeader, path: string, notices: Notices);
    addSentence(begin: number, end: number, name: string | undefined, rows: readonly TsvRow[]): void;
    /** The CAS of a text, when no further sentence comes. */
    finish(text: string): Cas;
}
