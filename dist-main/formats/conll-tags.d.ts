/**
 * @file The tags of a CoNLL file: what each is, the scheme that all of them keep to, and the mentions that they mark.
 */
import { type Notices, type Where } from '../errors.ts';
import { type TaggedSpan } from '../text/tags.ts';
/** A tag as `tagsToSpans` reads it, with what counts for telling schemes apart. */
export interface KnownTag {
    readonly tag: string;
    readonly prefix: string;
    readonly type: string;
}
export declare const outside: KnownTag;
export declare class ConllTags {
    #private;
    constructor(path: string, column: number);
    /** @throws MedspanError (`input`) for what is no tag */
    parse(text: string, line: number): KnownTag;
    /** The mentions of a sentence that has any; how its tags are used is counted. */
    toSpans(tags: readonly KnownTag[], where: Where): TaggedSpan[];
    /** The scheme that the tags so far keep to, by the marks that only it has. */
    get scheme(): string;
    /** Counts as notices what no scheme but IOB1 has. */
    addNotices(notices: Notices): void;
}
