/**
 * @file A client as INCEpTION is one: it sends what its `ExternalRecommender` sends, with a type system that
 * `RecommenderTypeSystemUtils` has extended, and takes suggestions out of the answer as its `SpanSuggestionSupport` does.
 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { Hono } from 'hono'
import { type Cas, sofaOf, spanOf, type View, viewAnnotations } from '../../../src/cas/cas.ts'
import { SENTENCE, TOKEN } from '../../../src/cas/dkpro.ts'
import { createTypeSystem, formatTypeSystem, type TypeSystem } from '../../../src/cas/typesystem.ts'
import { formatXmi, parseXmi } from '../../../src/cas/xmi.ts'
import type { Tagger } from '../../../src/predict/tagger.ts'
import type { Learner, Scope, ServedModels } from '../../../src/serve/contract.ts'
import { createRecommender, type RecommenderOptions } from '../../../src/serve/recommender/recommender.ts'
import type { Span } from '../../../src/text/document.ts'
import { typeSystem as sampleTypes } from '../../cas/sample-cas.ts'
import { ENTITY } from './sample.ts'

export const PREDICTED = 'inception_internal_predicted'

export interface Target {
  readonly layer: string
  readonly feature: string
}

/** The type system of a project as its recommenders get it. */
export function predictionTypes(typeSystem: TypeSystem, { layer, feature }: Target): TypeSystem {
  const added = [
    [`${feature}_score`, 'Double'],
    [`${feature}_score_explanation`, 'String'],
    [`${feature}_correction`, 'Boolean'],
    [`${feature}_correction_explanation`, 'String'],
    [`${feature}_auto_accept`, 'String'],
    [PREDICTED, 'Boolean'],
  ] as const
  return createTypeSystem(
    typeSystem.definitions.map(one =>
      one.name === layer
        ? {
            ...one,
            features: [
              ...one.features,
              ...added.map(([name, range]) => ({
                name,
                range: `uima.cas.${range}`,
                multipleReferencesAllowed: false,
              })),
            ],
          }
        : one,
    ),
  )
}

export type Mode = 'characters' | 'singleToken' | 'tokens' | 'sentences'

export interface Asking extends Target {
  readonly anchoringMode?: Mode
  readonly crossSentence?: boolean
  readonly range?: Span
  readonly tagsets?: readonly unknown[]
}

/** The body of a request to predict. */
export function predictionBody(cas: Cas, asking: Asking) {
  const { layer, feature, anchoringMode = 'characters', crossSentence = false, tagsets = [] } = asking
  const length = Math.max(0, ...cas.sofas.map(sofa => sofa.text?.length ?? 0))
  return {
    typeSystem: formatTypeSystem(cas.typeSystem),
    document: { xmi: formatXmi(cas), documentId: 42, userId: 'ann' },
    metadata: {
      layer,
      feature,
      projectId: 1337,
      anchoringMode,
      crossSentence,
      range: asking.range ?? { begin: 0, end: length },
    },
    tagsets,
  }
}

/** The body of a request to train. */
export function trainingBody(
  xmis: readonly string[],
  typeSystem = sampleTypes,
  { layer, feature }: Target = ENTITY,
  ids: readonly number[] = xmis.map((_, i) => 7 + i),
) {
  return {
    typeSystem: formatTypeSystem(typeSystem),
    documents: xmis.map((xmi, i) => ({ xmi, documentId: ids[i], userId: 'ann' })),
    metadata: {
      ...{ layer, feature, projectId: 1337, anchoringMode: 'characters', crossSentence: false },
      range: { begin: 0, end: 1 },
    },
  }
}

/** A suggestion, as annotators see it. */
export interface Suggestion extends Span {
  readonly label: string
  readonly text: string
  readonly score: unknown
  readonly explanation: unknown
}

/** What INCEpTION makes of the predictions in a CAS; what does not fit the anchoring mode it drops. */
export function suggestionsIn(cas: Cas, asking: Asking): Suggestion[] {
  return cas.views.flatMap(view => suggestionsOf(cas, view, asking))
}

function suggestionsOf(
  cas: Cas,
  view: View,
  { layer, feature, anchoringMode = 'characters' }: Asking,
): Suggestion[] {
  const annotations = viewAnnotations(cas, view)
  const text = sofaOf(cas, view)?.text ?? ''
  const anchored = (span: Span): Span | undefined => {
    if (anchoringMode === 'characters') return span
    const type = anchoringMode === 'sentences' ? SENTENCE : TOKEN
    const covered = annotations.filter(
      one => one.type === type && one.begin >= span.begin && one.end <= span.end,
    )
    if (covered.length === 0 || (anchoringMode === 'singleToken' && covered.length > 1)) return undefined
    return { begin: covered[0]!.begin, end: covered.at(-1)!.end }
  }
  return annotations.flatMap(({ type, structure: { features }, structure }) => {
    const span = anchored(spanOf(structure))
    if (!cas.typeSystem.isSubtype(type, layer) || features.get(PREDICTED) !== true || span === undefined)
      return []
    const value = features.get(feature)
    return (Array.isArray(value) ? value : [value]).map(label => ({
      ...span,
      label: String(label),
      text: text.slice(span.begin, span.end),
      score: features.get(`${feature}_score`),
      explanation: features.get(`${feature}_score_explanation`),
    }))
  })
}

/**
 * Posts a body as `ExternalRecommender` does, by Java's client: which always asks whether the server has HTTP/2 too, follows no
 * redirection, and here waits 30 s.
 */
export async function post(remoteUrl: string, path: 'predict' | 'train', body: unknown) {
  const url = new URL(path, remoteUrl.endsWith('/') ? remoteUrl : `${remoteUrl}/`)
  const content = Buffer.from(JSON.stringify(body))
  const asking = request(url, {
    method: 'POST',
    signal: AbortSignal.timeout(30_000),
    headers: {
      Connection: 'Upgrade, HTTP2-Settings',
      'Content-Length': content.length,
      'HTTP2-Settings': 'AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
      Upgrade: 'h2c',
      'User-Agent': 'Java-http-client/17.0.15',
      'Content-Type': 'application/json',
    },
  })
  asking.end(content)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, text: (await answer.setEncoding('utf8').toArray()).join('') }
}

/** `ExternalRecommender.predict`: the XMI that its CAS is replaced by. */
export async function predictAt(remoteUrl: string, body: unknown): Promise<string> {
  const { status, text } = await post(remoteUrl, 'predict', body)
  if (status >= 400) throw failed(status, text)
  return (JSON.parse(text) as { document: string }).document
}

/** `ExternalRecommender.train`: that a model is trained already counts as success, and nothing is sent again. */
export async function trainAt(remoteUrl: string, body: unknown): Promise<'trained' | 'already training'> {
  const { status, text } = await post(remoteUrl, 'train', body)
  if (status === 429) return 'already training'
  if (status >= 400) throw failed(status, text)
  return 'trained'
}

const failed = (status: number, text: string): Error =>
  new Error(`Request to external recommender failed: [${status}] - [${text}]`)

export interface Served {
  /** Sends a body to the recommender. */
  send(path: string, body: unknown, init?: RequestInit): Promise<Response>
  /** The CAS that the recommender answers with. */
  predict(cas: Cas, asking: Asking, name?: string): Promise<Cas>
  /** For whom models were asked for. */
  readonly scopes: readonly Scope[]
  readonly log: readonly string[]
}

/** A recommender that serves a tagger as `drugs`, mounted as a server does. */
export function serve(
  tagger: Tagger,
  options: Partial<RecommenderOptions> & { readonly version?: () => string; readonly learner?: Learner } = {},
): Served {
  const { version = () => '1', ...given } = options
  const scopes: Scope[] = []
  const log: string[] = []
  const models: ServedModels = {
    names: ['drugs', 'findings'],
    async use(name, scope, work) {
      scopes.push(scope)
      return name === 'drugs' ? work({ version: version(), tagger }) : undefined
    },
  }
  const app = new Hono().route(
    '/recommender',
    createRecommender({ models, log: line => void log.push(line), ...given }),
  )
  const send: Served['send'] = async (path, body, init) =>
    app.request(`/recommender/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    })
  return {
    send,
    async predict(cas, asking, name = 'drugs') {
      const response = await send(`${name}/predict`, predictionBody(cas, asking))
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
      const { document } = (await response.json()) as { document: string }
      return parseXmi(document, cas.typeSystem, 'answer')
    },
    scopes,
    log,
  }
}

/** A CAS' structures, sofas and views as plain values. */
export const contentOf = (cas: Cas) => ({
  structures: [...cas.featureStructures.values()].map(
    ({ id, type, features }): Record<string, unknown> => ({ id, type, ...Object.fromEntries(features) }),
  ),
  sofas: cas.sofas.map(({ where: _, ...sofa }) => sofa),
  views: cas.views.map(({ where: _, ...view }) => view),
})
