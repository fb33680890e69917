/**
 * @file PubTator and CoNLL files of about 50 MB to a corpus, and where the time goes.
 *
 * The texts are made, as dense as MedMentions ST21pv: abstracts of 270 words with 46 mentions, each with a type and a
 * CUI. PubTator holds no words: finding them is a part of the reading, and is measured by itself as well.
 */
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Notices } from '../../src/errors.ts'
import { conllFormat } from '../../src/formats/conll.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { createRandom, type RandomStream } from '../../src/random.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import type { DocumentFormat } from '../../src/text/format.ts'
import { forEachLine } from '../../src/text/source.ts'
import { segment } from '../../src/text/words.ts'
import { type Measurement, median } from '../results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const BYTES = 50_000_000
const BATCH = 500
const SENTENCES = 11
const WORDS = 24

const syllables = 'al be cor de en fi gly hy in ka lip mo ne os pro ra se tu ur vi xo zy'.split(' ')
const frequent = 'the of and in to with was were for by a that is on as at from or an be'.split(' ')
const odd = [
  'IL-2',
  '5-fluorouracil',
  'p<0.05',
  'α-synuclein',
  '(n=32)',
  '10%',
  'TNF-α',
  'e.g.',
  'Ca2+',
  '1,200',
]

function makeVocabulary(random: RandomStream): string[] {
  const word = () =>
    Array.from({ length: 2 + random.below(4) }, () => syllables[random.below(syllables.length)]!).join('')
  return Array.from({ length: 30_000 }, word)
}

/** An abstract: a title's line, then sentences in one line; a mention over one to three words in every six. */
function makeDocument(id: number, vocabulary: readonly string[], random: RandomStream): Document {
  const parts: string[] = []
  const mentions: Mention[] = []
  let at = 0
  for (let s = 0; s < SENTENCES; s++) {
    let open = -1
    let left = 0
    for (let w = 0; w < WORDS; w++) {
      const kind = random.below(100)
      const list = kind < 40 ? frequent : kind < 95 ? vocabulary : odd
      let word = list[random.below(list.length)]!
      if (w === 0) word = word.charAt(0).toUpperCase() + word.slice(1)
      if (open < 0 && random.below(5) === 0) {
        open = at
        left = 1 + random.below(3)
      }
      if (open >= 0 && (--left === 0 || w === WORDS - 1)) {
        // MedMentions names 25,000 concepts, some of them very often.
        const rank = Math.floor(random.uniform() ** 2 * 30_000)
        const cui = `C${String(rank * 130).padStart(7, '0')}`
        const tui = `T${String(1 + random.below(200)).padStart(3, '0')}`
        mentions.push({ begin: open, end: at + word.length, concepts: [cui], types: [tui] })
        open = -1
      }
      const end = w < WORDS - 1 ? (random.below(12) === 0 ? ', ' : ' ') : s === 0 ? '.\n' : '. '
      parts.push(word, end)
      at += word.length + end.length
    }
  }
  const text = parts.join('').trimEnd()
  return { id: String(id), text, ...segment(text), mentions }
}

/** Writes documents until the file has its size; the same file on every machine. */
async function makeFile(format: DocumentFormat, path: string): Promise<void> {
  const { writer } = format
  if (writer?.holds !== 'corpus') throw new Error(`${format.name} does not write one file`)
  const random = createRandom(1, 'bench-text')
  const vocabulary = makeVocabulary(random)
  for (let id = 20_000_000, bytes = 0; bytes < BYTES; ) {
    const batch = Array.from({ length: BATCH }, () => makeDocument(id++, vocabulary, random))
    const options = { tags: { overlap: 'longest' as const }, notices: new Notices() }
    for await (const piece of writer.format(batch, options)) appendFileSync(path, piece)
    appendFileSync(path, '\n')
    bytes = statSync(path).size
  }
}

async function secondsOf(work: () => Promise<void>): Promise<{ first: number; later: number }> {
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    await work()
    times.push((performance.now() - start) / 1000)
  }
  return { first: times[0]!, later: median(times.slice(1)) }
}

export async function measureText(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const versions = { node: process.version }
  const bar = 'at least 30'
  const measurements: Measurement[] = []
  try {
    for (const format of [pubtatorFormat, conllFormat]) {
      const path = join(folder, `made.${format.name}`)
      await makeFile(format, path)
      const megabytes = statSync(path).size / 1e6
      let texts: string[] = []
      const reading = await secondsOf(async () => {
        texts = (await format.read(path, { progress: silent })).map(({ text }) => text)
      })
      measurements.push(
        {
          claim: `${format.name} (${megabytes.toFixed(0)} MB) to a corpus, MB/s`,
          ours: megabytes / reading.later,
          bar,
          versions,
        },
        {
          claim: `${format.name}, the first reading, MB/s`,
          ours: megabytes / reading.first,
          bar,
          versions,
        },
      )
      const lines = await secondsOf(() => forEachLine(path, () => {}))
      measurements.push({
        claim: `${format.name}, its lines alone, MB/s`,
        ours: megabytes / lines.later,
        versions,
      })
      if (format !== pubtatorFormat) continue
      const words = await secondsOf(async () => {
        for (const text of texts) segment(text)
      })
      measurements.push({
        claim: 'pubtator, share of finding words and sentences',
        ours: words.later / reading.later,
        versions,
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return measurements
}
