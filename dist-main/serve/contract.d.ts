/**
 * @file What the parts of the server know of each other: a model under a name, with the version that is in use, and what
 * learns from documents.
 */
import type { Tagger } from '../predict/tagger.ts';
import type { Document } from '../text/document.ts';
/** For whom a model is: models may differ by project and by user. These are a stranger's words, and never paths. */
export interface Scope {
    readonly project?: string | undefined;
    readonly user?: string | undefined;
}
/** The version of a model that is in use. */
export interface ServedVersion {
    /** Changes whenever another model takes over, and of one name no two models share it, for whomever: results may be kept under it. */
    readonly version: string;
    readonly tagger: Tagger;
}
/** The models that are served. */
export interface ServedModels {
    readonly names: readonly string[];
    /** Undefined where there is no model of this name. A tagger stays usable until `use` has ended. */
    use<T>(name: string, scope: Scope, work: (version: ServedVersion) => Promise<T>): Promise<T | undefined>;
}
/** A document that somebody has annotated, from which a model can learn. */
export interface TrainingDocument extends Scope {
    /** As its owner calls it; the same again replaces it. */
    readonly id: string;
    readonly document: Document;
}
/** Where documents to learn from go. */
export interface Learner {
    /**
     * Keeps documents, on disk when this ends, and learns from them when no more come for a while.
     * @returns `busy` where a training of this model is under way: nothing was kept
     * @throws MedspanError `data`, with a message for the client, where no more are taken
     */
    accept(name: string, documents: readonly TrainingDocument[]): Promise<'accepted' | 'busy'>;
}
