/**
 * @file The scores of a run as text: the model's, and beside them those of a dictionary that only remembers.
 */

import { namedType } from '../../concepts/semantic-network.ts'
import { ownValue } from '../../dictionary.ts'
import type { Interval } from '../../metrics/bootstrap.ts'
import { renderScoreTable, type TableRow } from '../../metrics/table.ts'
import type { MentionScores, PartScores, RunSummary } from '../../run/results.ts'

/** What there is to show of a run. */
export type ShownScores = Pick<RunSummary, 'validation' | 'test' | 'baseline' | 'mentions'>

/**
 * A table for each part; that of test has a row for each type too, the dictionary's below the model's. Below the table,
 * scores by characters.
 */
export function renderRunScores({ validation, test, baseline, mentions }: ShownScores): string {
  return [
    renderScoreTable(overallRows(validation, baseline.validation), 'validation'),
    renderMentionScores(mentions.validation),
    '',
    renderTestScores(test, mentions.test, baseline.test),
  ].join('\n')
}

/** The table of a test part, beside a dictionary where there is one, with a row for each type; below it scores by characters. */
export function renderTestScores(
  model: PartScores,
  mentions: MentionScores,
  dictionary?: PartScores,
): string {
  const rows = [...overallRows(model, dictionary), 'line' as const, ...typeRows(model, dictionary)]
  return `${renderScoreTable(rows, 'test')}\n${renderMentionScores(mentions)}`
}

/** `exact span match: F1 84.21 (95 %: 76.30 to 90.41), mean of types 80.12 (...)`. */
function renderMentionScores({ micro, macro, gold, lost }: MentionScores): string {
  const missed =
    lost === 0 ? '' : `\n${lost} of ${gold} gold mentions cannot be expressed by tags, and count as missed`
  return `exact span match: F1 ${renderInterval(micro.f1)}, mean of types ${renderInterval(macro.f1)}${missed}`
}

/** `84.21 (95 %: 76.30 to 90.41)`. */
export function renderInterval({ estimate, lower, upper }: Interval): string {
  return `${percent(estimate)} (95 %: ${percent(lower)} to ${percent(upper)})`
}

/** Per cent with two decimals. */
export const percent = (fraction: number): string => (100 * fraction).toFixed(2)

function overallRows(model: PartScores, dictionary?: PartScores): TableRow[] {
  return (['default', 'strict'] as const).flatMap(mode => {
    const ending = mode === 'strict' ? ', strict' : ''
    return [
      { name: `model${ending}`, score: model[mode].overall },
      ...(dictionary === undefined ? [] : [{ name: `dictionary${ending}`, score: dictionary[mode].overall }]),
    ]
  })
}

/** Types with gold mentions, the most frequent first. */
function typeRows(model: PartScores, dictionary?: PartScores): TableRow[] {
  const known = dictionary?.default.types ?? {}
  return Object.entries(model.default.types)
    .filter(([, score]) => score.number > 0)
    .sort(([a, one], [b, other]) => other.number - one.number || (a < b ? -1 : 1))
    .flatMap(([type, score]): TableRow[] => {
      const memory = ownValue(known, type)
      return [
        { name: namedType(type), score },
        ...(memory === undefined ? [] : [{ name: '  dictionary', score: memory }]),
      ]
    })
}
