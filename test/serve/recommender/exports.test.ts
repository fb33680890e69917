import { expect, test } from 'vitest'
import type { Cas } from '../../../src/cas/cas.ts'
import { NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import { readCas } from '../../../src/cas/document.ts'
import type { TypeSystem } from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { Notices } from '../../../src/errors.ts'
import { addTo } from '../../../src/lists.ts'
import type { Learner, TrainingDocument } from '../../../src/serve/contract.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { describeWithData } from '../../shared-data.ts'
import { casesIn, inProject } from './exports.ts'
import {
  contentOf,
  PREDICTED,
  predictionBody,
  predictionTypes,
  serve,
  suggestionsIn,
  trainingBody,
} from './inception.ts'
import { ENTITY } from './sample.ts'

/** The same CAS with the type system that recommenders get. */
function asSent(cas: Cas): Cas {
  const own = inProject(cas)
  return { ...own, typeSystem: predictionTypes(own.typeSystem, ENTITY) }
}

/** Finds every third word. */
const tagger = createTestTagger(['X'], ({ tokens }) =>
  tokens.filter((_, i) => i % 3 === 0).map(word => ({ ...word, concepts: [], types: ['X'], score: 0.5 })),
)

describeWithData('documents of every source', ['cas'], root => {
  test('come back with predictions at their words, and with everything that they had', async () => {
    const taken: TrainingDocument[] = []
    const learner: Learner = {
      async accept(_, documents) {
        taken.push(...documents)
        return 'accepted'
      },
    }
    const served = serve(tagger, { learner })
    const annotated = new Map<TypeSystem, [xmi: string, people: number][]>()
    const counts = { answered: 0, predictions: 0, refused: 0 }
    for await (const [path, read] of casesIn(root)) {
      const cas = asSent(read)
      const body = predictionBody(cas, ENTITY)
      const response = await served.send('drugs/predict', body)
      if (cas.sofas.every(({ text }) => text === undefined)) {
        expect([response.status, await response.text()], path).toEqual([
          400,
          expect.stringContaining('no view with a text'),
        ])
        counts.refused += 1
        continue
      }
      expect(response.status, path).toBe(200)
      const { document } = (await response.json()) as { document: string }
      const sent = contentOf(parseXmi(body.document.xmi, cas.typeSystem, path))
      const answer = parseXmi(document, cas.typeSystem, path)
      const got = contentOf(answer)
      expect(got.structures.slice(0, sent.structures.length), path).toEqual(sent.structures)
      expect(got.sofas, path).toEqual(sent.sofas)
      const predicted = got.structures.slice(sent.structures.length)
      expect(predicted.every(one => one.type === NAMED_ENTITY && one[PREDICTED] === true)).toBe(true)
      const { text, tokens, sentences } = readCas(cas, path, new Notices(), { segment: tagger.segment })
      const asked = sentences.flatMap(({ begin, end }) =>
        tokens.filter(word => word.begin >= begin && word.end <= end),
      )
      expect(
        predicted.map(({ begin, end }) => text.slice(Number(begin), Number(end))),
        path,
      ).toEqual(asked.filter((_, i) => i % 3 === 0).map(({ begin, end }) => text.slice(begin, end)))
      expect(suggestionsIn(answer, ENTITY)).toHaveLength(predicted.length)
      counts.answered += 1
      counts.predictions += predicted.length

      const people = sent.structures.filter(
        ({ type, begin = 0, end = 0 }) => type === NAMED_ENTITY && Number(begin) < Number(end),
      )
      addTo(annotated, cas.typeSystem, [document, people.length])
    }
    // What comes back is what people annotated.
    for (const [types, documents] of annotated) {
      const xmis = documents.map(([xmi]) => xmi)
      const training = trainingBody(xmis, types)
      expect((await served.send('drugs/train', training)).status).toBe(204)
      const mentions = taken.splice(0).map(({ document }) => document.mentions.length)
      expect(mentions).toEqual(documents.map(([, people]) => people))
    }
    expect(counts).toEqual({ answered: 144, predictions: 966, refused: 13 })
  })
})
