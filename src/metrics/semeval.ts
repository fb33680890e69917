/**
 * @file Strict, exact, partial and type scores of mentions, as SemEval-2013 task 9.1 defines them (Segura-Bedmar,
 * Martínez and Herrero-Zazo 2013, section 4), counted as in MUC-5 (Chinchor and Sundheim 1993).
 *
 * A predicted and a gold mention that overlap are paired, one to one (`pairing.ts`); each pair is
 *
 * | | same borders, same type | same borders | overlap, same type | overlap |
 * |---|---|---|---|---|
 * | strict | correct | incorrect | incorrect | incorrect |
 * | exact | correct | correct | incorrect | incorrect |
 * | partial | correct | correct | partial | partial |
 * | type | correct | incorrect | correct | incorrect |
 *
 * and what has no partner is missed or spurious. The task's papers do not say what happens where several mentions
 * overlap: here pairs with the same borders are taken first, and for `type` pairs of the same type.
 */
import type { MentionSpan, ScoredDocument } from './mentions.ts'
import { type Pairing, type PairKind, pairMentions } from './pairing.ts'

/** What has to agree. */
export type MatchMode = 'strict' | 'exact' | 'partial' | 'type'

export interface MatchScore {
  readonly correct: number
  readonly incorrect: number
  readonly partial: number
  readonly missed: number
  readonly spurious: number
  /** Gold mentions: correct + incorrect + partial + missed (`POS` in MUC). */
  readonly possible: number
  /** Predicted mentions: correct + incorrect + partial + spurious (`ACT` in MUC). */
  readonly actual: number
  /** (correct + partial / 2) / actual; 0 where nothing was predicted. */
  readonly precision: number
  /** (correct + partial / 2) / possible; 0 where nothing was to be found. */
  readonly recall: number
  /** 2PR / (P + R); 0 where both are 0. */
  readonly f1: number
}

export type MatchScores = Readonly<Record<MatchMode, MatchScore>>

export interface SemevalScores {
  readonly overall: MatchScores
  /**
   * Each type as if there were no other: a pair with another type is one missed and one spurious mention. Types that
   * occur in gold or prediction, sorted.
   */
  readonly types: ReadonlyMap<string, MatchScores>
}

type Outcome = 'correct' | 'incorrect' | 'partial'
type Tally = Record<Outcome | 'missed' | 'spurious', number>

/** The table above. */
const outcomes: Readonly<Record<MatchMode, Readonly<Record<PairKind, Outcome>>>> = {
  strict: { correct: 'correct', type: 'incorrect', border: 'incorrect', both: 'incorrect' },
  exact: { correct: 'correct', type: 'correct', border: 'incorrect', both: 'incorrect' },
  partial: { correct: 'correct', type: 'correct', border: 'partial', both: 'partial' },
  type: { correct: 'correct', type: 'incorrect', border: 'correct', both: 'incorrect' },
}

const modes: readonly MatchMode[] = ['strict', 'exact', 'partial', 'type']

/** Scores documents in all four ways, overall (all mentions together) and by type. */
export function scoreSemeval(documents: readonly ScoredDocument[]): SemevalScores {
  const overall = createTallies()
  const types = new Map<string, Record<MatchMode, Tally>>()
  for (const { gold, predicted } of documents) {
    count(overall, gold, predicted)
    const goldOf = groupByType(gold)
    const predictedOf = groupByType(predicted)
    for (const type of new Set([...goldOf.keys(), ...predictedOf.keys()])) {
      let tallies = types.get(type)
      if (tallies === undefined) {
        tallies = createTallies()
        types.set(type, tallies)
      }
      count(tallies, goldOf.get(type) ?? [], predictedOf.get(type) ?? [])
    }
  }
  const sorted = [...types].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    overall: scoreTallies(overall),
    types: new Map(sorted.map(([type, each]) => [type, scoreTallies(each)])),
  }
}

function count(
  tallies: Record<MatchMode, Tally>,
  gold: readonly MentionSpan[],
  predicted: readonly MentionSpan[],
): void {
  const byBorders = pairMentions(gold, predicted, 'borders')
  const byType = pairMentions(gold, predicted, 'type')
  for (const mode of modes) add(tallies[mode], mode, mode === 'type' ? byType : byBorders)
}

function add(tally: Tally, mode: MatchMode, pairing: Pairing<MentionSpan, MentionSpan>): void {
  for (const { kind } of pairing.pairs) tally[outcomes[mode][kind]]++
  tally.missed += pairing.missed.length
  tally.spurious += pairing.spurious.length
}

function createTallies(): Record<MatchMode, Tally> {
  const empty = (): Tally => ({ correct: 0, incorrect: 0, partial: 0, missed: 0, spurious: 0 })
  return { strict: empty(), exact: empty(), partial: empty(), type: empty() }
}

function scoreTallies(tallies: Readonly<Record<MatchMode, Tally>>): MatchScores {
  return {
    strict: scoreTally(tallies.strict),
    exact: scoreTally(tallies.exact),
    partial: scoreTally(tallies.partial),
    type: scoreTally(tallies.type),
  }
}

function scoreTally(tally: Readonly<Tally>): MatchScore {
  const paired = tally.correct + tally.incorrect + tally.partial
  const possible = paired + tally.missed
  const actual = paired + tally.spurious
  const credit = tally.correct + 0.5 * tally.partial
  const precision = actual === 0 ? 0 : credit / actual
  const recall = possible === 0 ? 0 : credit / possible
  const sum = precision + recall
  return {
    ...tally,
    possible,
    actual,
    precision,
    recall,
    f1: sum === 0 ? 0 : (2 * (precision * recall)) / sum,
  }
}

function groupByType(mentions: readonly MentionSpan[]): Map<string, MentionSpan[]> {
  const groups = new Map<string, MentionSpan[]>()
  for (const mention of mentions) {
    const group = groups.get(mention.type)
    if (group === undefined) groups.set(mention.type, [mention])
    else group.push(mention)
  }
  return groups
}
