/**
 * @file How a run labels the three parts of its corpus: `labels.json`, and what there is to report of it.
 */

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
