/**
 * @file The server as a function from requests to responses: who may ask, how many at once, REST, the page, and what else is mounted.
 */
import { Hono } from 'hono';
import type { ServedModels } from './contract.ts';
import type { Metrics } from './metrics.ts';
import { type PlaceLimits } from './places.ts';
import { type Variables } from './request.ts';
import { type SafetyOptions } from './safety.ts';
/** Another application, and where it answers. */
export interface Mount {
    readonly path: string;
    readonly app: Hono;
    /** The largest body of its requests. */
    readonly maxBodyBytes: number;
}
export interface AppOptions extends Omit<SafetyOptions, 'open'> {
    readonly models: ServedModels;
    readonly metrics: Metrics;
    /** Of medspan. */
    readonly version: string;
    readonly places?: PlaceLimits | undefined;
    /** Whether the models are loaded; left out, they are. */
    readonly isReady?: (() => boolean) | undefined;
    /** Once it is aborted requests are refused, and those under way come to their end. */
    readonly stopping?: AbortSignal | undefined;
    readonly mounts?: readonly Mount[] | undefined;
    /** Is told of a request that failed by a defect: where in the code, and nothing of what was sent. */
    readonly onDefect?: ((description: string) => void) | undefined;
}
export declare function createApp(options: AppOptions): Hono<{
    Variables: Variables;
}>;
