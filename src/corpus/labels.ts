/**
 * @file The label list: which tags a model chooses between, and their numbers.
 */
import { MedspanError } from '../errors.ts'
import { type Corpus, IGNORED_TYPE } from '../text/document.ts'
import { OUTSIDE } from '../text/tags.ts'

/** A tag's number is its index in `labels`: `O`, then `B-` and `I-` of each type, the types sorted. */
export interface LabelSet {
  readonly types: readonly string[]
  readonly labels: readonly string[]
  /** The number of a tag; undefined for one that is not in the list, such as `IGN`. */
  id(tag: string): number | undefined
}

/**
 * The label list of some types.
 *
 * @throws MedspanError (`data`) for no type at all, (`config`) for one that cannot be a type.
 */
export function createLabelSet(types: Iterable<string>): LabelSet {
  const sorted = [...new Set(types)].sort()
  if (sorted.length === 0)
    throw new MedspanError('data', 'a label list of one: there is no type to learn, only O', {
      hint: 'link the concepts to semantic types first, or check the concept layer and feature of the sources',
    })
  for (const type of sorted)
    if (type === IGNORED_TYPE || type === OUTSIDE || !/^\S+$/u.test(type))
      throw new MedspanError('config', `expected the name of a type, got ${JSON.stringify(type)}`, {
        where: { at: 'labels.types' },
        hint: `a type has no white space, and ${IGNORED_TYPE} and ${OUTSIDE} have a meaning of their own`,
      })
  const labels = [OUTSIDE, ...sorted.flatMap(type => [`B-${type}`, `I-${type}`])]
  const ids = new Map(labels.map((label, i) => [label, i]))
  return { types: sorted, labels, id: tag => ids.get(tag) }
}

/**
 * Decides the label list of a training corpus: the first type of each mention (`all`), or the given types.
 *
 * @throws MedspanError (`data`) when there is no type, and when none of the given ones occurs.
 */
export function decideLabels(train: Corpus, setting: 'all' | readonly string[]): LabelSet {
  const first = new Set<string>()
  const every = new Set<string>()
  for (const { mentions } of train)
    for (const { types } of mentions) {
      if (types[0] !== undefined) first.add(types[0])
      for (const type of types) every.add(type)
    }
  if (setting === 'all') return createLabelSet(first)
  const labels = createLabelSet(setting)
  if (!labels.types.some(type => every.has(type)))
    throw new MedspanError(
      'data',
      `none of the types ${labels.types.join(', ')} occurs in the training documents`,
      {
        where: { at: 'labels.types' },
        hint: every.size === 0 ? 'their mentions have no types yet: link them' : `they have ${list(every)}`,
      },
    )
  return labels
}

function list(types: ReadonlySet<string>): string {
  const sorted = [...types].sort()
  return sorted.length > 12
    ? `${sorted.slice(0, 12).join(', ')} and ${sorted.length - 12} more`
    : sorted.join(', ')
}
