import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../../src/errors.ts'
import type { Learner, TrainingDocument } from '../../../src/serve/contract.ts'
import { createNameMatch } from '../../../src/serve/recommender/names.ts'
import { over, sampleXmi, typeSystem } from '../../cas/sample-cas.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { PREDICTED, predictionTypes, serve, trainingBody } from './inception.ts'
import { ENTITY } from './sample.ts'

const tagger = createTestTagger(['T047', 'Drug'], () => [])
const text = 'A 🧬 cough.\r\nAspirin, acid rain.'

function listen(answer: 'accepted' | 'busy' = 'accepted') {
  const taken: [string, readonly TrainingDocument[]][] = []
  const learner: Learner = {
    async accept(name, documents) {
      taken.push([name, documents])
      return answer
    },
  }
  return { taken, learner }
}

const entity = (id: number, covered: string, attributes: string) =>
  over(id, 'ner:NamedEntity', text, covered, attributes)

const letter = sampleXmi(text, [
  over(3, 'seg:Sentence', text, 'A 🧬 cough.'),
  over(4, 'seg:Sentence', text, 'Aspirin, acid rain.'),
  entity(5, 'cough', 'value="Disease or Syndrome"'),
  entity(6, 'Aspirin', 'value="drug"'),
  entity(7, 'acid rain', 'value="Weather"'),
  entity(8, 'rain', 'identifier="http://kb/rain"'),
  over(9, 'custom:Finding', text, 'acid', 'IDUMLS="C0001128"'),
])

describe('a request to train', () => {
  test('hands on what people annotated, as the types that the model calls it', async () => {
    const { taken, learner } = listen()
    const response = await serve(tagger, { learner }).send('drugs/train', trainingBody([letter]))
    expect([response.status, await response.text()]).toEqual([204, ''])
    const mention = (begin: number, end: number, ...types: string[]) =>
      expect.objectContaining({ begin, end, types })
    expect(taken).toEqual([
      [
        'drugs',
        [
          {
            id: '7',
            project: '1337',
            user: 'ann',
            document: {
              id: '7',
              text,
              sentences: [
                { begin: 0, end: 11 },
                { begin: 13, end: 32 },
              ],
              tokens: expect.arrayContaining([{ begin: 5, end: 10 }]),
              mentions: [
                mention(5, 10, 'T047'),
                mention(13, 20, 'Drug'),
                mention(22, 31, 'Weather'),
                mention(27, 31),
              ],
            },
          },
        ],
      ],
    ])
  })

  test('leaves out what was predicted and not accepted', async () => {
    const { taken, learner } = listen()
    const xmi = sampleXmi(text, [
      entity(5, 'cough', `value="T047" ${PREDICTED}="true"`),
      entity(6, 'Aspirin', `value="Drug" ${PREDICTED}="false"`),
      entity(7, 'acid', 'value="Drug"'),
    ])
    await serve(tagger, { learner }).send(
      'drugs/train',
      trainingBody([xmi], predictionTypes(typeSystem, ENTITY)),
    )
    expect(taken[0]?.[1][0]?.document.mentions.map(({ begin }) => begin)).toEqual([13, 22])
  })

  test('may have any layer and feature, and documents without one annotation of it', async () => {
    const { taken, learner } = listen()
    const target = { layer: 'webanno.custom.Finding', feature: 'comment' }
    const commented = sampleXmi(text, [over(5, 'custom:Drug', text, 'Aspirin', 'comment="T047|Other"')])
    await serve(tagger, { learner }).send(
      'drugs/train',
      trainingBody([sampleXmi(text, []), commented], typeSystem, target),
    )
    expect(taken[0]?.[1].map(({ id, document }) => [id, document.mentions])).toEqual([
      ['7', []],
      ['8', [{ begin: 13, end: 20, concepts: [], types: ['T047', 'Other'] }]],
    ])
  })

  test('has new types as labels can have them: without white space, semantic types by their codes', async () => {
    const { taken, learner } = listen()
    const xmi = sampleXmi(text, [
      entity(5, 'cough', 'value="Sign or Symptom"'),
      entity(6, 'Aspirin', 'value="Adverse  event"'),
    ])
    await serve(tagger, { learner }).send(
      'drugs/train',
      trainingBody([xmi], predictionTypes(typeSystem, ENTITY)),
    )
    const types = taken[0]?.[1][0]?.document.mentions.flatMap(mention => mention.types)
    expect(types).toEqual(['T184', 'Adverse_event'])
    expect(createNameMatch(['Adverse  event', 'Sign or Symptom'])('Adverse_event')).toBe('Adverse  event')
    expect(createNameMatch(['Sign or Symptom'])('T184')).toBe('Sign or Symptom')
  })

  test('without a document has nothing to learn from', async () => {
    const { taken, learner } = listen()
    const response = await serve(tagger, { learner }).send('drugs/train', trainingBody([]))
    expect([response.status, taken]).toEqual([204, []])
  })

  test('is told to come again while the model learns', async () => {
    const { learner } = listen('busy')
    const response = await serve(tagger, { learner }).send('drugs/train', trainingBody([letter]))
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '5',
      'the model drugs is learning already: try again when it has ended',
    ])
  })

  test('is refused where no model learns, in words for the settings of INCEpTION', async () => {
    const response = await serve(tagger).send('drugs/train', trainingBody([letter]))
    expect([response.status, await response.text()]).toEqual([
      501,
      'the model drugs does not learn here: choose "Training not supported" in the settings of the recommender',
    ])
  })

  test.each<[string, object, number, RegExp]>([
    ['broken', trainingBody([letter, '<xmi:XMI']), 400, /^documents\[1\]\.xmi:1/],
    [
      'without a text',
      trainingBody([
        sampleXmi(text, [])
          .replace(/<cas:Sofa.*/, '')
          .replace(/<cas:View.*/, ''),
      ]),
      400,
      /documents\[0\]\.xmi.*no view with a text/,
    ],
    [
      'of another layer',
      trainingBody([letter], typeSystem, { layer: 'my.Own', feature: 'value' }),
      400,
      /expected a layer my\.Own/,
    ],
    ['that are none', { ...trainingBody([]), documents: 7 }, 400, /documents: expected a list, got 7/],
  ])('with documents %s is refused as a whole', async (_, body, status, message) => {
    const { taken, learner } = listen()
    const response = await serve(tagger, { learner }).send('drugs/train', body)
    expect(await response.text()).toMatch(message)
    expect([response.status, taken]).toEqual([status, []])
  })

  test.each<[string, MedspanError, number, string, string[]]>([
    [
      'taken where it could not be kept, and the client learns nothing of this machine',
      new MedspanError('output', 'no space is left', { where: { path: '/srv/models' } }),
      500,
      'the recommender failed; the log of its server says why',
      ['recommender: /srv/models: no space is left'],
    ],
    [
      'taken where there are too many documents, and the client learns why',
      new MedspanError('data', 'expected at most 5,000 documents to learn from', { hint: 'delete some' }),
      400,
      'expected at most 5,000 documents to learn from\n  delete some',
      [],
    ],
  ])('is not said to be %s', async (_, error, status, said, log) => {
    const learner: Learner = {
      accept: async () => {
        throw error
      },
    }
    const served = serve(tagger, { learner })
    const response = await served.send('drugs/train', trainingBody([letter]))
    expect([response.status, await response.text(), served.log]).toEqual([status, said, log])
  })
})
