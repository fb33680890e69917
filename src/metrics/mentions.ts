/**
 * @file Documents with what is right and what was found, as scores by characters need them; and the file of them that a
 * run leaves for each part: `predictions.<part>.jsonl`, a document a line.
 */
import { MedspanError } from '../errors.ts'

/** A mention as stretches of characters count it: UTF-16 code units, half open. */
export interface MentionSpan {
  readonly begin: number
  readonly end: number
  readonly type: string
}

export interface GoldMention extends MentionSpan {
  /** Set where tags cannot express it: another mention overlaps with it, or it has no word. */
  readonly lost?: true
}

export interface FoundMention extends MentionSpan {
  /** How sure the model is of it, in [0, 1]; of a tagger's, the mean probability of its words' labels. */
  readonly score?: number
  /** What it was before temperature scaling, where that has changed it. */
  readonly uncalibrated?: number
}

/** One document of a part. */
export interface ScoredDocument {
  readonly id: string
  readonly text?: string
  /** Where its sentences begin and end, in order. */
  readonly sentences?: readonly (readonly [begin: number, end: number])[]
  /** What annotators marked, whether or not tags can express it; those whose type counts for nothing are left out. */
  readonly gold: readonly GoldMention[]
  readonly predicted: readonly FoundMention[]
}

/** Documents as lines of JSON. */
export function formatScoredDocuments(documents: readonly ScoredDocument[]): string {
  return documents.map(document => `${JSON.stringify(document)}\n`).join('')
}

/**
 * Reads what `formatScoredDocuments` writes.
 * @throws MedspanError `input` with the line, for anything else
 */
export function parseScoredDocuments(content: string, path: string): ScoredDocument[] {
  const lines = content.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line, index) => {
    const bad = (expected: string, cause?: unknown): MedspanError =>
      new MedspanError('input', `expected ${expected}`, {
        where: { path, line: index + 1 },
        hint: 'The file is one that medspan train leaves in a run folder: predictions.test.jsonl.',
        cause,
      })
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      throw bad('a document as JSON', cause)
    }
    if (!isRecord(value) || typeof value.id !== 'string') throw bad('a document with an id')
    const { id, text, sentences, gold, predicted } = value
    if (!isMentions(gold) || !isMentions(predicted)) throw bad('lists of mentions, gold and predicted')
    if (!predicted.every(isScored)) throw bad('numbers as the scores of predicted mentions')
    return {
      id,
      ...(typeof text === 'string' && { text }),
      ...(isRanges(sentences) && { sentences }),
      gold,
      predicted,
    }
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRanges(value: unknown): value is [begin: number, end: number][] {
  return (
    Array.isArray(value) &&
    value.every(item => Array.isArray(item) && item.length === 2 && item.every(Number.isInteger))
  )
}

function isScored(mention: MentionSpan): mention is FoundMention {
  const { score, uncalibrated } = mention as { readonly score?: unknown; readonly uncalibrated?: unknown }
  return [score, uncalibrated].every(value => value === undefined || typeof value === 'number')
}

function isMentions(value: unknown): value is MentionSpan[] {
  return (
    Array.isArray(value) &&
    value.every(
      item =>
        isRecord(item) &&
        typeof item.type === 'string' &&
        Number.isInteger(item.begin) &&
        Number.isInteger(item.end) &&
        (item.begin as number) <= (item.end as number),
    )
  )
}
