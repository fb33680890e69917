/**
 * @file What the page asks about learning: documents to learn from at once, how far that is, its end, and an earlier version.
 */
import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Document } from '../../text/document.ts'
import type { AskedDocument, Learning } from '../learning/learning.ts'
import { answerJson, Refusal } from '../refusal.ts'
import { readFields, readRequest, type TakeTurn } from './requests.ts'

export type PageLearner = Pick<Learning, 'learn' | 'stop' | 'ask' | 'rollback'>

export interface PageLearningOptions {
  readonly learner: PageLearner | undefined
  readonly takeTurn: TakeTurn
}

/** All of the page's users share a model, which is that of `/v1/tag` too. */
const scope = {}

export function createPageLearning({ learner, takeTurn }: PageLearningOptions): Hono {
  const app = new Hono()
  if (learner === undefined)
    return app
      .get('/learning', () => answerJson({ learns: false }))
      .on('POST', ['/learn', '/learning/:what'], () => {
        throw new Refusal(
          501,
          'this server does not learn: --learn names the folder in which it keeps what it learns from',
        )
      })

  const answer = (model: string): Response =>
    answerJson({ learns: true, model: learner.ask(model, scope) ?? null })

  return app
    .get('/learning', context => answer(context.req.query('model') ?? ''))
    .post('/learn', async context => {
      const { fields, documents } = await readRequest(context)
      const model = nameIn(fields)
      const taken = await takeTurn(signalOf(context), () =>
        learner.learn(model, scope, documents.map(toLearnFrom)),
      )
      if (taken === 'busy')
        throw new Refusal(409, 'the model is learning: wait until that has ended, or stop it')
      return answer(model)
    })
    .post('/learning/stop', async context => {
      const model = nameIn(await readFields(context))
      await learner.stop(model, scope)
      return answer(model)
    })
    .post('/learning/use', async context => {
      const fields = await readFields(context)
      const model = nameIn(fields)
      await learner.rollback(model, scope, typeof fields.version === 'number' ? fields.version : -1)
      return answer(model)
    })
}

const signalOf = (context: Context): AbortSignal => context.req.raw.signal

const nameIn = ({ model }: Readonly<Record<string, unknown>>): string =>
  typeof model === 'string' ? model : ''

/**
 * A document of the page, called by its text: the same text again replaces it, and every text that was pasted has the same name.
 * Scores are of the model, and what it found is now somebody's own.
 */
function toLearnFrom({ mentions, ...document }: Document): AskedDocument {
  const id = `page-${createHash('sha256').update(document.text).digest('hex').slice(0, 16)}`
  return { id, document: { ...document, mentions: mentions.map(({ score: _, ...mention }) => mention) } }
}
