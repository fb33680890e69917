import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { exportModel } from '../../src/export/export.ts'
import { prepareAdapters } from '../../src/nn/adapters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { adapterFiles } from '../../src/nn/weights/adapter-files.ts'
import { type Classifier, createTagger, documentOf } from '../../src/predict/tagger.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import { coveredText, type Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import type { PaddedChunks } from '../../src/tokenizer/align.ts'
import { decodeBest, softmaxProbabilities } from '../../src/tokenizer/decode.ts'
import { usageOf } from '../../src/train/trained-model.ts'
import { createRandomModel } from './random-model.ts'

const labels = ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene']

/** A word's pieces: its number in the vocabulary, and one more for each letter beyond the third. */
const vocabulary = ['aspirin', 'acid', 'TP53', '🧬']
const tokenizer = {
  encodeWord(word: string): number[] {
    if (word === '\u0001') return []
    return [10 + vocabulary.indexOf(word), ...new Array<number>(Math.max(0, word.length - 3)).fill(5)]
  },
  prefix: [1],
  suffix: [2],
  padId: 0,
}
const labelOf: Readonly<Record<number, string>> = { 10: 'B-Drug', 11: 'I-Drug', 12: 'B-Gene', 13: 'B-Gene' }

/** Knows the vocabulary by heart, and remembers the shapes of its batches. */
function createKnowing(
  maxLength = 64,
): Classifier & { readonly shapes: [number, number][]; disposed: boolean } {
  const classifier = {
    labels,
    maxLength,
    shapes: [] as [number, number][],
    disposed: false,
    async logits(batch: PaddedChunks): Promise<Float32Array> {
      classifier.shapes.push([batch.rows, batch.length])
      const logits = new Float32Array(batch.inputIds.length * labels.length)
      for (const [i, id] of batch.inputIds.entries())
        logits[i * labels.length + labels.indexOf(labelOf[id] ?? 'O')] = 1
      return logits
    },
    async dispose() {
      classifier.disposed = true
    },
  }
  return classifier
}

const found = (document: Document): string[] =>
  document.mentions.map(mention => `${coveredText(document, mention)}/${mention.types.join()}`)

const scoresOf = (document: Document) => document.mentions.map(({ score }) => score)

describe('createTagger', () => {
  it('finds mentions at the characters of their words, past emoji', async () => {
    const tagger = createTagger(createKnowing(), tokenizer)
    const tagged = await tagger.tag('🧬 and aspirin  acid, then TP53.\n\nNo acid here; aspirin.')
    expect(found(tagged)).toEqual(['🧬/Gene', 'aspirin  acid/Drug', 'TP53/Gene', 'acid/Drug', 'aspirin/Drug'])
    expect(tagged.mentions[1]).toMatchObject({ begin: 7, end: 20, concepts: [], types: ['Drug'] })
    expect(tagger.types).toEqual(['Drug', 'Gene'])
  })

  it('keeps a document’s own words and sentences, and replaces its mentions', async () => {
    const document: Document = {
      id: 'd1',
      text: 'xaspirinx acid',
      sentences: [{ begin: 0, end: 14 }],
      tokens: [
        { begin: 1, end: 8 },
        { begin: 10, end: 14 },
      ],
      mentions: [{ begin: 10, end: 14, concepts: ['C0000001'], types: ['Gene'] }],
      source: 'd1.xmi',
    }
    const tagged = await createTagger(createKnowing(), tokenizer).tag(document)
    expect(tagged).toEqual({
      ...document,
      mentions: [{ begin: 1, end: 14, concepts: [], types: ['Drug'], score: expect.closeTo(0.4046, 4) }],
    })
  })

  it('tags a sentence that is longer than a sequence to its end', async () => {
    const classifier = createKnowing(8)
    const text = `${'word '.repeat(40)}aspirin acid`
    const tagged = await createTagger(classifier, tokenizer).tag(text)
    expect(found(tagged)).toEqual(['aspirin acid/Drug'])
    expect(Math.max(...classifier.shapes.map(([, length]) => length))).toBeLessThanOrEqual(8)
  })

  it('tells how many words are tagged, batch by batch, each once', async () => {
    const counts: number[] = []
    const tagger = createTagger(createKnowing(8), tokenizer, { batchPieces: 16, stride: 2 })
    const text = `${'word '.repeat(40)}aspirin acid`
    const document = { id: 'd', text, ...segment(text), mentions: [] }
    await tagger.tag(document, { advance: words => counts.push(words) })
    expect(counts.length).toBeGreaterThan(3)
    expect(counts.reduce((a, b) => a + b)).toBe(42)
  })

  it('takes a shorter length on demand, but no longer one than the classifier does', async () => {
    for (const [maxLength, longest] of [
      [5, 5],
      [100, 8],
    ] as const) {
      const classifier = createKnowing(8)
      await createTagger(classifier, tokenizer, { maxLength }).tag('a b c d e f g h i j k')
      expect(Math.max(...classifier.shapes.map(([, length]) => length))).toBe(longest)
    }
  })

  it('shows the sentences around one to the classifier on demand, and finds the same in it', async () => {
    const text = 'Acid TP53.\n\nNo aspirin acid here.\n\nTP53 x.'
    const alone = createKnowing(30)
    const within = createKnowing(30)
    const expected = await createTagger(alone, tokenizer).tag(text)
    const tagged = await createTagger(within, tokenizer, { context: 'sentences' }).tag(text)
    expect(tagged).toEqual(expected)
    expect(found(tagged)).toEqual(['TP53/Gene', 'aspirin acid/Drug', 'TP53/Gene'])
    // All three see the whole text.
    expect(new Set(within.shapes.map(([, length]) => length)).size).toBe(1)
    expect(within.shapes[0]![1]).toBeGreaterThan(Math.max(...alone.shapes.map(([, length]) => length)))
  })

  it('tags a long sentence by overlapping parts and decodes it as one', async () => {
    const text = `${'word '.repeat(20)}aspirin acid ${'word '.repeat(20)}`
    const lengths: number[] = []
    const tagger = createTagger(createKnowing(12), tokenizer, {
      stride: 4,
      decode(scores, count) {
        lengths.push(scores.length / count)
        return decodeBest(scores, count)
      },
    })
    expect(found(await tagger.tag(text))).toEqual(['aspirin acid/Drug'])
    expect(lengths).toEqual([42])
  })

  it('says how sure it is of each mention', async () => {
    const document = await createTagger(createKnowing(), tokenizer).tag('aspirin acid, TP53')
    expect(found(document)).toEqual(['aspirin acid/Drug', 'TP53/Gene'])
    // One label has the logit 1, the four others 0.
    const share = Math.E / (Math.E + 4)
    expect(scoresOf(document)).toEqual([expect.closeTo(share, 6), expect.closeTo(share, 6)])
    const surely = createTagger(createKnowing(), tokenizer, {
      probabilities: scores => new Float32Array(scores.length).fill(0.5),
    })
    expect(scoresOf(await surely.tag('acid'))).toEqual([0.5])
  })

  it('says how sure it is of each sentence with words where it is asked, whether it finds something or not', async () => {
    // One label has the logit 1, divided by the temperature, the four others 0.
    const share = Math.E ** 2 / (Math.E ** 2 + 4)
    const tagger = createTagger(createKnowing(), tokenizer, { temperature: 0.5 })
    const text = 'Aspirin aspirin.\n\n\u0001'
    const document = { ...documentOf('a', text), ...segment(text) }
    const plain = await tagger.tag(document)
    expect(plain.sentences.every(sentence => !('confidence' in sentence))).toBe(true)
    const asked = await tagger.tag(document, { confidence: true })
    expect(asked.mentions).toEqual(plain.mentions)
    expect(asked.sentences.map(({ begin, end }) => [begin, end])).toEqual(
      document.sentences.map(({ begin, end }) => [begin, end]),
    )
    // Three words of the same certainty, in a sentence; a word without a piece leaves no doubt.
    expect(asked.sentences[0]!.confidence).toBeCloseTo(share, 6)
    for (const { confidence } of asked.sentences.slice(1)) expect(confidence).toBe(1)
    const aggregating = createTagger(createKnowing(), tokenizer, { aggregation: 'simple' })
    await expect(aggregating.tag(document, { confidence: true })).rejects.toThrow('no aggregation')
    const [only] = (await tagger.tag('nothing of note', { confidence: true })).sentences
    expect(only!.confidence).toBeCloseTo(share, 6)
  })

  it('asks for the probabilities of a sentence once, and of one without mentions not at all', async () => {
    const asked: number[] = []
    const tagger = createTagger(createKnowing(), tokenizer, {
      temperature: 0.5,
      probabilities(scores, count, temperature) {
        asked.push(temperature)
        return softmaxProbabilities(scores, count, temperature)
      },
    })
    expect(found(await tagger.tag('Aspirin aspirin. Nothing here.'))).toEqual(['aspirin/Drug'])
    expect(asked).toEqual([0.5])
  })

  it('takes for how sure a sentence is the geometric mean over its words', async () => {
    const doubtful: Classifier = {
      ...createKnowing(),
      async logits({ inputIds }) {
        const logits = new Float32Array(inputIds.length * labels.length).fill(-1e9)
        for (const [i, id] of inputIds.entries()) {
          logits[i * labels.length] = id === 11 ? Math.log(0.9) : Math.log(0.6)
          logits[i * labels.length + 1] = id === 11 ? Math.log(0.1) : Math.log(0.4)
        }
        return logits
      },
    }
    const tagged = await createTagger(doubtful, tokenizer).tag('acid aspirin', { confidence: true })
    expect(tagged.sentences[0]!.confidence).toBeCloseTo(Math.sqrt(0.9 * 0.6), 6)
  })

  it('batches sentences of like length, and puts tags back where they belong', async () => {
    const text = ['Long x y z aspirin.', 'Acid TP53.', 'No x y aspirin acid.', 'TP53 x.'].join('\n\n')
    const one = createKnowing()
    const all = createKnowing()
    const expected = await createTagger(one, tokenizer, { batchPieces: 1 }).tag(text)
    const tagged = await createTagger(all, tokenizer, { batchPieces: 30 }).tag(text)
    expect(tagged).toEqual(expected)
    expect(found(tagged)).toEqual(['aspirin/Drug', 'TP53/Gene', 'aspirin acid/Drug', 'TP53/Gene'])
    expect(one.shapes.length).toBe(4)
    expect(all.shapes.map(([rows]) => rows)).toEqual([2, 2])
  })

  it('tags documents that come one after the other as it tags each by itself', async () => {
    const words = ['aspirin', 'acid', 'TP53', '🧬', 'word', '\u0001', '\n\n', '.']
    const text = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map(own => own.join(' ')),
      fc.nat({ max: 100 }).map(count => 'an acid. '.repeat(count)),
    )
    const tagger = createTagger(createKnowing(12), tokenizer, { batchPieces: 40, stride: 2 })
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), async texts => {
        const documents = texts.map((own, i) => documentOf(String(i), own))
        const expected = await Promise.all(documents.map(document => tagger.tag(document)))
        async function* later() {
          for (const document of documents) {
            if (document.text.length % 3 === 0) await new Promise(setImmediate)
            yield document
          }
        }
        for (const source of [documents, later()]) {
          const tagged: Document[] = []
          for await (const document of tagger.tag(source)) tagged.push(document)
          expect(tagged).toEqual(expected)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('batches sentences of several documents', async () => {
    const classifier = createKnowing()
    const tagger = createTagger(classifier, tokenizer)
    const documents = Array.from({ length: 1500 }, (_, i) => documentOf(String(i), 'An acid.'))
    const ids: string[] = []
    for await (const { id, mentions } of tagger.tag(documents)) {
      expect(mentions).toHaveLength(1)
      ids.push(id)
    }
    expect(ids).toEqual(documents.map(({ id }) => id))
    expect(Math.max(...classifier.shapes.map(([rows]) => rows))).toBeGreaterThan(80)
  })

  it('leaves out mentions that it is not sure enough of', async () => {
    const surely = createTagger(createKnowing(), tokenizer, { minScore: 0.41 })
    expect(found(await surely.tag('An acid.'))).toEqual([])
    const unsure = createTagger(createKnowing(), tokenizer, { minScore: 0.4 })
    expect(found(await unsure.tag('An acid.'))).toEqual(['acid/Drug'])
  })

  it('finds nothing in nothing, and leaves words without pieces alone', async () => {
    const classifier = createKnowing()
    const tagger = createTagger(classifier, tokenizer)
    expect((await tagger.tag('')).mentions).toEqual([])
    expect(classifier.shapes).toEqual([])
    const document = {
      id: 'c',
      text: '\u0001',
      sentences: [{ begin: 0, end: 1 }],
      tokens: [{ begin: 0, end: 1 }],
    }
    expect((await tagger.tag({ ...document, mentions: [] })).mentions).toEqual([])
  })

  it('disposes the classifier with itself', async () => {
    const classifier = createKnowing()
    await createTagger(classifier, tokenizer).dispose()
    expect(classifier.disposed).toBe(true)
  })

  it('takes the labels of other schemes, and names of types without one', async () => {
    const text = 'aspirin acid acid TP53'
    const expected = ['aspirin acid/Drug', 'acid/Drug', 'TP53/Gene']
    const schemes: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
      BIOES: [['O', 'B-Drug', 'E-Drug', 'S-Gene', 'S-Drug'], expected],
      BILOU: [['O', 'B-Drug', 'L-Drug', 'U-Gene', 'U-Drug'], expected],
      IO: [
        ['O', 'I-Drug', 'I-Drug', 'I-Gene', 'I-Drug'],
        ['aspirin acid acid/Drug', 'TP53/Gene'],
      ],
      names: [
        ['O', 'Drug', 'Drug', 'Gene', 'Drug'],
        ['aspirin acid acid/Drug', 'TP53/Gene'],
      ],
    }
    // The label of each word, by its number.
    const logits = async ({ inputIds }: PaddedChunks) => {
      const scores = new Float32Array(inputIds.length * 5)
      let acids = 0
      for (const [i, id] of inputIds.entries()) {
        const label = id === 10 ? 1 : id === 11 ? (acids++ === 0 ? 2 : 4) : id === 12 ? 3 : 0
        scores[i * 5 + label] = 1
      }
      return scores
    }
    for (const [scheme, [own, mentions]] of Object.entries(schemes)) {
      const tagger = createTagger({ ...createKnowing(), labels: own, logits }, tokenizer)
      expect([scheme, ...found(await tagger.tag(text))]).toEqual([scheme, ...mentions])
      expect(tagger.types).toEqual(['Drug', 'Gene'])
    }
  })

  it('refuses labels without O', () => {
    const classifier = { ...createKnowing(), labels: ['LABEL_0', 'LABEL_1'] }
    expect(() => createTagger(classifier, tokenizer)).toThrow(
      /expected a label set with O, got LABEL_0, LABEL_1/,
    )
  })
})

describe('loadTagger', () => {
  let root: string
  let run: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'medspan-tagger-'))
    run = await mkdtemp(join(root, 'run-'))
    await createRandomModel(run, labels)
  })
  afterAll(() => rm(root, { recursive: true }))

  it('opens a run folder and tags with it, the same each time', async () => {
    const text = 'Methylphenol kinase mutation in patients with hepatitis. Phenol (TNF-α) doses.'
    const tagger = await loadTagger(run, { threads: 1 })
    const tagged = await tagger.tag(text)
    expect(tagger.types).toEqual(['Drug', 'Gene'])
    expect(tagged.mentions.length).toBeGreaterThan(0)
    expect(await tagger.tag(text)).toEqual(tagged)
    await tagger.dispose()
    const other = await loadTagger(run, { threads: 1, batchPieces: 1 })
    expect(await other.tag(text)).toEqual(tagged)
    await other.dispose()
  })

  it('aggregates word pieces on demand, and a word has the label of its first piece otherwise', async () => {
    const text = 'Methylphenol kinase mutation in patients with hepatitis. Phenol (TNF-α) doses.'
    const tagWith = async (aggregation?: 'simple' | 'first') => {
      const tagger = await loadTagger(run, { threads: 1, aggregation, minScore: 0.3 })
      const { mentions } = await tagger.tag(text)
      await tagger.dispose()
      for (const { score } of mentions) expect(score).toBeGreaterThanOrEqual(0.3)
      return mentions.map(({ begin, end }) => text.slice(begin, end))
    }
    const [words, pieces, firsts] = await Promise.all([tagWith(), tagWith('simple'), tagWith('first')])
    expect(pieces.length).toBeGreaterThan(0)
    expect(pieces).not.toEqual(words)
    expect(firsts).not.toEqual(pieces)
  })

  it('makes no longer sequences than the tokenizer says', async () => {
    const text = `${'gene mutation with kinase '.repeat(8)}and phenol`
    const tagged = await Promise.all(
      [undefined, 12, 40].map(async maxLength => {
        const tagger = await loadTagger(run, { threads: 1, maxLength })
        const document = await tagger.tag(text)
        await tagger.dispose()
        return document.mentions
      }),
    )
    expect(tagged[0]).toEqual(tagged[1])
    expect(tagged[0]).not.toEqual(tagged[2])
  })

  it('cuts and surrounds sentences as config.json says that training did', async () => {
    const text = `${'gene mutation with kinase '.repeat(8)}and phenol.\n\nPhenol kinase.`
    const tag = async (settings: unknown, options: object = {}) => {
      const folder = await mkdtemp(join(root, 'settings-'))
      await cp(run, folder, { recursive: true })
      const json = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
      await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, medspan: settings }))
      const tagger = await loadTagger(folder, { threads: 1, ...options })
      const document = await tagger.tag(text)
      await tagger.dispose()
      return scoresOf(document)
    }
    const plain = await tag({})
    for (const settings of [{ stride: 4 }, { context: 'sentences' }] as const) {
      const own = await tag(settings)
      expect(own).not.toEqual(plain)
      expect(own).toEqual(await tag({}, settings))
    }
    await expect(tag({ context: 'documents' })).rejects.toMatchObject({
      code: 'input',
      message: 'expected none or sentences, got "documents"',
    })
    await expect(tag({ language: 'xx' })).rejects.toThrow('expected en or de or fr, got "xx"')
    await expect(tag({ stride: -1 })).rejects.toThrow('expected a whole number from 0, got -1')
    for (const temperature of [0, -1, 1e9, '2', null, [1]])
      await expect(tag({ temperature })).rejects.toThrow(
        `expected a number from 0.05 to 20, got ${JSON.stringify(temperature)}`,
      )
    await expect(tag({ layer: 'my.Mark' })).rejects.toThrow('expected the name of a feature, got undefined')
    await expect(tag({ layer: ['my.Mark'] })).rejects.toThrow('expected the name of a layer')
  })

  it('splits texts as config.json says that training did, and knows where their types stood', async () => {
    const text = 'Dosis 0,5 mg ggf. Aspirin.'
    const trainedFrom = { layer: 'webanno.custom.Finding', feature: 'kind' }
    const split = async (written: object) => {
      const folder = await mkdtemp(join(root, 'usage-'))
      await cp(run, folder, { recursive: true })
      const trained = parseConfig(
        JSON.stringify({ corpus: { sources: [{ path: 'a' }], ...written }, model: { name_or_path: 'm' } }),
        join(folder, 'medspan.yaml'),
      )
      const json = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))
      await writeFile(
        join(folder, 'config.json'),
        JSON.stringify({
          ...json,
          medspan: usageOf(trained, { language: trained.corpus.language, trainedFrom }),
        }),
      )
      const tagger = await loadTagger(folder, { threads: 1 })
      expect(tagger.trainedFrom).toEqual(trainedFrom)
      const { sentences, tokens } = await tagger.tag(text)
      await tagger.dispose()
      return [sentences.length, tokens.map(({ begin, end }) => text.slice(begin, end))[1]]
    }
    expect(await split({})).toEqual([2, '0'])
    expect(await split({ language: 'de' })).toEqual([1, '0,5'])
    expect(await split({ tokenizer: 'spacy-like' })).toEqual([2, '0,5'])
  })

  it('refuses a folder without weights', async () => {
    const folder = join(root, 'untrained')
    await cp(run, folder, { recursive: true })
    await rm(join(folder, 'model.safetensors'))
    await expect(loadTagger(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/expected a trained model/),
      where: { path: folder },
    })
  })

  it('opens adapters as peft leaves them, with the tokenizer of their model, and says which model is not there', async () => {
    const model = prepareAdapters(await readModel(run, { seed: 0 }), { rank: 2, alpha: 4, dropout: 0 }, 3)
    const folder = join(root, 'adapters')
    const writeFor = async (base: string) => {
      for (const [name, content] of adapterFiles(model, base, model.parameters))
        await writeFileWhole(join(folder, name), content)
    }
    await writeFor(run)
    const [own, other] = await Promise.all([run, folder].map(path => loadTagger(path, { threads: 1 })))
    const text = 'Methylphenol kinase mutation in patients with hepatitis.'
    expect((await other!.tag(text)).mentions).toEqual((await own!.tag(text)).mentions)
    await Promise.all([own!.dispose(), other!.dispose()])
    await exportModel(folder, join(root, 'adapters-exported'), { threads: 1 })

    await writeFor(join(root, 'gone'))
    const missing = {
      code: 'input',
      message: `expected the model that the adapters are for, got none at ${join(root, 'gone')}`,
      where: { path: join(folder, 'adapter_config.json'), at: 'base_model_name_or_path' },
    }
    await expect(loadTagger(folder)).rejects.toMatchObject(missing)
    await cp(join(run, 'tokenizer.json'), join(folder, 'tokenizer.json'))
    await expect(loadTagger(folder)).rejects.toMatchObject(missing)
    await cp(join(run, 'config.json'), join(folder, 'config.json'))
    await expect(loadTagger(folder)).rejects.toMatchObject(missing)
    await expect(exportModel(folder, join(root, 'none'))).rejects.toMatchObject(missing)
  })

  it('refuses a tokenizer with more pieces than the model has', async () => {
    const folder = join(root, 'mismatch')
    await cp(run, folder, { recursive: true })
    const json = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as {
      model: { vocab: Record<string, number> }
    }
    json.model.vocab.onemore = 199
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(json))
    await expect(loadTagger(folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/at most 199 pieces, got 200/),
      where: { path: folder },
    })
  })
})
