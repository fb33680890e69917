import type { Document } from '../../text/document.ts';
/** What a page holds, so that a browser opens it in a second or two. */
export declare const pageLimits: {
    readonly characters: 2000000;
    readonly mentions: 20000;
};
export interface MentionsPage {
    /** @throws MedspanError `output` where the page would hold more than `pageLimits` */
    add(document: Pick<Document, 'id' | 'text' | 'mentions'>): void;
    /** The page. The same documents give the same bytes. */
    render(): string;
}
/**
 * @param head.title such as the name of the page's file
 * @param head.subtitle one line: by what was tagged
 */
export declare function createMentionsPage(head: {
    readonly title: string;
    readonly subtitle: string;
}): MentionsPage;
