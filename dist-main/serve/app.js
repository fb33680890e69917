/**
 * @file The server as a function from requests to responses: who may ask, how many at once, REST, the page, and what else is mounted.
 */
import { Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { createPage } from "./page/page.js";
import { createPlaces } from "./places.js";
import { answerError, answerJson, gone, Refusal } from "./refusal.js";
import { goneSignal, limitBody } from "./request.js";
import { createRest } from "./rest/rest.js";
import { createGuard, withSafeHeaders } from "./safety.js";
/** Enough at once for good batches; their bodies take 64 MiB. */
const placeLimits = { atOnce: 64, waiting: 192 };
/** What needs no token: it says nothing. The page asks for one. */
const OPEN = ['/', '/health', '/ready'];
/** How soon a client may try again where the server stops, in seconds. */
const RESTART_SECONDS = '5';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
export function createApp(options) {
    const { models, metrics, version, isReady = () => true, stopping, mounts = [], onDefect } = options;
    const isStopping = () => stopping?.aborted === true;
    const places = createPlaces(options.places ?? placeLimits);
    const app = new Hono();
    app.onError((error, c) => {
        const known = answerError(c.req.raw.signal.aborted ? gone() : error);
        if (known !== undefined)
            return known;
        c.var.report(error);
        return answerJson({ error: { message: 'the server has a defect; its log says where' } }, 500);
    });
    app.notFound(() => answerJson({ error: { message: 'expected a path and a method of /openapi.json' } }, 404));
    app.use(async (c, next) => {
        const begunMs = performance.now();
        const held = [];
        c.set('hold', until => void held.push(until));
        c.set('signal', goneSignal(c.req.raw.signal));
        c.set('report', error => onDefect?.(describeDefect(error, routeOf(c))));
        await next();
        const { status } = c.res;
        if (isStopping())
            c.res.headers.set('connection', 'close');
        void Promise.allSettled(held).then(() => metrics.observe(routeOf(c), status, (performance.now() - begunMs) / 1000));
    });
    app.use(withSafeHeaders);
    app.use(createGuard({ ...options, open: OPEN }));
    app.get('/health', () => answerJson({ status: 'alive' }));
    app.get('/ready', () => {
        const status = isStopping() ? 'stopping' : isReady() ? 'ready' : 'loading';
        return answerJson({ status }, status === 'ready' ? 200 : 503);
    });
    app.get('/metrics', c => c.body(metrics.render(places), 200, { 'content-type': METRICS_TYPE }));
    app.use(async (c, next) => {
        if (isStopping())
            throw new Refusal(503, 'the server is stopping', { 'retry-after': RESTART_SECONDS });
        if (c.req.method !== 'POST')
            return next();
        const leave = await places.enter(c.var.signal);
        const held = [];
        const { hold } = c.var;
        c.set('hold', until => {
            held.push(until);
            hold(until);
        });
        await next();
        void Promise.allSettled(held).then(leave);
    });
    app.route('/', createRest({ models, version }));
    app.route('/', createPage({ models }));
    for (const { path, app: mounted, maxBodyBytes } of mounts) {
        app.use(`${path}/*`, limitBody(maxBodyBytes));
        app.route(path, mounted);
    }
    return app;
}
/** The pattern of the route that answered; `other` where there is none. */
function routeOf(c) {
    return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'other';
}
/** Where a defect is. Its message is left out: there may be a text in it. */
function describeDefect(error, route) {
    const { name, stack = '' } = error instanceof Error ? error : new Error();
    const places = stack.split('\n').filter(line => /^\s+at /.test(line));
    return [`${route}: failed by a defect of medspan, ${name}`, ...places].join('\n');
}
