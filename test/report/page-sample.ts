/**
 * @file Contents of reports for tests: an ordinary one, one of many sentences, and one whose every text is hostile.
 */
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import type { ReportContent, ReportPart } from '../../src/report/content.ts'

/** `Aspirin eased the renal failure of his sister.` and what follows, each kind of error once. */
export const documents: readonly ScoredDocument[] = [
  {
    id: 'a.txt',
    text: 'Aspirin eased the renal failure. His liver was spared.\nNo scan was done.',
    sentences: [
      [0, 32],
      [33, 54],
      [55, 72],
    ],
    gold: [
      { begin: 0, end: 7, type: 'T109' },
      { begin: 18, end: 31, type: 'T047' },
      { begin: 18, end: 23, type: 'T023', lost: true },
      { begin: 37, end: 42, type: 'T023' },
    ],
    predicted: [
      { begin: 0, end: 7, type: 'T109', score: 0.91 },
      { begin: 24, end: 31, type: 'T047', score: 0.62 },
      { begin: 37, end: 42, type: 'T047', score: 0.5 },
      { begin: 47, end: 53, type: 'T184', score: 0.305 },
    ],
  },
  {
    id: 'b.txt',
    text: 'Biopsies of the lung showed nothing.',
    sentences: [[0, 36]],
    gold: [{ begin: 16, end: 20, type: 'T023' }],
    predicted: [],
  },
]

const training = {
  counts: { T023: 40, T047: 80, T109: 12, T184: 3 },
  forms: [{ form: 'liver', type: 'T023' }],
}

export function partOf(name: string, judged: readonly ScoredDocument[]): ReportPart {
  const groups: Readonly<Record<string, string>> = { T023: 'Anatomy', T047: 'Disorders', T184: 'Disorders' }
  const evaluation = evaluateDocuments(judged, {
    seed: 1,
    samples: 200,
    training,
    groupOf: type => groups[type],
    ancestorsOf: type => (type === 'T184' ? ['T047'] : []),
  })
  return {
    name,
    evaluation,
    accuracy: 0.875,
    insideAccuracy: 0.5,
    rivals: [
      {
        name: 'dictionary',
        note: 'what training has seen',
        micro: { precision: 0.5, recall: 0.25, f1: 1 / 3 },
        types: { T047: { precision: 0.5, recall: 0.5, f1: 0.5 } },
      },
    ],
    tagScores: [],
    documents: judged,
  }
}

export const svg = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40"><defs><clipPath id="clip0"><rect width="200" height="40"/></clipPath></defs><g clip-path="url(#clip0)"><rect width="200" height="40" fill="#ffffff"/><text x="4" y="20" font-family="IBM Plex Sans">${text}</text></g></svg>`

export const sample: ReportContent = {
  title: 'sample-run',
  subtitle: 'a small model on two documents',
  status: 'finished',
  createdAt: '2026-03-01T10:20:30Z',
  highlights: [{ name: 'Best epoch', value: '4', note: 'of 5' }],
  parts: [partOf('test', documents), partOf('validation', documents.slice(1))],
  figures: [
    {
      name: 'loss',
      title: 'Loss',
      description: 'It falls.',
      section: 'training',
      light: svg('light'),
      dark: svg('dark'),
    },
  ],
  types: {
    T023: { name: 'Body Part, Organ, or Organ Component', group: 'Anatomy' },
    T047: { name: 'Disease or Syndrome', group: 'Disorders' },
    T109: { name: 'Organic Chemical', group: 'Chemicals & Drugs' },
    T184: { name: 'Sign or Symptom', group: 'Disorders' },
  },
  data: {
    sources: [{ name: 'team-a', documents: 2, sha256: 'ab12' }],
    parts: [{ name: 'train', documents: 9, sentences: 1234, words: 9999 }],
    facts: [{ name: 'Seed', value: '42' }],
  },
  configuration: 'training:\n  seed: 42\n',
  versions: [{ name: 'medspan', value: '0.1.0' }],
  environment: [],
  warnings: [{ code: 'mention-overlap', message: 'mentions share characters', count: 3, kinds: { T023: 3 } }],
}

/** Text that does something as soon as it is taken for HTML, or for the end of a script. */
export const hostile =
  `<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"></title></style></textarea></script>` +
  `<!--<script>]]>&lt;b&gt;\u2028\u2029\u202e\u0000\u0007\ud800\ufffe{"a":1}`

/** `sample` with hostile text wherever text may stand. */
export function hostileContent(): ReportContent {
  const type = `T047${hostile}`
  const judged: ScoredDocument[] = [
    {
      id: hostile,
      text: `${hostile} renal failure ${hostile}`,
      gold: [{ begin: 0, end: hostile.length, type }],
      predicted: [
        { begin: hostile.length + 1, end: hostile.length + 6, type, score: 0.5 },
        { begin: 3, end: 20, type: 'other', score: 0.5 },
      ],
    },
  ]
  const part = partOf('test', judged)
  return {
    ...sample,
    title: hostile,
    subtitle: hostile,
    error: hostile,
    createdAt: hostile,
    highlights: [{ name: hostile, value: hostile, note: hostile }],
    parts: [
      {
        ...part,
        name: hostile,
        rivals: part.rivals.map(rival => ({ ...rival, name: hostile, note: hostile })),
        tagScores: [{ name: hostile, micro: { precision: 0, recall: 0, f1: 0 } }],
      },
    ],
    figures: [{ ...sample.figures[0]!, title: hostile, description: hostile }],
    types: { [type]: { name: hostile, group: hostile } },
    data: {
      sources: [{ name: hostile, documents: 1, sha256: hostile }],
      parts: [{ name: hostile, documents: 1, sentences: 1, words: 1 }],
      facts: [{ name: hostile, value: hostile, note: hostile }],
    },
    configuration: hostile,
    versions: [{ name: hostile, value: hostile }],
    environment: [{ name: hostile, value: hostile }],
    warnings: [
      {
        code: hostile,
        message: hostile,
        count: 1,
        where: { path: hostile, at: hostile },
        kinds: { [hostile]: 1 },
      },
    ],
  }
}

/** `sample` with `sentences` sentences, ten a document: in each a right mention, in every second one a missed one. */
export function longContent(sentences: number): ReportContent {
  const judged: ScoredDocument[] = []
  for (let first = 0; first < sentences; first += 10) {
    let text = ''
    const ranges: [number, number][] = []
    const gold: ScoredDocument['gold'][number][] = []
    const predicted: ScoredDocument['predicted'][number][] = []
    for (let number = first; number < Math.min(first + 10, sentences); number++) {
      const begin = text.length
      text += `Aspirin number ${number} eased the renal failure of a patient who had been ill for many years. `
      ranges.push([begin, text.length - 1])
      gold.push({ begin, end: begin + 7, type: 'T109' })
      predicted.push({ begin, end: begin + 7, type: 'T109', score: 0.9 })
      const failure = text.indexOf('renal failure', begin)
      if (number % 2 === 1) gold.push({ begin: failure, end: failure + 13, type: 'T047' })
    }
    judged.push({ id: `document-${first / 10}`, text, sentences: ranges, gold, predicted })
  }
  return { ...sample, parts: [partOf('test', judged)] }
}
