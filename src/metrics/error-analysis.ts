/**
 * @file What goes wrong: each gold and each predicted mention in exactly one class.
 *
 * The classes are those of MUC and SemEval-2013 (Chinchor and Sundheim 1993), with borders and types told apart as by
 * Manning ("Doing Named Entity Recognition? Don't optimize for F1", 2006): what F1 counts as two errors, a missed and
 * a spurious mention, is one error here when the two overlap. Which mentions belong together is said in `pairing.ts`.
 */
import type { FoundMention, GoldMention, ScoredDocument } from './mentions.ts'
import { type PairKind, pairMentions } from './pairing.ts'

/**
 * `correct`; `type`: same borders, wrong type; `border`: same type, wrong borders that overlap; `both`: overlap,
 * other type and borders; `missed`: gold without a partner; `spurious`: predicted without a partner.
 */
export type MentionClass = PairKind | 'missed' | 'spurious'

/** One or two mentions of a document and their class. */
export interface ClassifiedMention {
  /** The document's id, and its place in the list of documents. */
  readonly documentId: string
  readonly document: number
  readonly class: MentionClass
  /** Absent where the class is `spurious`. */
  readonly gold?: GoldMention
  /** Absent where the class is `missed`. */
  readonly predicted?: FoundMention
}

/** How many of a type are in each class. */
export interface TypeErrors {
  /** Gold mentions of the type: correct + type + border + both + missed. */
  readonly gold: Readonly<Record<PairKind | 'missed', number>>
  /** Predicted mentions of the type: correct + type + border + both + spurious. */
  readonly predicted: Readonly<Record<PairKind | 'spurious', number>>
}

/** How often a gold mention of one type was found as another (or the same) type. */
export interface Confusion {
  readonly gold: string
  readonly predicted: string
  readonly sameBorders: number
  readonly otherBorders: number
}

export interface ErrorAnalysis {
  /**
   * How many entries each class has. Pairs count once: gold mentions are the sum without `spurious`, predicted ones the
   * sum without `missed`.
   */
  readonly classes: Readonly<Record<MentionClass, number>>
  /** Types that occur in gold or prediction, sorted. */
  readonly types: ReadonlyMap<string, TypeErrors>
  /** Pairs of types that occur, by gold and then predicted type. What has no partner stands in `types`. */
  readonly confusions: readonly Confusion[]
  /** Every mention, by document and then by where it begins. */
  readonly mentions: readonly ClassifiedMention[]
}

/** Puts every mention of the documents in its class. */
export function analyseErrors(documents: readonly ScoredDocument[]): ErrorAnalysis {
  const mentions = documents.flatMap(classifyDocument)
  const classes = { correct: 0, type: 0, border: 0, both: 0, missed: 0, spurious: 0 }
  const types = new Map<
    string,
    { gold: Record<PairKind | 'missed', number>; predicted: Record<PairKind | 'spurious', number> }
  >()
  const errorsOf = (type: string) => {
    let errors = types.get(type)
    if (errors === undefined) {
      const none = { correct: 0, type: 0, border: 0, both: 0 }
      errors = { gold: { ...none, missed: 0 }, predicted: { ...none, spurious: 0 } }
      types.set(type, errors)
    }
    return errors
  }
  const confusions = new Map<string, Map<string, { sameBorders: number; otherBorders: number }>>()
  for (const { class: kind, gold, predicted } of mentions) {
    classes[kind]++
    if (gold !== undefined && kind !== 'spurious') errorsOf(gold.type).gold[kind]++
    if (predicted !== undefined && kind !== 'missed') errorsOf(predicted.type).predicted[kind]++
    if (gold === undefined || predicted === undefined) continue
    const row = confusions.get(gold.type) ?? new Map<string, { sameBorders: number; otherBorders: number }>()
    confusions.set(gold.type, row)
    const cell = row.get(predicted.type) ?? { sameBorders: 0, otherBorders: 0 }
    row.set(predicted.type, cell)
    cell[kind === 'correct' || kind === 'type' ? 'sameBorders' : 'otherBorders']++
  }
  return {
    classes,
    types: new Map(sortByKey(types)),
    confusions: sortByKey(confusions).flatMap(([gold, row]) =>
      sortByKey(row).map(([predicted, counts]) => ({ gold, predicted, ...counts })),
    ),
    mentions,
  }
}

function classifyDocument({ id, gold, predicted }: ScoredDocument, document: number): ClassifiedMention[] {
  const { pairs, missed, spurious } = pairMentions(gold, predicted)
  const found: ClassifiedMention[] = [
    ...pairs.map(pair => ({
      documentId: id,
      document,
      class: pair.kind,
      gold: pair.gold,
      predicted: pair.predicted,
    })),
    ...missed.map(mention => ({ documentId: id, document, class: 'missed' as const, gold: mention })),
    ...spurious.map(mention => ({
      documentId: id,
      document,
      class: 'spurious' as const,
      predicted: mention,
    })),
  ]
  const beginOf = ({ gold, predicted }: ClassifiedMention) =>
    Math.min(gold?.begin ?? Number.POSITIVE_INFINITY, predicted?.begin ?? Number.POSITIVE_INFINITY)
  return found.sort((a, b) => beginOf(a) - beginOf(b))
}

function sortByKey<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}
