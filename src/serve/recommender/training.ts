/**
 * @file From a request to train to documents to learn from.
 */
import { toDocuments } from '../../cas/concepts.ts'
import { readCas } from '../../cas/document.ts'
import { parseTypeSystem } from '../../cas/typesystem.ts'
import { parseXmi } from '../../cas/xmi.ts'
import { Notices } from '../../errors.ts'
import { silent } from '../../progress.ts'
import type { TrainingDocument } from '../contract.ts'
import { checkFeature, withoutPredictions } from './annotations.ts'
import type { TrainingRequest } from './messages.ts'
import { createNameMatch } from './names.ts'

/**
 * The documents of a request, with the annotations of its layer as mentions; what was predicted and not accepted is none. A value
 * that means one of the model's types is that type, so that tags are read as they are written.
 * @param types those of the model
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format
 */
export function readTraining(request: TrainingRequest, types: readonly string[]): TrainingDocument[] {
  const { metadata, documents } = request
  const { layer, feature, projectId } = metadata
  if (documents.length === 0) return []
  const typeSystem = parseTypeSystem(request.typeSystem, 'typeSystem')
  checkFeature(typeSystem, metadata)
  const typeOf = createNameMatch(types)
  const notices = new Notices()
  return documents.map(({ xmi, documentId, userId }, i) => {
    const path = `documents[${i}].xmi`
    const cas = parseXmi(xmi, typeSystem, path)
    const { text, sentences, tokens } = readCas(cas, path, notices)
    const id = String(documentId ?? '')
    const own = withoutPredictions(cas, { id, text, sentences, tokens, mentions: [], source: path }, metadata)
    const reading = readCas(own, path, notices, { layer })
    const [document] = toDocuments([reading], { layer, typeFeature: feature }, path, silent)
    const { source: _, ...read } = document!
    const named = id === '' ? read.id : id
    return {
      id: named,
      project: projectId == null ? undefined : String(projectId),
      user: userId ?? undefined,
      document: {
        ...read,
        id: named,
        mentions: read.mentions.map(mention => ({
          ...mention,
          types: [...new Set(mention.types.map(type => typeOf(type) ?? type))],
        })),
      },
    }
  })
}
