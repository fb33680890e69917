/**
 * @file Our side of bench/tokenise.ts: reads the corpus and the tokenizer, then answers each line with what a pass of
 * `encodeCorpus` took; `digest` with one of all pieces, the places of their words, and their labels.
 * Arguments: the tokenizer's folder, and the PubTator files.
 */
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { silent } from '../src/progress.ts'
import { readTokenizer } from '../src/tokenizer/stored-tokenizer.ts'
import { type EncodedSentence, encodeCorpus } from '../src/train/data/examples.ts'
import { readBenchCorpus, sentencesOf } from './tokenise-corpus.ts'

const [folder, ...paths] = process.argv.slice(2)
const corpus = await readBenchCorpus(paths)
const started = performance.now()
const tokenizer = await readTokenizer(folder!)
const loadSeconds = (performance.now() - started) / 1000

function digestOf(encoded: readonly EncodedSentence[]): string {
  const hash = createHash('sha256')
  for (const { chunks } of encoded)
    for (const { chunk, labels } of chunks)
      for (const values of [Int32Array.of(chunk.ids.length), chunk.ids, chunk.wordOf, labels])
        hash.update(values)
  return hash.digest('hex')
}

const { rss } = process.memoryUsage()
process.stdout.write(`${JSON.stringify({ loadSeconds })}\n`)
for await (const line of createInterface({ input: process.stdin })) {
  const sentences = sentencesOf(corpus)
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const encoded = await encodeCorpus(sentences, {
    tokenizer,
    labels: corpus.labels,
    labelAllTokens: false,
    // No sentence is cut: the peer has no windows between words.
    maxLength: 1 << 16,
    title: 'corpus',
    progress: silent,
  })
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const grownMiB = (process.memoryUsage().rss - rss) / 2 ** 20
  const answer = { seconds, cpuSeconds: (user + system) / 1e6, grownMiB }
  process.stdout.write(`${JSON.stringify(line === 'digest' ? { digest: digestOf(encoded) } : answer)}\n`)
}
