/**
 * @file REST: `/v1/tag`, `/v1/models` and their description.
 */
import { Hono } from 'hono';
import type { ServedModels } from '../contract.ts';
import { type Variables } from '../request.ts';
interface RestOptions {
    readonly models: ServedModels;
    /** Of medspan. */
    readonly version: string;
}
export declare function createRest({ models, version }: RestOptions): Hono<{
    Variables: Variables;
}>;
export {};
