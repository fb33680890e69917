/**
 * @file Which types of a label set the annotators of a document have annotated.
 */
import { groupOf, isAncestor } from '../../concepts/semantic-network.ts'
import type { LabelPolicy } from '../../corpus/labels.ts'
import type { Document } from '../../text/document.ts'
import { OUTSIDE } from '../../text/tags.ts'

/** What of a label set the annotators of a document have annotated, where that is not all of it. */
export interface Annotated {
  /** Types of the label set that they have not: to find one is neither right nor wrong. */
  readonly unannotated: ReadonlySet<string>
  /** [L]: 1 for each label that they have annotated, `O` among them. */
  readonly labelMask: Int32Array
}

/** What of a label set the annotators of a document have annotated; undefined where that is all of it. */
export type AnnotatedOf = (document: Pick<Document, 'annotated'>) => Annotated | undefined

/**
 * The rule which types of a label set annotators of some types have annotated, for loss, tag scores and character scores
 * alike: those that their types are labelled with, and those below them, because whoever annotates biologic functions marks
 * a disease as one. Worked out once for each list of types.
 */
export function createAnnotatedOf(policy: LabelPolicy): AnnotatedOf {
  const known = new Map<string, Annotated | undefined>()
  return ({ annotated }) => {
    if (annotated === undefined) return undefined
    const key = annotated.join('\u0000')
    if (!known.has(key)) known.set(key, annotatedBy(annotated, policy))
    return known.get(key)
  }
}

function annotatedBy(annotated: readonly string[], { labelSet, decide }: LabelPolicy): Annotated | undefined {
  const given = new Set(annotated.map(type => decide([type]).label))
  const isAnnotated = (label: string): boolean => {
    const group = groupOf(label)?.abbreviation
    return given.has(label) || annotated.some(type => type === group || isAncestor(type, label))
  }
  const unannotated = new Set(labelSet.types.filter(type => !isAnnotated(type)))
  if (unannotated.size === 0) return undefined
  const labelMask = Int32Array.from(labelSet.labels, tag =>
    tag === OUTSIDE || !unannotated.has(tag.slice(2)) ? 1 : 0,
  )
  return { unannotated, labelMask }
}
