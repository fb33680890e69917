import type { Document, Mention } from '../../text/document.ts';
/** The mentions of a document's stretches, by their places among all. */
export interface Found {
    get(index: number): readonly Mention[] | undefined;
    /** The mentions of a stretch: those that are known, those that another request is finding, or what `find` finds. */
    of(index: number, find: () => Promise<readonly Mention[]>): Promise<readonly Mention[]>;
}
export interface MentionCache {
    /** What is known of a document by a model; the documents that were asked for longest ago are forgotten. */
    of(model: readonly string[], document: Pick<Document, 'text' | 'sentences' | 'tokens'>): Found;
    /** About how many bytes are held. */
    readonly bytes: number;
}
/** @param limit how many bytes are held at most; one document more than that is forgotten at once */
export declare function createMentionCache(limit: number): MentionCache;
