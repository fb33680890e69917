/**
 * @file The scores of a run as text: the model's, and beside them those of a dictionary that only remembers.
 */
import { renderScoreTable, type TableRow } from '../metrics/table.ts'
import type { PartScores, RunSummary } from '../train/results.ts'

/** What there is to show of a run. */
export type ShownScores = Pick<RunSummary, 'validation' | 'test' | 'baseline'>

/** A table for each part; that of test has a pair of rows for each type too. */
export function renderRunScores({ validation, test, baseline }: ShownScores): string {
  const parts = [
    renderScoreTable(overallRows(validation, baseline.validation), 'validation'),
    renderScoreTable([...overallRows(test, baseline.test), 'line', ...typeRows(test, baseline.test)], 'test'),
  ]
  return parts.join('\n\n')
}

function overallRows(model: PartScores, dictionary: PartScores): TableRow[] {
  return [
    { name: 'model', score: model.default.overall },
    { name: 'dictionary', score: dictionary.default.overall },
    { name: 'model, strict', score: model.strict.overall },
    { name: 'dictionary, strict', score: dictionary.strict.overall },
  ]
}

/** Types with gold mentions, the most frequent first. */
function typeRows(model: PartScores, dictionary: PartScores): TableRow[] {
  const known = dictionary.default.types
  return Object.entries(model.default.types)
    .filter(([, score]) => score.number > 0)
    .sort(([a, one], [b, other]) => other.number - one.number || (a < b ? -1 : 1))
    .flatMap(([type, score]): TableRow[] => {
      const memory = known[type]
      return [
        { name: `${type} model`, score },
        ...(memory === undefined ? [] : [{ name: `${type} dictionary`, score: memory }]),
      ]
    })
}
