/**
 * @file How a run labels the three parts of its corpus: `labels.json`, what there is to tell of it, and which labels
 * the annotators of a document looked for.
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
export function tellLabels(policies: PartPolicies, progress: Progress): void {
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

/**
 * Which labels were looked for by annotators who looked for some types: those that these types get, and those below
 * them, because whoever looks for biologic functions marks a disease as one.
 *
 * @returns [L]: 1 for each label that was looked for, `O` among them; undefined when all were
 */
export function lookedForBy(annotated: readonly string[], policy: LabelPolicy): Int32Array | undefined {
  const { labelSet, decide } = policy
  const given = new Set(annotated.map(type => decide([type]).label))
  const isLookedFor = (label: string): boolean => {
    const group = groupOf(label)?.abbreviation
    return given.has(label) || annotated.some(type => type === group || isAncestor(type, label))
  }
  const looked = new Set(labelSet.types.filter(isLookedFor))
  if (looked.size === labelSet.types.length) return undefined
  return Int32Array.from(labelSet.labels, tag => (tag === OUTSIDE || looked.has(tag.slice(2)) ? 1 : 0))
}
