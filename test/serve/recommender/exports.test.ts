import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTree } from '../../../src/cas/archive.ts'
import type { Cas } from '../../../src/cas/cas.ts'
import { isCasJson, parseCasJson } from '../../../src/cas/cas-json.ts'
import { documentTypes, NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import { readCas } from '../../../src/cas/document.ts'
import { casNames, openCasArchive, startImport } from '../../../src/cas/files.ts'
import { inlineArrays } from '../../../src/cas/inline.ts'
import {
  createTypeSystem,
  mergeTypeSystems,
  parseTypeSystem,
  type TypeSystem,
} from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { MedspanError, Notices } from '../../../src/errors.ts'
import { addTo } from '../../../src/lists.ts'
import type { Learner, TrainingDocument } from '../../../src/serve/contract.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { describeWithData } from '../../shared-data.ts'
import { contentOf, PREDICTED, predictionBody, predictionTypes, serve, suggestionsIn } from './inception.ts'

const ENTITY = { layer: NAMED_ENTITY, feature: 'value' }

/** Which descriptors are the type system of which XMI file. */
const { files } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cas/reference/cassis.json'), 'utf8'),
) as { files: { path: string; typeSystems: string[] }[] }

/** The CASes in a folder that are of our readers' making or INCEpTION's, whatever their format. */
async function* casesIn(root: string): AsyncGenerator<[path: string, cas: Cas]> {
  const context = await startImport({}, new Notices())
  const systems = new Map<string, TypeSystem>()
  const systemOf = (paths: readonly string[]): TypeSystem => {
    const parse = (path: string) => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path)
    const typeSystem = systems.get(String(paths)) ?? mergeTypeSystems(paths.map(parse))
    systems.set(String(paths), typeSystem)
    return typeSystem
  }
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, name)
    try {
      if (name.endsWith('.xmi')) {
        const file = files.find(one => one.path === name)
        yield [name, parseXmi(readFileSync(path, 'utf8'), systemOf(file?.typeSystems ?? []), path)]
      } else if (name.endsWith('.json')) {
        const text = readFileSync(path)
        if (isCasJson(text)) yield [name, inlineArrays(parseCasJson(text.toString(), path), path, undefined)]
      } else if (name.endsWith('.zip')) {
        const tree = await openTree(path)
        for (const inner of tree.names.filter(one => one.endsWith('.zip'))) {
          const opened = await tree.inner(inner)
          if (casNames(opened.names).length > 0)
            for await (const { cas } of openCasArchive(tree, inner, opened, context)) yield [inner, cas]
          opened.close()
        }
        tree.close()
      }
    } catch (error) {
      // Files that are broken on purpose are tested elsewhere.
      if (!(error instanceof MedspanError) || error.code === 'internal') throw error
    }
  }
}

/** The same CAS with the type system that recommenders get. */
function asSent(cas: Cas): Cas {
  const { definitions } = cas.typeSystem
  const types = cas.typeSystem.has(NAMED_ENTITY)
    ? cas.typeSystem
    : createTypeSystem([...definitions, ...documentTypes.filter(({ name }) => name === NAMED_ENTITY)])
  return { ...cas, typeSystem: predictionTypes(types, ENTITY) }
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
    const annotated = new Map<string, [xmi: string, people: number][]>()
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
      if (answer.sofas.length === 1) expect(suggestionsIn(answer, ENTITY)).toHaveLength(predicted.length)
      counts.answered += 1
      counts.predictions += predicted.length

      const people = sent.structures.filter(
        ({ type, begin = 0, end = 0 }) => type === NAMED_ENTITY && Number(begin) < Number(end),
      )
      addTo(annotated, body.typeSystem, [document, people.length])
    }
    // What comes back is what people annotated.
    for (const [types, documents] of annotated) {
      const training = {
        typeSystem: types,
        documents: documents.map(([xmi], documentId) => ({ xmi, documentId, userId: 'ann' })),
        metadata: ENTITY,
      }
      expect((await served.send('drugs/train', training)).status).toBe(204)
      const mentions = taken.splice(0).map(({ document }) => document.mentions.length)
      expect(mentions).toEqual(documents.map(([, people]) => people))
    }
    expect(counts).toEqual({ answered: 144, predictions: 966, refused: 13 })
  })
})
