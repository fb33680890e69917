/** @file Requests as INCEpTION sends them to a recommender: a CAS as XMI with words and sentences, and its type system. */
import type { Document, Span } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { escapeAttribute } from '../../src/text/xml.ts'

const SEGMENTATION = 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type'
const LAYER = 'custom.Span'

const type = (name: string, features: Readonly<Record<string, string>> = {}): string =>
  `<typeDescription><name>${name}</name><supertypeName>uima.tcas.Annotation</supertypeName><features>` +
  Object.entries(features)
    .map(
      ([feature, range]) =>
        `<featureDescription><name>${feature}</name><rangeTypeName>uima.cas.${range}</rangeTypeName></featureDescription>`,
    )
    .join('') +
  '</features></typeDescription>'

const typeSystem =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>' +
  type(`${SEGMENTATION}.Token`) +
  type(`${SEGMENTATION}.Sentence`) +
  type(LAYER, {
    value: 'String',
    value_score: 'Double',
    value_score_explanation: 'String',
    inception_internal_predicted: 'Boolean',
  }) +
  '</types></typeSystemDescription>'

function xmiOf({ text, sentences, tokens, mentions }: Document): string {
  let id = 10
  const element = (name: string, { begin, end }: Span, more = ''): string =>
    `<${name} xmi:id="${id++}" sofa="1" begin="${begin}" end="${end}"${more}/>`
  const annotations = [
    ...tokens.map(span => element('seg:Token', span)),
    ...sentences.map(span => element('seg:Sentence', span)),
    ...mentions.map(({ types, ...span }) =>
      element('custom:Span', span, ` value="${escapeAttribute(types[0] ?? '')}"`),
    ),
  ]
  const members = Array.from(annotations, (_, i) => 10 + i).join(' ')
  return (
    '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" ' +
    'xmlns:custom="http:///custom.ecore" ' +
    `xmlns:seg="http:///${SEGMENTATION.replaceAll('.', '/')}.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>` +
    annotations.join('') +
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" ' +
    `sofaString="${escapeAttribute(text)}"/><cas:View sofa="1" members="${members}"/></xmi:XMI>`
  )
}

/** A text with its words and sentences. */
export function segmented(id: string, text: string): Document {
  return { id, text, ...segment(text), mentions: [] }
}

const metadata = (projectId: string) => ({
  ...{ layer: LAYER, feature: 'value', projectId },
  ...{ anchoringMode: 'tokens', crossSentence: false },
})
const sent = (document: Document) => ({ xmi: xmiOf(document), documentId: document.id, userId: 'ann' })

export const predictionBody = (document: Document, project: string): string =>
  JSON.stringify({ typeSystem, document: sent(document), metadata: metadata(project) })

/** A document with mentions to learn from. */
export const trainingBody = (document: Document, project: string): string =>
  JSON.stringify({ typeSystem, documents: [sent(document)], metadata: metadata(project) })
