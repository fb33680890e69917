/**
 * @file The page on which texts are tagged and corrected, and what it asks of its server, as an application of hono's.
 *
 * Documents travel as they stand in a corpus file (docs/corpus.schema.json).
 */
import { Hono } from 'hono';
import type { ServedModels } from '../contract.ts';
export interface PageOptions {
    readonly models: ServedModels;
}
/** The page at `/`, and below `/page/` what it asks for. */
export declare function createPage({ models }: PageOptions): Hono;
