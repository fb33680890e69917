/**
 * @file Sentences and words of abstracts, in MB/s, by both cuts, against spaCy's blank English with its sentencizer.
 *
 * The texts are made: 6 MB of abstracts of 250 words with the signs of biomedical English between letters. The peer runs
 * in a process of its own and takes turns. Needs Python with spacy: PYTHON names it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../src/random.ts'
import { segmenters } from '../../src/text/segmenters.ts'
import { spawnPython } from '../child.ts'
import { type Measurement, median } from '../results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const BYTES = 6_000_000

const syllables = 'al be cor de en fi gly hy in ka lip mo ne os pro ra se tu ur vi xo zy'.split(' ')
const frequent = 'the of and in to with was were for by a that is on as at from or an be'.split(' ')
const odd = (
  'IL-2 5-fluorouracil p<0.05 α-synuclein (n=32) 10% TNF-α e.g. Ca2+ 1,200 p.Tyr263Cys 5mg/kg vs. [3H]thymidine ' +
  '(CI: 0.1-0.9), Parkinson\'s i.v. 37°C N,N-dimethyl anti-CD3 mRNA/protein et al., "stable" 1,25(OH)2D3'
).split(' ')

/** The same abstracts on every machine; together at least `BYTES` characters. */
function makeTexts(): string[] {
  const random = createRandom(1, 'words')
  const pick = (list: readonly string[]): string => list[random.below(list.length)]!
  const vocabulary = Array.from({ length: 30_000 }, () =>
    Array.from({ length: 2 + random.below(4) }, () => pick(syllables)).join(''),
  )
  const texts: string[] = []
  for (let bytes = 0; bytes < BYTES; ) {
    const sentences = Array.from({ length: 11 }, () => {
      const words = Array.from({ length: 23 }, () => {
        const kind = random.below(100)
        return pick(kind < 40 ? frequent : kind < 93 ? vocabulary : odd)
      })
      return `${words[0]!.charAt(0).toUpperCase()}${words.join(' ').slice(1)}.`
    })
    const text = sentences.join(' ')
    texts.push(text)
    bytes += Buffer.byteLength(text)
  }
  return texts
}

export async function measureWords(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const texts = makeTexts()
    const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
    const file = join(folder, 'texts.json')
    writeFileSync(file, JSON.stringify(texts))
    const peer = spawnPython('words.py', [file])
    const versions = await peer.read<Record<string, string>>()
    const names = ['biomedical', 'spacy-like'] as const
    const ours = (name: (typeof names)[number]): number => {
      const started = performance.now()
      for (const text of texts) segmenters[name](text)
      return (performance.now() - started) / 1000
    }
    for (const name of names) ours(name)
    const rounds: Record<(typeof names)[number] | 'peer', number>[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const { seconds } = await peer.ask<{ seconds: number }>('')
      // The first round warms up.
      const taken = { peer: seconds, biomedical: ours('biomedical'), 'spacy-like': ours('spacy-like') }
      if (round > 0) rounds.push(taken)
    }
    peer.end()
    return names.map(name => ({
      claim: `words and sentences, ${name}, MB/s`,
      ours: median(rounds.map(one => megabytes / one[name])),
      peer: median(rounds.map(one => megabytes / one.peer)),
      ratio: median(rounds.map(one => one.peer / one[name])),
      ...(name === 'biomedical' ? { bar: 'at least 40 MB/s' } : {}),
      versions,
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
