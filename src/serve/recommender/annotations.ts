/**
 * @file Mentions as INCEpTION's predictions: annotations of the layer that was asked for, marked as predicted, in the CAS that was
 * sent. Everything else in it stays as it is, its type system too; predictions that it brought along are replaced, as in
 * INCEpTION's `MockRemoteStringMatchingNerRecommender`.
 */
import type { Cas, FeatureStructure } from '../../cas/cas.ts'
import { documentView } from '../../cas/document.ts'
import { ANNOTATION, STRING, STRING_ARRAY, type TypeSystem } from '../../cas/typesystem.ts'
import { addMentions } from '../../cas/writer.ts'
import { MedspanError, Notices } from '../../errors.ts'
import { bySpan, type Document, type Mention } from '../../text/document.ts'
import { anchorOf } from './anchoring.ts'
import type { Metadata, PredictionRequest } from './messages.ts'
import { createNameMatch } from './names.ts'

const PREDICTED = 'inception_internal_predicted'

/** @throws MedspanError `input` where a type system lacks a layer or its feature for texts */
export function checkFeature(typeSystem: TypeSystem, { layer, feature }: Metadata): void {
  const fail = (message: string): MedspanError =>
    new MedspanError('input', message, {
      where: { path: 'typeSystem' },
      hint: 'choose a layer of spans and a string or concept feature of it in the settings of the recommender',
    })
  if (!typeSystem.has(layer) || !typeSystem.isSubtype(layer, ANNOTATION))
    throw fail(`expected a layer ${layer}, got a type system without it`)
  const range = typeSystem.features(layer).get(feature)?.range
  if (range === undefined) throw fail(`expected a feature ${feature} of ${layer}, got a layer without it`)
  if (range !== STRING_ARRAY && !typeSystem.isSubtype(range, STRING))
    throw fail(`expected a feature ${feature} of ${layer} that holds texts, got one of ${range}`)
}

/** @throws MedspanError `input` where predictions of a layer cannot be told from annotations */
export function checkPredicted(typeSystem: TypeSystem, { layer }: Metadata): void {
  if (typeSystem.features(layer).get(PREDICTED)?.range !== 'uima.cas.Boolean')
    throw new MedspanError(
      'input',
      `expected a feature ${PREDICTED} of ${layer}, got a type system without it`,
      {
        where: { path: 'typeSystem' },
        hint: 'send the type system that INCEpTION sends to recommenders: it has this feature in the layer to predict',
      },
    )
}

function isPredicted({ features }: FeatureStructure): boolean {
  return features.get(PREDICTED) === true
}

/** The CAS without predictions. */
export function withoutPredictions(cas: Cas, { layer, feature }: Metadata): Cas {
  const text = documentView(cas)?.sofa.text
  if (text === undefined || !cas.typeSystem.features(layer).has(PREDICTED)) return cas
  return addMentions(
    { id: '', text, sentences: [], tokens: [], mentions: [] },
    { base: cas, layer, typeFeature: feature, replace: isPredicted, notices: new Notices() },
  )
}

/**
 * The CAS with predictions for a document's mentions in the place of those it had. A mention's value is its first type, as a tag
 * of the feature's tagset where one means the same, or where it has no type, its first concept.
 * @param model how the explanations of scores call it
 */
export function addPredictions(cas: Cas, document: Document, request: PredictionRequest, model: string): Cas {
  const { layer, feature } = request.metadata
  const explanation = `${feature}_score_explanation`
  const explains = cas.typeSystem.features(layer).get(explanation)?.range === STRING
  return addMentions(
    { ...document, mentions: predictionsOf(document, request) },
    {
      base: cas,
      layer,
      typeFeature: feature,
      replace: isPredicted,
      notices: new Notices(),
      features: ({ score }) => [
        [PREDICTED, true],
        ...(explains && score !== undefined
          ? ([[explanation, `mean probability of its words: ${score.toFixed(2)}, ${model}`]] as const)
          : []),
      ],
    },
  )
}

/** What is predicted, each once with its best score, in order. */
function predictionsOf(document: Document, request: PredictionRequest): Mention[] {
  const tagOf = createNameMatch(tagsOf(request))
  const predictions = new Map<string, Mention>()
  for (const mention of document.mentions) {
    const name = mention.types[0] ?? mention.concepts[0]
    const span = anchorOf(mention, document, request.metadata)
    if (name === undefined || span === undefined) continue
    const value = tagOf(name) ?? name
    const key = `${span.begin} ${span.end} ${value}`
    const { score } = mention
    if ((predictions.get(key)?.score ?? -1) >= (score ?? 0)) continue
    predictions.set(key, { ...span, types: [value], concepts: [], ...(score === undefined ? {} : { score }) })
  }
  return [...predictions.values()].sort(bySpan)
}

/** The tags of the feature that is predicted. */
function* tagsOf({ tagsets, metadata: { layer, feature } }: PredictionRequest): Generator<string> {
  for (const { tags, targets } of tagsets ?? [])
    if (targets?.some(target => target.type === layer && target.feature === feature))
      for (const { tag } of tags ?? []) yield tag
}
