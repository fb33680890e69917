import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTypeSystem } from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { over, typeSystem } from '../../cas/sample-cas.ts'
import { fuzzRuns, fuzzSeed, fuzzTimeoutMs, isFuzzed } from '../../fuzz.ts'
import { changeBytes, changesOf } from '../../mutation.ts'
import { contentOf, PREDICTED, predictionBody, predictionTypes, serve } from './inception.ts'
import { casOf, ENTITY, wordTagger } from './sample.ts'

const text = 'An 🧬 a\u0301cid.\r\nCough, acid rain 😷.'
const cas = casOf(text, predictionTypes(typeSystem, ENTITY), [
  over(7, 'custom:Finding', text, 'Cough', 'IDUMLS="C0010200"'),
  over(40, 'ner:NamedEntity', text, 'rain', `value="Water" ${PREDICTED}="true"`),
])
const asking = {
  ...ENTITY,
  anchoringMode: 'tokens' as const,
  tagsets: [{ tags: [{ tag: 'T047' }], targets: [] }],
}
const body = predictionBody(cas, asking)
const train = { ...body, documents: [body.document] }
const runs = fuzzRuns(200)

/** What tampering may put in. */
const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  '-1',
  '1e999',
  '""',
  '\\u0000',
  '\\ud800',
  '&#0;',
  '<',
  '>',
].map(piece => Buffer.from(piece))

test(
  'a request that was tampered with is answered as what it is, or refused with a reason',
  async () => {
    const learner = { accept: async () => 'accepted' as const }
    const statuses: Record<string, number> = {}
    const served = serve(wordTagger, { learner, cacheBytes: 10_000 })
    const changes = changesOf(
      'byte',
      'bit',
      'digit',
      'cut',
      'drop',
      'repeat',
      'copy',
      'insert',
      'overwrite',
      'replace',
    )
    /** In a part of the request, as JSON has it then, or in the JSON itself. */
    const place = fc.constantFrom('json', 'typeSystem', 'xmi', 'metadata')
    await fc.assert(
      fc.asyncProperty(changes, place, fc.boolean(), async (changed, part, isTraining) => {
        const alter = (content: string): string =>
          changeBytes(Buffer.from(content), changed, pieces).toString()
        const request = structuredClone(isTraining ? train : body)
        if (part === 'typeSystem') request.typeSystem = alter(request.typeSystem)
        if (part === 'xmi') request.document.xmi = alter(request.document.xmi)
        const sent =
          part === 'json' || part === 'metadata'
            ? part === 'json'
              ? alter(JSON.stringify(request))
              : JSON.stringify(request).replace(/"metadata":\{.*?\}\}/, alter)
            : JSON.stringify('documents' in request ? { ...request, documents: [request.document] } : request)
        const response = await served.send(isTraining ? 'drugs/train' : 'drugs/predict', sent)
        const said = await response.text()
        statuses[response.status] = (statuses[response.status] ?? 0) + 1
        expect([200, 204, 400], served.log.join()).toContain(response.status)
        if (response.status === 400) expect(said.trim()).not.toBe('')
        if (response.status !== 200) return
        const asked = JSON.parse(sent) as typeof body
        const types = parseTypeSystem(asked.typeSystem, 'sent')
        const before = contentOf(parseXmi(asked.document.xmi, types, 'sent'))
        const after = contentOf(
          parseXmi((JSON.parse(said) as { document: string }).document, types, 'answer'),
        )
        const kept = before.structures.filter(one => one[PREDICTED] !== true)
        expect(after.structures.filter(one => one[PREDICTED] !== true)).toEqual(kept)
        expect(after.sofas).toEqual(before.sofas)
      }),
      { numRuns: runs, seed: fuzzSeed },
    )
    expect(served.log).toEqual([])
    if (isFuzzed) console.info(statuses)
  },
  fuzzTimeoutMs(runs),
)
