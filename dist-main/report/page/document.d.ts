import { type Content } from './html.ts';
/** A section; one that is empty is left out. */
export interface Section {
    readonly id: string;
    readonly title: Content;
    readonly body: Content;
}
/** What stands at the top of a page. */
export interface PageHead {
    readonly title: string;
    /** One line. */
    readonly subtitle?: string;
    readonly status?: 'running' | 'finished' | 'interrupted' | 'pruned' | 'failed';
    readonly error?: string;
    /** ISO 8601 in UTC. */
    readonly createdAt?: string;
}
export interface PageFrame extends PageHead {
    /** What the page is; a report by default. */
    readonly kind?: string;
    readonly sections: readonly Section[];
    readonly footer: string;
    /** Modules of `assets/report/`, what is imported first. */
    readonly scripts: readonly string[];
    /** A stylesheet of `assets/report/` besides that of all pages. */
    readonly style?: string;
    /** Whether they talk with the server that the page is from. */
    readonly hasServer?: boolean;
    /** Whether they start a worker, from a blob, that runs WebAssembly. */
    readonly hasWorker?: boolean;
    /** What stands behind all that is seen. */
    readonly held?: Content;
}
/** Renders a page. The same content gives the same bytes. */
export declare function renderFrame(frame: PageFrame): string;
export declare function isEmpty(body: Content): boolean;
