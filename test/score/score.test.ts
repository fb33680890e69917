/** @file Predictions of anybody against gold documents: every format, every way in which documents may not belong together. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCorpus, importCorpus, writableFormats } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { scoreCorpora } from '../../src/score/score.ts'
import type { Corpus, Document, Mention } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

const progress = silent
const text = 'Severe asthma of the left lung.\nAspirin relieved it twice.'
const mention = (words: string, type: string, score?: number): Mention => {
  const begin = text.indexOf(words)
  return {
    begin,
    end: begin + words.length,
    concepts: [],
    types: type === '' ? [] : type.split(' '),
    ...(score !== undefined && { score }),
  }
}
const bySpan = (a: Mention, b: Mention) => a.begin - b.begin || a.end - b.end
const document = (mentions: readonly Mention[], more: Partial<Document> = {}): Document => ({
  id: 'a',
  text,
  ...segment(more.text ?? text),
  mentions: [...mentions].sort(bySpan),
  ...more,
})
const gold = [
  document([
    mention('Severe asthma', 'T047'),
    mention('left lung', 'T023'),
    mention('Aspirin', 'T121'),
    mention('asthma', 'T047'),
  ]),
]
const score = (predicted: Corpus, options: Partial<Parameters<typeof scoreCorpora>[2]> = {}) =>
  scoreCorpora(gold, predicted, { progress, ...options })

/** Everything that is noticed, as `code kinds count`. */
function listening() {
  const noticed: string[] = []
  const lines: string[] = []
  return {
    noticed,
    lines,
    progress: {
      ...silent,
      notice: ({ code, count, kinds = {} }: { code: string; count: number; kinds?: object }) =>
        void noticed.push([code, ...Object.keys(kinds), count].join(' ')),
      info: (line: string) => void lines.push(line),
    },
  }
}

let folder = ''
let sample: Corpus = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-score-'))
  const path = resolve(import.meta.dirname, '../../examples/sample/abstracts.pubtator')
  sample = (await importCorpus([path], { progress })).slice(0, 6)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('scores', () => {
  test('are by characters and by tags, on the words of gold', async () => {
    const { tags, evaluation, documents, counts } = await score([
      document([
        mention('Severe asthma', 'T047'),
        mention('left', 'T023'),
        mention('Aspirin', 'T109'),
        mention('twice', 'T079'),
      ]),
    ])
    expect(evaluation).toMatchObject({
      correct: 1,
      gold: 4,
      predicted: 4,
      lost: 1,
      classes: { correct: 1, border: 1, type: 1, missed: 1, spurious: 1 },
      calibration: { count: 0 },
    })
    expect(evaluation).not.toHaveProperty('seen')
    expect(evaluation.types.T047).not.toHaveProperty('training')
    expect(tags.strict.overall).toMatchObject({ number: 3, precision: 0.25, recall: 1 / 3 })
    expect(documents[0]).toMatchObject({ id: 'a', text, gold: { length: 4 } })
    expect(documents[0]!.predicted[0]).not.toHaveProperty('score')
    expect(counts).toEqual({ documents: 1, sentences: 2, words: 12 })
    // Mentions that overlap count by characters; tags keep the longer one, on both sides.
    const same = await score(gold)
    expect(same).toMatchObject({
      evaluation: { correct: 4 },
      tags: { strict: { overall: { f1: 1, number: 3 } } },
    })
  })

  test('do not call a mention right that ends inside a word, in either mode', async () => {
    const half = mention('Aspirin', 'T121')
    const { tags, evaluation } = await score([document([{ ...half, end: half.end - 2 }])])
    expect(evaluation).toMatchObject({ correct: 0, classes: { border: 1 } })
    expect(tags.default.overall).toMatchObject({ precision: 0, recall: 0 })
  })

  test('are calibrated by the scores that predictions have', async () => {
    const { evaluation } = await score([
      document([mention('left lung', 'T023', 0.75), mention('Aspirin', 'T109', 0.5), mention('it', 'T079')]),
    ])
    expect(evaluation.calibration).toMatchObject({ count: 2, brier: (0.25 ** 2 + 0.5 ** 2) / 2 })
  })

  test('leave out what touches a gold mention without a type, and types that were not annotated', async () => {
    const partly = [
      document([mention('left lung', 'T023'), mention('Aspirin', '')], { annotated: ['T023', 'T047'] }),
    ]
    const predicted = [
      document([mention('left lung', 'T023'), mention('Aspirin', 'T047'), mention('twice', 'T079')]),
    ]
    const { evaluation, tags } = await scoreCorpora(partly, predicted, { progress })
    expect(evaluation).toMatchObject({ correct: 1, predicted: 1, gold: 1 })
    expect(tags.strict.overall).toMatchObject({ f1: 1, number: 1 })
  })

  test('take the first of several types, or those of a list with what lies below them', async () => {
    const several = [document([mention('Severe asthma', 'T191 T047'), mention('twice', 'T079')])]
    const asThey = await scoreCorpora(several, [document([mention('Severe asthma', 'T191')])], { progress })
    expect(asThey.evaluation).toMatchObject({ correct: 1, gold: 2 })
    const listed = await scoreCorpora(several, [document([mention('Severe asthma', 'T047')])], {
      progress,
      types: ['T046'],
    })
    expect(listed.evaluation).toMatchObject({ correct: 1, gold: 1, types: { T046: { gold: 1 } } })
    const one = await scoreCorpora(several, [document([mention('twice', '')])], { progress, types: 'one' })
    expect(one.evaluation).toMatchObject({ correct: 1, gold: 2, types: { Concept: { predicted: 1 } } })
  })

  test('are of types that are called as a stranger likes', async () => {
    const named = ['Cell Line', 'O', '__proto__', '\u001b[31m']
    const own = [
      document(
        ['Severe', 'asthma', 'left', 'lung'].map((word, i) => ({
          ...mention(word, 'x'),
          types: [named[i]!],
        })),
      ),
    ]
    const { evaluation, tags } = await scoreCorpora(own, own, { progress })
    expect(evaluation).toMatchObject({ correct: 4, gold: 4 })
    expect(Object.keys(tags.strict.types).sort()).toEqual(named.toSorted())
  })

  test('are said to lack what the tagger does not know, and what gold does not have', async () => {
    const { noticed, lines, progress } = listening()
    await score([document([mention('it', 'T079')])], { progress, known: ['T023', 'T079', 'T121'] })
    expect(noticed).toContain('type-unknown-to-model T047 2')
    expect(noticed).toContain('type-not-in-gold T079 1')
    expect(lines).toEqual(['types of the model that no gold mention has: T079'])
  })

  test('need types on both sides, and mentions on one', async () => {
    await expect(score([document([mention('it', '')])])).rejects.toThrow(
      'expected types of the predicted mentions',
    )
    await expect(
      scoreCorpora([document([mention('it', '')])], [document([mention('it', 'X')])], { progress }),
    ).rejects.toThrow('expected types of the gold mentions')
    await expect(scoreCorpora([document([])], [document([])], { progress })).rejects.toThrow(
      'expected mentions to score',
    )
    expect((await score([document([])])).evaluation).toMatchObject({ predicted: 0, gold: 4 })
  })
})

describe('documents', () => {
  test('of every format that is written are those that they were made of', async () => {
    for (const { name, writer } of writableFormats) {
      const path = join(folder, writer!.holds === 'corpus' ? `all${writer!.extension}` : name)
      await exportCorpus(sample, path, { format: name, progress })
      const { evaluation, tags } = await scoreCorpora(sample, await importCorpus([path], { progress }), {
        progress,
      })
      expect([name, evaluation.micro.f1.estimate, tags.strict.overall.f1]).toEqual([name, 1, 1])
    }
  })

  test('are found by their texts where ids differ, and others are left out', async () => {
    const { noticed, progress } = listening()
    const other = document([], { id: 'a', text: 'Another text.' })
    const { evaluation } = await score(
      [document(gold[0]!.mentions, { id: 'renamed' }), document([], { id: 'z', text: 'One more.' }), other],
      { progress },
    )
    expect(evaluation).toMatchObject({ documents: 1, correct: 4 })
    expect(noticed).toContain('document-other-id 1')
    expect(noticed).toContain('document-not-in-gold 2')
  })

  test('keep their mentions where line ends and other white space differ', async () => {
    const { noticed, progress } = listening()
    const changed = text.replaceAll('\n', '\r\n').replace('left lung', 'left\u00a0  lung')
    const mentions = ['Severe asthma', 'left\u00a0  lung', 'Aspirin'].map((words, i): Mention => {
      const begin = changed.indexOf(words)
      return { begin, end: begin + words.length, concepts: [], types: [['T047', 'T023', 'T121'][i]!] }
    })
    const { evaluation, documents } = await score([document(mentions, { text: changed })], { progress })
    expect(evaluation).toMatchObject({ correct: 3, predicted: 3 })
    expect(documents[0]!.text).toBe(text)
    expect(noticed).toContain('text-white-space 1')
  })

  test('of another text are refused with the place where it parts from gold', async () => {
    const changed = text.replace('relieved', 'reduced')
    await expect(score([document([mention('Aspirin', 'T121')], { text: changed })])).rejects.toMatchObject({
      code: 'data',
      where: { path: 'a' },
      message:
        'expected the text of the gold document a, got another text: "eft lung.\\nAspirin reduced it twice." ' +
        '(offset 42) instead of "eft lung.\\nAspirin relieved it twice." (offset 42)',
    })
    const cut = document([], { id: 'b', text: text.slice(0, -1) })
    await expect(score([cut])).rejects.toThrow('got another text: its end (offset 57) instead of')
  })

  test('in another Unicode normalisation are told so', async () => {
    const composed = document([mention('Aspirin', 'T121')], { text: 'Aspirin in Sj\u00f6gren.' })
    const apart = document([mention('Aspirin', 'T121')], { text: 'Aspirin in Sjo\u0308gren.' })
    await expect(scoreCorpora([composed], [apart], { progress })).rejects.toThrow('normalisation (NFC, NFD)')
  })

  test('without a prediction are named, and what was predicted besides', async () => {
    const more = Array.from({ length: 12 }, (_, i) => document([], { id: `d${i}`, text: `Text ${i}.` }))
    await expect(
      scoreCorpora([...gold, ...more], [...gold, document([], { id: 'x', text: 'Xenon.' })], { progress }),
    ).rejects.toMatchObject({
      code: 'data',
      message:
        'expected a prediction of every gold document, got none of d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 and 2 more; ' +
        'predicted, and not in gold: x',
      hint: expect.stringContaining('Predict these too'),
    })
  })
})
