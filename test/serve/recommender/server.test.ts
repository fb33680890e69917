/**
 * @file `medspan serve --learn` as INCEpTION finds it: a process that is asked over HTTP, with the documents of every source. Where
 * MEDSPAN_PYTHON names a Python with dkpro-cassis, with all of them, until the model has learnt from them, and every answer is
 * read by dkpro-cassis too; else with some, and by medspan alone.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cas, viewAnnotations } from '../../../src/cas/cas.ts'
import { NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import { documentView, readCas } from '../../../src/cas/document.ts'
import { formatTypeSystem, type TypeSystem } from '../../../src/cas/typesystem.ts'
import { formatXmi, parseXmi } from '../../../src/cas/xmi.ts'
import { Notices } from '../../../src/errors.ts'
import { addTo } from '../../../src/lists.ts'
import type { Tagger } from '../../../src/predict/tagger.ts'
import { loadTagger } from '../../../src/predict/trained-tagger.ts'
import { readKept } from '../../../src/serve/learning/documents.ts'
import { documentName, readStates, versionFolder } from '../../../src/serve/learning/state.ts'
import { builtFolder } from '../../built.ts'
import { describeWithData } from '../../shared-data.ts'
import { createServedModel } from '../learning/annotated.ts'
import { casesIn, inProject, withEmoji } from './exports.ts'
import {
  predictAt,
  predictionBody,
  predictionTypes,
  type Suggestion,
  suggestionsIn,
  trainAt,
  trainingBody,
} from './inception.ts'
import { ENTITY } from './sample.ts'

const python = process.env.MEDSPAN_PYTHON
/** Ids of documents decide which are held out: from this one on, some of those that have mentions. */
const firstId = 13_000
/** One document of so many is sent. */
const every = python === undefined ? 12 : 1

let folder: string
let tagger: Tagger
let server: ChildProcess
let remoteUrl: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-inception-'))
  const model = await createServedModel(folder, ['O', 'B-Other', 'I-Other'])
  tagger = await loadTagger(model)
  const main = join(await builtFolder(), 'dist/cli/main.js')
  const args = ['serve', '--model', `drugs=${model}`, '--learn', 'learnt', '--port', '0', '--jobs', '1']
  server = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = (await once(createInterface(server.stdout!), 'line')) as [string]
  remoteUrl = `${line.replace('drugs: ', '')}/recommender/drugs`
})
afterAll(async () => {
  server.kill('SIGKILL')
  await tagger.dispose()
  await rm(folder, { recursive: true })
})

interface Sent {
  readonly path: string
  readonly cas: Cas
  /** What the server answered. */
  answer?: string
}

/** All documents, and each again with signs that take two units. */
async function documentsOf(root: string): Promise<Sent[]> {
  const sent: Sent[] = []
  let count = 0
  for await (const [path, read] of casesIn(root)) {
    if (count++ % every > 0 || read.sofas.every(({ text }) => text === undefined)) continue
    const cas = inProject(read)
    sent.push({ path, cas }, { path: `${path} with emoji`, cas: withEmoji(cas) })
  }
  return sent
}

const forPrediction = (cas: Cas): Cas => ({ ...cas, typeSystem: predictionTypes(cas.typeSystem, ENTITY) })

const placesOf = (suggestions: readonly Pick<Suggestion, 'begin' | 'end' | 'text' | 'label'>[]) =>
  suggestions.map(({ begin, end, text, label }) => [begin, end, text, label]).sort()

async function predict({ path, cas }: Sent): Promise<{ xmi: string; suggestions: Suggestion[] }> {
  const asked = forPrediction(cas)
  const xmi = await predictAt(remoteUrl, predictionBody(asked, ENTITY))
  return { xmi, suggestions: suggestionsIn(parseXmi(xmi, asked.typeSystem, path), ENTITY) }
}

/** What the model finds in a document. */
async function found({ path, cas }: Sent): Promise<Suggestion[]> {
  const { text, sentences, tokens } = readCas(cas, path, new Notices(), { segment: tagger.segment })
  const { mentions } = await tagger.tag({ id: path, text, sentences, tokens, mentions: [] })
  return mentions.map(({ begin, end, types, score }) => ({
    ...{ begin, end, label: types[0]!, score, explanation: undefined },
    text: text.slice(begin, end),
  }))
}

/** What people have annotated in the view that a document is read from, as places in it. */
function annotatedIn(cas: Cas) {
  const { view, sofa } = documentView(cas, NAMED_ENTITY)!
  const text = sofa.text!
  const mentions = viewAnnotations(cas, view)
    .filter(({ type, begin, end }) => type === NAMED_ENTITY && begin < end)
    .map(({ begin, end }) => [begin, end, text.slice(begin, end)])
  return { text, mentions: mentions.sort() }
}

/** The requests of a project: one for each type system. */
function trainingBodies(sent: readonly Sent[]): object[] {
  const groups = new Map<TypeSystem, [xmi: string, id: number][]>()
  for (const [id, { cas }] of sent.entries()) addTo(groups, cas.typeSystem, [formatXmi(cas), firstId + id])
  return [...groups].map(([types, documents]) =>
    trainingBody(
      documents.map(([xmi]) => xmi),
      types,
      ENTITY,
      documents.map(([, id]) => id),
    ),
  )
}

/** Where the documents of the project are kept. */
async function scopeFolder(): Promise<string> {
  const [scope] = [...(await readStates(join(folder, 'learnt'))).keys()]
  return scope!
}

type Reading = unknown[][] | { readonly error: string }

async function readByCassis(answers: readonly object[]): Promise<Reading[]> {
  const file = join(folder, 'answers.json')
  await writeFile(file, JSON.stringify(answers))
  const script = join(import.meta.dirname, 'read_by_cassis.py')
  const { stdout } = await promisify(execFile)(python!, [script, file, ENTITY.layer, ENTITY.feature], {
    maxBuffer: 2 ** 30,
  })
  return JSON.parse(stdout) as Reading[]
}

describeWithData('documents of every source', ['cas'], root => {
  let sent: Sent[]
  beforeAll(async () => {
    sent = await documentsOf(root)
  })

  test('are answered with predictions at the offsets that the words have', async () => {
    const counts = { documents: sent.length, withSurrogates: 0, withCrlf: 0 }
    let predictions = 0
    for (const document of sent) {
      const { xmi, suggestions } = await predict(document)
      document.answer = xmi
      expect(placesOf(suggestions), document.path).toEqual(placesOf(await found(document)))
      const { text } = annotatedIn(document.cas)
      counts.withSurrogates += Number(/[\ud800-\udbff]/.test(text))
      counts.withCrlf += Number(text.includes('\r\n'))
      predictions += suggestions.length
    }
    expect(predictions).toBeGreaterThan(0)
    if (python === undefined) return
    console.info('answered', { ...counts, predictions })
    expect(counts).toEqual({ documents: 288, withSurrogates: 148, withCrlf: 146 })
  })

  test('are kept to learn from as they were sent', async () => {
    for (const body of trainingBodies(sent)) expect(await trainAt(remoteUrl, body)).toBe('trained')
    const kept = await readKept(await scopeFolder())
    expect(kept.size).toBe(sent.length)
    for (const [i, { path, cas }] of sent.entries()) {
      const { text, mentions } = kept.get(documentName(String(firstId + i), 'ann'))!
      const places = mentions.map(({ begin, end }) => [begin, end, text.slice(begin, end)])
      expect({ text, mentions: places.sort() }, path).toEqual(annotatedIn(cas))
    }
  })

  test.skipIf(python === undefined)(
    'are read by dkpro-cassis with the predictions that were made',
    async () => {
      const readings = await readByCassis(
        sent.map(({ cas, answer }) => ({
          typeSystem: formatTypeSystem(forPrediction(cas).typeSystem),
          xmi: answer,
        })),
      )
      const unreadable = readings.filter(reading => !Array.isArray(reading))
      const equal = readings.filter((reading, i) => {
        const { path, cas, answer } = sent[i]!
        const suggestions = suggestionsIn(parseXmi(answer!, forPrediction(cas).typeSystem, path), ENTITY)
        return (
          Array.isArray(reading) && JSON.stringify(reading.sort()) === JSON.stringify(placesOf(suggestions))
        )
      })
      console.info('read by dkpro-cassis', { equal: equal.length, unreadable })
      expect([equal.length, unreadable]).toEqual([sent.length, []])
    },
  )

  test.skipIf(python === undefined)('are learnt from, and answered by what was learnt', async () => {
    const scope = await scopeFolder()
    const state = async () => (await readStates(join(folder, 'learnt'))).get(scope)!
    while ((await state()).training === undefined) await sleep(100)
    const [body] = trainingBodies(sent)
    expect(await trainAt(remoteUrl, body)).toBe('already training')
    while ((await state()).training !== undefined) await sleep(100)
    expect(await state()).toMatchObject({ current: 1, history: [{ kind: 'learnt' }] })
    const before = tagger
    tagger = await loadTagger(versionFolder(scope, 1))
    await before.dispose()
    let predictions = 0
    for (const document of sent) {
      const { suggestions } = await predict(document)
      expect(placesOf(suggestions), document.path).toEqual(placesOf(await found(document)))
      predictions += suggestions.length
    }
    console.info('answered after learning', { documents: sent.length, predictions })
  })
})
