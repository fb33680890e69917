/**
 * @file INCEpTION's external recommender, as a hono application: `POST /:name/predict` and `POST /:name/train`, as the client in
 * INCEpTION's `ExternalRecommender` (module inception-imls-external, v1) sends and reads them.
 *
 * INCEpTION shows the body of an answer that is an error to its user, so it is plain text.
 */
import { Hono } from 'hono';
import type { Learner, ServedModels } from '../contract.ts';
/** The largest body of a request: a document of 500,000 words. */
export declare const REQUEST_BYTES: number;
export interface RecommenderOptions {
    readonly models: ServedModels;
    /** Where annotated documents go; without one, requests to train are refused. */
    readonly learner?: Learner | undefined;
    /** How long a prediction may take, 25,000 by default: INCEpTION waits for 30 s. */
    readonly timeMs?: number | undefined;
    /** Requests that are worked on at once, 4 by default; further ones are told to come again. */
    readonly atOnce?: number | undefined;
    /**
     * The largest body of a request, and of all that are worked on together, 64 MiB by default: a document of 500,000 words, which takes
     * about 20 times as much memory.
     */
    readonly bodyBytes?: number | undefined;
    /** How much memory found mentions may take that are kept for the next request, 64 MiB by default. */
    readonly cacheBytes?: number | undefined;
    /** Is told what went wrong or was left out, a line each, without texts of documents. */
    readonly log?: ((line: string) => void) | undefined;
}
/**
 * Makes the application.
 *
 * Answers: 200 with the document, 204 where documents to learn from are taken, 400 for what is no such request, 404 for an unknown
 * model, 408 and 413 for a body that takes too long or is too large, 429 under load and while a model learns, 501 where none does,
 * 503 while a model is being loaded.
 */
export declare function createRecommender(options: RecommenderOptions): Hono;
