/**
 * @file How often `compare` finds a difference where there is none, and where there is one of 3 points of F1.
 *
 * No corpus has thousands of pairs of systems, so they are made, all from one stochastic model of errors. A document
 * holds concepts, a concept some mentions, and how easy a mention is to find is a sum of normal variables for its type,
 * document, concept and itself; so errors come in clusters, as repeated terms make them. Of each variable the share
 * `agreement` is the same for both systems (a document is hard for everybody) and the rest each system's own, drawn anew
 * for each of them (what another seed does). A system finds a mention when the sum is above 0; of those that it misses
 * some are predicted with other borders; and every document holds places where a mention may be seen that is none, which
 * work in the same way.
 *
 * - `null`: nothing tells the two systems apart but chance, so whatever is found is a false alarm: 5 in 100 at p <= 0.05.
 * - `seeds`: each model is a little better or worse than its kind, with a standard deviation of half a point of F1 over
 *   all possible documents. A test over documents rightly counts such a difference as one: it says which of two models
 *   is better, not which of two configurations.
 * - `planted`: the second system is better by 3 points of F1 over all possible documents.
 *
 * 1,000 pairs a row, of which the first 100 are what the bars are about. The seed is 1 and was fixed before the first run.
 */
import type { FoundMention, GoldMention, ScoredDocument } from '../src/metrics/mentions.ts'
import { compareSystems } from '../src/metrics/significance.ts'
import { createRandom, type RandomStream } from '../src/random.ts'
import type { Measurement } from './results.ts'

const SEED = 1
const PAIRS = Number(process.env.PAIRS ?? 1000)
const ALPHA = 0.05
/** Trials of the tests of the first 100 pairs, as `compare` makes them, and of the rest. */
const TRIALS = { first: 10_000, rest: 499 }
const POINTS = 0.03
const SPREAD = 0.005
const DOCUMENTS = [50, 100, 200]
/** Two seeds of one configuration are like the second of these: see bench/README.md. */
const AGREEMENTS = [0.7, 0.95]

/** Types: how frequent each is, and how much easier than the mean. */
const TYPES = [
  { name: 'Disease', share: 0.4, ease: 0.1 },
  { name: 'Chemical', share: 0.3, ease: 0.3 },
  { name: 'Gene', share: 0.2, ease: -0.2 },
  { name: 'Variant', share: 0.1, ease: -0.6 },
] as const
/** How easy a mention is to find in the mean, and a place that is none to be taken for one. */
const BASE = 1.45
const PLACE = -0.75
/** Standard deviations. */
const SIZE = { document: 0.5, concept: 0.9, mention: 0.8 }
const OTHER_BORDERS = 0.4

/** What a pair of systems is drawn from. */
interface Model {
  readonly documents: number
  readonly agreement: number
  /** What is added to the ease of mentions, and taken from that of places that are none, by system. */
  readonly skill: (random: RandomStream) => readonly [a: number, b: number]
}

/** One variable as each of the systems has it. */
function pairOf(random: RandomStream, { agreement }: Model): [a: number, b: number] {
  const shared = Math.sqrt(agreement) * random.normal()
  const own = Math.sqrt(1 - agreement)
  return [shared + own * random.normal(), shared + own * random.normal()]
}

/** The predictions of two systems for the same documents. */
function drawPair(random: RandomStream, model: Model): [a: ScoredDocument[], b: ScoredDocument[]] {
  const systems: [ScoredDocument[], ScoredDocument[]] = [[], []]
  const skill = model.skill(random)
  for (let number = 0; number < model.documents; number++) {
    const gold: GoldMention[] = []
    const predicted: [FoundMention[], FoundMention[]] = [[], []]
    const ofDocument = pairOf(random, model)
    const concepts = 4 + random.below(5)
    let at = 0
    for (let concept = 0; concept < concepts; concept++) {
      const { name: type, ease } = drawType(random)
      const ofConcept = pairOf(random, model)
      const spurious = random.uniform() < 0.3
      for (let again = true; again; again = random.uniform() < 0.6) {
        const ofMention = pairOf(random, model)
        const mention = { begin: at, end: at + 8, type }
        at += 20
        const otherBorders = random.uniform() < OTHER_BORDERS
        if (!spurious) gold.push(mention)
        for (const system of [0, 1] as const) {
          const noise =
            SIZE.document * ofDocument[system] +
            SIZE.concept * ofConcept[system] +
            SIZE.mention * ofMention[system]
          if (spurious) {
            if (PLACE - skill[system] + noise > 0) predicted[system].push({ ...mention, score: 1 })
          } else if (BASE + ease + skill[system] + noise > 0) predicted[system].push({ ...mention, score: 1 })
          else if (otherBorders) predicted[system].push({ ...mention, end: mention.end + 1, score: 1 })
        }
      }
    }
    for (const system of [0, 1] as const)
      systems[system].push({ id: `d${number}`, gold, predicted: predicted[system] })
  }
  return systems
}

function drawType(random: RandomStream): (typeof TYPES)[number] {
  let left = random.uniform()
  for (const type of TYPES) {
    left -= type.share
    if (left < 0) return type
  }
  return TYPES[0]
}

/** F1 over all mentions, and the share of gold mentions that one of the two systems finds and the other does not. */
function describe([a, b]: readonly [ScoredDocument[], ScoredDocument[]]) {
  const isSame = (one: GoldMention) => (other: GoldMention) =>
    one.begin === other.begin && one.end === other.end && one.type === other.type
  const count = { gold: 0, predicted: [0, 0], correct: [0, 0], one: 0 }
  for (const [i, { gold, predicted }] of a.entries()) {
    const both = [predicted, b[i]!.predicted] as const
    for (const system of [0, 1] as const) count.predicted[system]! += both[system].length
    for (const mention of gold) {
      const [inA, inB] = both.map(found => found.some(isSame(mention)))
      count.correct[0]! += inA ? 1 : 0
      count.correct[1]! += inB ? 1 : 0
      if (inA !== inB) count.one++
    }
    count.gold += gold.length
  }
  const f1 = ([0, 1] as const).map(i => (2 * count.correct[i]!) / (count.predicted[i]! + count.gold))
  return { a: f1[0]!, b: f1[1]!, one: count.one / count.gold, mentions: count.gold / a.length }
}

/** The skill that makes a system so many points of F1 better, over very many documents. */
function skillOf(points: number): number {
  const gain = (skill: number): number => {
    const model: Model = { documents: 20_000, agreement: 1, skill: () => [0, skill] }
    const { a, b } = describe(drawPair(createRandom(SEED, 'skill'), model))
    return b - a
  }
  let [low, high] = [0, 2]
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2
    if (gain(middle) < points) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The 95 % interval of a share (Wilson 1927), in per cent. */
function wilson(hits: number, all: number): string {
  const z = 1.959964
  const share = hits / all
  const middle = share + z ** 2 / (2 * all)
  const reach = z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2))
  return [middle - reach, middle + reach]
    .map(value => ((100 * value) / (1 + z ** 2 / all)).toFixed(1))
    .join(' to ')
}

/** How often p of the micro F1 is at most `ALPHA`, among the first 100 pairs and all. */
function countFound(name: string, model: Model): { first: number; all: number } {
  let [first, all] = [0, 0]
  for (let pair = 0; pair < PAIRS; pair++) {
    const key = [name, model.documents, Math.round(100 * model.agreement), pair] as const
    const [a, b] = drawPair(createRandom(SEED, 'pair', ...key), model)
    const samples = pair < 100 ? TRIALS.first : TRIALS.rest
    const { micro } = compareSystems(a, b, { seed: 42, samples })
    if (micro.p.randomisation > ALPHA) continue
    all++
    if (pair < 100) first++
  }
  return { first, all }
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const better = skillOf(POINTS)
  const spread = skillOf(SPREAD)
  const kinds = {
    null: () => [0, 0],
    seeds: (random: RandomStream) => [spread * random.normal(), spread * random.normal()],
    planted: () => [0, better],
  } as const satisfies Record<string, Model['skill']>
  const versions = { node: process.version }
  for (const agreement of AGREEMENTS) {
    const many: Model = { documents: 20_000, agreement, skill: kinds.planted }
    const { a, b, one, mentions } = describe(drawPair(createRandom(SEED, 'description'), many))
    const percent = (value: number): string => (100 * value).toFixed(1)
    process.stdout.write(
      `agreement ${agreement}: F1 ${percent(a)} and, planted, ${percent(b)}; ${percent(one)} % of gold mentions found by ` +
        `one of the two; ${mentions.toFixed(1)} mentions a document\n`,
    )
    for (const documents of DOCUMENTS)
      for (const [kind, skill] of Object.entries(kinds)) {
        if ((part !== undefined && part !== kind) || (kind === 'seeds' && documents !== DOCUMENTS.at(-1)))
          continue
        const { first, all } = countFound(kind, { documents, agreement, skill })
        const isFound = kind === 'planted'
        const counted = (found: number, of: number) => (isFound ? found : of - found)
        const row = `${kind}, ${documents} documents, agreement ${agreement}, pairs ${isFound ? 'found different' : 'not found different'}`
        yield* [
          {
            claim: `${row} of ${Math.min(100, PAIRS)}`,
            ours: counted(first, Math.min(100, PAIRS)),
            ...(kind !== 'seeds' && { bar: isFound ? 'at least 90' : 'at least 93' }),
            versions,
          },
          {
            claim: `${row} of ${PAIRS} (${wilson(counted(all, PAIRS), PAIRS)} %)`,
            ours: counted(all, PAIRS),
            versions,
          },
        ]
      }
  }
}
