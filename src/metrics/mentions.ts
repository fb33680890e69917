/**
 * @file Documents with what is right and what was found, as scores by characters need them.
 */

/** A mention as stretches of characters count it: UTF-16 code units, half open. */
export interface MentionSpan {
  readonly begin: number
  readonly end: number
  readonly type: string
}

export interface FoundMention extends MentionSpan {
  /** How sure the model is of it, in (0, 1]; the mean probability of its words' labels. */
  readonly score: number
}

/** One document of a part. */
export interface JudgedDocument {
  readonly id: string
  /** What annotators marked, whether or not tags can express it; those whose type counts for nothing are left out. */
  readonly gold: readonly MentionSpan[]
  readonly predicted: readonly FoundMention[]
}
