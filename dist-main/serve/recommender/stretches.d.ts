import type { Document, Mention, Span } from '../../text/document.ts';
/** Some sentences of a document with words, next to each other, and their words. */
export interface Stretch extends Span {
    readonly sentences: readonly Span[];
    readonly tokens: readonly Span[];
}
/** A document's sentences that have words, in stretches, in order. They are the same whatever is asked for. */
export declare function stretchesOf({ sentences, tokens }: Pick<Document, 'sentences' | 'tokens'>): Stretch[];
/** A stretch as a document of its own. */
export declare function documentOfStretch({ id, text }: Document, { begin, end, sentences, tokens }: Stretch): Document;
/** The mentions of a stretch's document, where they are in the whole one. */
export declare function mentionsOfStretch(tagged: Document, { begin }: Stretch): Mention[];
/** The stretches that hold sentences that a range touches, and a test of whether a mention stands in one of those sentences. */
export declare function stretchesIn(stretches: readonly Stretch[], range: Span): {
    readonly index: number;
    readonly stretch: Stretch;
    readonly holds: (mention: Span) => boolean;
}[];
