/**
 * @file Iterative stratification against scikit-multilearn: 29,000 sentences over 43 labels with a long tail, into
 * 80, 10 and 10 per cent. Both sides get the same matrix and take turns; divergences are measured by one program.
 *
 * Needs Python with scikit-multilearn: PYTHON names it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExamples, stratify } from '../../src/corpus/stratify.ts'
import { createRandom } from '../../src/random.ts'
import { spawnPython } from '../child.ts'
import { type Measurement, median } from '../results.ts'
import { divergencesOf } from './divergences.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const SENTENCES = 29_000
const LABELS = 43
const shares = [0.8, 0.1, 0.1]

/** As in MedMentions: the commonest type in half of the sentences, the rarest in a handful, 4 types a sentence. */
export function longTail(sentences: number, labels: number): number[][] {
  const random = createRandom(11, 'long tail')
  // Types go together: each sentence has a topic that makes some types three times as likely as others.
  const topics = 12
  return Array.from({ length: sentences }, () => {
    const topic = random.below(topics)
    const row: number[] = []
    for (let label = 0; label < labels; label++) {
      const base = 0.45 * Math.exp(-label / 6.5) + 0.0002
      const likely = label % topics === topic || (label * 5) % topics === topic
      if (random.uniform() < Math.min(0.95, base * (likely ? 2.4 : 0.85))) row.push(label)
    }
    return row
  })
}

export async function measureStratify(): Promise<Measurement[]> {
  const rows = longTail(SENTENCES, LABELS)
  const examples = createExamples(rows, LABELS)
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  const results: Measurement[] = []
  try {
    const matrix = join(folder, 'matrix.json')
    writeFileSync(matrix, JSON.stringify({ labels: LABELS, rows }))
    for (const order of [1, 2] as const) {
      const peer = spawnPython('stratify.py', [matrix, String(order), shares.join(',')])
      const versions = await peer.read<Record<string, string>>()
      stratify(examples, { shares, order, seed: 0 })
      const rounds = []
      for (let seed = 1; seed <= ROUNDS; seed++) {
        const start = performance.now()
        const own = stratify(examples, { shares, order, seed })
        const seconds = (performance.now() - start) / 1000
        const answer = await peer.ask<{ seconds: number; splits: number[] }>(seed)
        rounds.push({
          seconds,
          peerSeconds: answer.seconds,
          ours: divergencesOf(rows, LABELS, shares.length, own),
          peer: divergencesOf(rows, LABELS, shares.length, answer.splits),
        })
      }
      peer.end()
      results.push({
        claim: `stratify 29,000 x 43, order ${order}, seconds`,
        ours: median(rounds.map(round => round.seconds)),
        peer: median(rounds.map(round => round.peerSeconds)),
        ratio: median(rounds.map(round => round.peerSeconds / round.seconds)),
        bar: 'at least 20',
        versions,
      })
      for (const [key, name] of [
        ['labels', 'LD'],
        ['pairs', 'LD of pairs'],
        ['js', 'JS'],
      ] as const)
        results.push({
          claim: `stratify order ${order}, ${name} x 1,000`,
          ours: 1000 * median(rounds.map(round => round.ours[key])),
          peer: 1000 * median(rounds.map(round => round.peer[key])),
          ratio: median(rounds.map(round => round.ours[key] / round.peer[key])),
          bar: 'at most 1',
          versions,
        })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}
