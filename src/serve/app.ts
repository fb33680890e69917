/**
 * @file The server as a function from requests to responses: who may ask, how many at once, REST, the page, and what else is mounted.
 */
import { type Context, Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import { formatError, MedspanError } from '../errors.ts'
import type { ServedModels } from './contract.ts'
import type { Metrics } from './metrics.ts'
import type { PageLearner } from './page/learning.ts'
import { createPage, WORKER_PATHS } from './page/page.ts'
import { createPlaces, type PlaceLimits } from './places.ts'
import { answerError, answerJson, gone, Refusal } from './refusal.ts'
import { goneSignal, limitBody, type Variables } from './request.ts'
import { createRest } from './rest/rest.ts'
import { createGuard, type SafetyOptions, withSafeHeaders } from './safety.ts'

/** Another application, and where it answers. */
export interface Mount {
  readonly path: string
  readonly app: Hono
  /** The largest body of its requests. */
  readonly maxBodyBytes: number
}

export interface AppOptions extends Omit<SafetyOptions, 'open'> {
  readonly models: ServedModels
  readonly metrics: Metrics
  /** Of medspan. */
  readonly version: string
  /** What learns from what is corrected on the page; left out, nothing does. */
  readonly learner?: PageLearner | undefined
  readonly places?: PlaceLimits | undefined
  /** Whether the models are loaded; left out, they are. */
  readonly isReady?: (() => boolean) | undefined
  /** Once it is aborted requests are refused, and those under way come to their end. */
  readonly stopping?: AbortSignal | undefined
  readonly mounts?: readonly Mount[] | undefined
  /** Is told of a request that failed by a defect, or by the disk: where in the code, or why, and nothing of what was sent. */
  readonly onDefect?: ((description: string) => void) | undefined
}

/**
 * Enough at once for good batches; their bodies take 64 MiB. Whoever waits is told in time to come again: INCEpTION asks for no longer
 * than 30 s, of which the recommender takes up to 21.
 */
const placeLimits: PlaceLimits = { atOnce: 64, waiting: 192, waitMs: 8000 }

/** What needs no token: it says nothing. The page asks for one. */
const OPEN = ['/', ...WORKER_PATHS, '/health', '/ready']
/** How soon a client may try again where the server stops, in seconds. */
const RESTART_SECONDS = '5'
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function createApp(options: AppOptions): Hono<{ Variables: Variables }> {
  const { models, metrics, version, isReady = () => true, stopping, mounts = [], onDefect } = options
  const isStopping = (): boolean => stopping?.aborted === true
  const places = createPlaces(options.places ?? placeLimits)
  const app = new Hono<{ Variables: Variables }>()

  app.onError((error, c) => {
    const known = answerError(c.req.raw.signal.aborted ? gone() : error)
    if (known !== undefined) return known
    c.var.report(error)
    return isUnwritten(error)
      ? answerJson({ error: { message: 'the server could not write to its disk; its log says why' } }, 507)
      : answerJson({ error: { message: 'the server has a defect; its log says where' } }, 500)
  })
  app.notFound(() => answerJson({ error: { message: 'expected a path and a method of /openapi.json' } }, 404))

  app.use(async (c, next) => {
    const begunMs = performance.now()
    const held: Promise<void>[] = []
    c.set('hold', until => void held.push(until))
    c.set('signal', goneSignal(c.req.raw.signal))
    c.set('report', error => onDefect?.(describeFailure(error, routeOf(c))))
    await next()
    const { status } = c.res
    if (isStopping()) c.res.headers.set('connection', 'close')
    void Promise.allSettled(held).then(() =>
      metrics.observe(routeOf(c), status, (performance.now() - begunMs) / 1000),
    )
  })
  app.use(withSafeHeaders)
  app.use(createGuard({ ...options, open: OPEN }))

  app.get('/health', () => answerJson({ status: 'alive' }))
  app.get('/ready', () => {
    const status = isStopping() ? 'stopping' : isReady() ? 'ready' : 'loading'
    return answerJson({ status }, status === 'ready' ? 200 : 503)
  })
  app.get('/metrics', c => c.body(metrics.render(places), 200, { 'content-type': METRICS_TYPE }))

  app.use(async (c, next) => {
    if (isStopping()) throw new Refusal(503, 'the server is stopping', { 'retry-after': RESTART_SECONDS })
    if (c.req.method !== 'POST') return next()
    const leave = await places.enter(c.var.signal)
    const held: Promise<void>[] = []
    const { hold } = c.var
    c.set('hold', until => {
      held.push(until)
      hold(until)
    })
    await next()
    void Promise.allSettled(held).then(leave)
  })
  app.route('/', createRest({ models, version }))
  app.route('/', createPage({ models, learner: options.learner }))
  for (const { path, app: mounted, maxBodyBytes } of mounts) {
    app.use(`${path}/*`, limitBody(maxBodyBytes))
    app.route(path, mounted)
  }
  return app
}

/** The pattern of the route that answered; `other` where there is none. */
function routeOf(c: Context): string {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'other'
}

/** Whether the disk is full, or is not ours to write to. */
const isUnwritten = (error: unknown): error is MedspanError =>
  error instanceof MedspanError && error.code === 'output'

/** What could not be written, or where a defect is. The message of a defect is left out: there may be a text in it. */
function describeFailure(error: unknown, route: string): string {
  if (isUnwritten(error)) return `${route}: ${formatError(error)}`
  const { name, stack = '' } = error instanceof Error ? error : new Error()
  const places = stack.split('\n').filter(line => /^\s+at /.test(line))
  return [`${route}: failed by a defect of medspan, ${name}`, ...places].join('\n')
}
