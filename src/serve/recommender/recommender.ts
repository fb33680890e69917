/**
 * @file INCEpTION's external recommender, as a hono application: `POST /:name/predict` and `POST /:name/train`, as the client in
 * INCEpTION's `ExternalRecommender` (module inception-imls-external, v1) sends and reads them.
 *
 * INCEpTION shows the body of an answer that is an error to its user, so it is plain text.
 */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import { type ErrorCode, formatError, MedspanError } from '../../errors.ts'
import type { Learner, Scope, ServedModels } from '../contract.ts'
import { readBody } from './body.ts'
import { createMentionCache } from './cache.ts'
import { type Metadata, parseRequest, predictionRequest, trainingRequest } from './messages.ts'
import { type Prediction, startPrediction } from './prediction.ts'
import { readTraining } from './training.ts'

/** The largest body of a request: a document of 500,000 words. */
export const REQUEST_BYTES = 2 ** 26

export interface RecommenderOptions {
  readonly models: ServedModels
  /** Where annotated documents go; without one, requests to train are refused. */
  readonly learner?: Learner | undefined
  /** How long a prediction may take, 25,000 by default: INCEpTION waits for 30 s. */
  readonly timeMs?: number | undefined
  /** Requests that are worked on at once, 4 by default; further ones are told to come again. */
  readonly atOnce?: number | undefined
  /**
   * The largest body of a request, and of all that are worked on together, 64 MiB by default: a document of 500,000 words, which takes
   * about 20 times as much memory.
   */
  readonly bodyBytes?: number | undefined
  /** How much memory found mentions may take that are kept for the next request, 64 MiB by default. */
  readonly cacheBytes?: number | undefined
  /** Is told what went wrong or was left out, a line each, without texts of documents. */
  readonly log?: ((line: string) => void) | undefined
}

/** A request that is being worked on. */
interface Turn {
  /** Of its body, as far as it has come. */
  bytes: number
  /** What goes on after the answer, which needs room until it ends. */
  behind: Promise<unknown>
}

/** When a request that was refused may come again. */
const retryAfter = { status: new Set([429, 503]), seconds: '5' }
/** How much of the time may go into reading and tagging; the rest is for writing. */
const taggingShare = 0.75

/**
 * Makes the application.
 *
 * Answers: 200 with the document, 204 where documents to learn from are taken, 400 for what is no such request, 404 for an unknown
 * model, 408 and 413 for a body that takes too long or is too large, 429 under load and while a model learns, 501 where none does,
 * 503 while a model is being loaded.
 */
export function createRecommender(options: RecommenderOptions): Hono {
  const { models, learner, timeMs = 25_000, atOnce = 4, log = () => {} } = options
  const cache = createMentionCache(options.cacheBytes ?? 2 ** 26)
  const bodyBytes = options.bodyBytes ?? REQUEST_BYTES
  const turns = new Set<Turn>()
  const busy = (): HTTPException =>
    new HTTPException(429, { message: 'the recommender is busy with other requests: try again soon' })

  /** Does some work where there is room for it. */
  const inTurn = async (work: (turn: Turn) => Promise<Response>): Promise<Response> => {
    if (turns.size >= atOnce) throw busy()
    const turn: Turn = { bytes: 0, behind: Promise.resolve() }
    turns.add(turn)
    try {
      return await work(turn)
    } finally {
      const leave = (): boolean => turns.delete(turn)
      turn.behind.then(leave, leave)
    }
  }

  /** What a request asks for; large ones have room one after the other. */
  const readRequest = <T>({ req }: Context, turn: Turn, schema: z.ZodType<T>): Promise<T> =>
    asked(async () => {
      const take = (bytes: number): void => {
        turn.bytes = bytes
        let sum = 0
        for (const one of turns) sum += one.bytes
        if (sum > bodyBytes) throw busy()
      }
      return parseRequest(await readBody(req.raw, { bytes: bodyBytes, timeMs, take }), schema)
    })

  const answerError = (error: Error, c: Context): Response => {
    if (error instanceof HTTPException) {
      if (retryAfter.status.has(error.status)) c.header('Retry-After', retryAfter.seconds)
      return c.text(error.message, error.status)
    }
    if (!c.req.raw.signal.aborted) log(`recommender: ${describe(error)}`)
    return c.text('the recommender failed; the log of its server says why', 500)
  }

  const predict = async (c: Context, turn: Turn): Promise<Response> => {
    const end = performance.now() + timeMs * taggingShare
    const name = nameOf(c, models)
    const { signal } = c.req.raw
    const request = await readRequest(c, turn, predictionRequest)
    const job: { prediction?: Prediction; isOver: boolean } = { isOver: false }
    const work = models.use(name, scopeOf(request.metadata, request.document), async version => {
      const prediction = await asked(async () => startPrediction(request, version, { name, cache }))
      job.prediction = prediction
      await prediction.tag({ isOver: () => job.isOver, signal })
    })
    turn.behind = work
    const state = await before(
      work.then(() => 'ended' as const),
      end - performance.now(),
    )
    job.isOver = true
    const { prediction } = job
    if (prediction === undefined)
      throw state === 'ended'
        ? unknownModel(name, models)
        : new HTTPException(503, { message: `the model ${name} is not ready yet: try again soon` })
    if (state === 'late')
      work.catch((error: Error) => signal.aborted || log(`recommender: ${describe(error)}`))
    const { done, all } = prediction
    if (done < all)
      log(
        `recommender: ${name} answered with ${done} of ${all} stretches in time; the next request continues`,
      )
    return c.json({ document: await asked(() => prediction.format()) })
  }

  const train = async (c: Context, turn: Turn): Promise<Response> => {
    const name = nameOf(c, models)
    if (learner === undefined)
      throw new HTTPException(501, {
        message: `the model ${name} does not learn here: choose "Training not supported" in the settings of the recommender`,
      })
    const request = await readRequest(c, turn, trainingRequest)
    const scope = scopeOf(request.metadata, request.documents[0])
    const types = await models.use(name, scope, async ({ tagger }) => tagger.types)
    if (types === undefined) throw unknownModel(name, models)
    const documents = await asked(() => readTraining(request, types))
    if (documents.length === 0) return c.body(null, 204)
    if ((await asked(() => learner.accept(name, documents), ['data'])) === 'busy')
      throw new HTTPException(429, {
        message: `the model ${name} is learning already: try again when it has ended`,
      })
    return c.body(null, 204)
  }

  return new Hono()
    .onError(answerError)
    .post('/:name/predict', c => inTurn(turn => predict(c, turn)))
    .post('/:name/train', c => inTurn(turn => train(c, turn)))
}

/** What is wrong with what was sent, where reading it fails. */
const wrong: readonly ErrorCode[] = ['input', 'unsafe-input', 'config', 'data']

/** Does work of which failures with some codes are the client's to mend. */
async function asked<T>(work: () => Promise<T>, codes = wrong): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof MedspanError) || !codes.includes(error.code)) throw error
    throw new HTTPException(400, { message: formatError(error), cause: error })
  }
}

/** What some work comes to, or `late` where it takes longer. */
async function before<T>(work: Promise<T>, ms: number): Promise<T | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, ms, 'late')
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** @throws HTTPException 404 for a name of no model */
function nameOf(c: Context, models: ServedModels): string {
  const name = c.req.param('name') ?? ''
  if (!models.names.includes(name)) throw unknownModel(name, models)
  return name
}

/** The longest name of a model that an answer repeats. */
const longestName = 100

function unknownModel(name: string, { names }: ServedModels): HTTPException {
  const given = JSON.stringify(name.slice(0, longestName))
  return new HTTPException(404, {
    message: `there is no model ${given} here; there are: ${names.join(', ')}`,
  })
}

function scopeOf(
  { projectId }: Metadata,
  document: { readonly userId?: string | null | undefined } | undefined,
): Scope {
  return { project: projectId == null ? undefined : String(projectId), user: document?.userId ?? undefined }
}

/** An error as a log has it: of those that are not ours, where they were thrown, since their messages may quote anything. */
function describe(error: Error): string {
  if (error instanceof MedspanError) return formatError(error).replaceAll(/\s+/g, ' ')
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  return [error.name, ...frames.slice(0, 3).map(frame => frame.trim())].join(' ')
}
