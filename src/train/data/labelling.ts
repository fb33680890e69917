/**
 * @file How a run labels the three parts of its corpus: `labels.json`, what there is to report of it, and which types the
 * annotators of a document have annotated.
 */

import { groupOf, isAncestor } from '../../concepts/semantic-network.ts'
import type { Part } from '../../config/config.ts'
import {
  createLabelPolicy,
  type LabelPolicy,
  type LabelSet,
  type LabelSettings,
  type MappingRow,
  mergeMappings,
  renderMapping,
} from '../../corpus/labels.ts'
import type { Progress } from '../../progress.ts'
import type { Document } from '../../text/document.ts'
import { OUTSIDE } from '../../text/tags.ts'

/** The policies of the parts of a run, each with its own count. */
export type PartPolicies = Readonly<Record<Part, LabelPolicy>>

export function createPolicies(labels: LabelSet, settings: LabelSettings): PartPolicies {
  const create = () => createLabelPolicy(labels, settings)
  return { train: create(), validation: create(), test: create() }
}

/** The content of `labels.json`. */
export interface LabelsFile {
  /** How labels were to be chosen. */
  readonly settings: LabelSettings
  readonly types: readonly string[]
  /** The tags, by their numbers. */
  readonly labels: readonly string[]
  /** What became of the mentions of each type, by part. */
  readonly mapping: Readonly<Record<Part, readonly MappingRow[]>>
}

/** What `labels.json` says once the parts are tagged. */
export function labelsFile(policies: PartPolicies, settings: LabelSettings): LabelsFile {
  const { types, labels } = policies.train.labelSet
  const rows = (part: Part) => policies[part].mapping().map(row => ({ ...row, label: row.label ?? OUTSIDE }))
  return {
    settings,
    types,
    labels,
    mapping: { train: rows('train'), validation: rows('validation'), test: rows('test') },
  }
}

/**
 * Prints the mapping over all parts, and notices (`label-untrained`) which labels no mention of the training part
 * has: a tagger will not find them.
 */
export function reportLabels(policies: PartPolicies, progress: Progress): void {
  const train = policies.train.mapping()
  const mapping = mergeMappings([train, policies.validation.mapping(), policies.test.mapping()])
  progress.info(renderMapping(mapping))
  const trained = new Set(train.map(({ label }) => label))
  const missing = policies.train.labelSet.types.filter(type => !trained.has(type))
  if (missing.length === 0) return
  progress.notice({
    code: 'label-untrained',
    message: `labels have no mention in the training part, and a tagger will not find them: ${missing.join(', ')}`,
    count: missing.length,
  })
}

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
