import { describe, expect, it } from 'vitest'
import { scoreTags } from '../../src/metrics/spans.ts'
import { renderScoreTable, scoreRows } from '../../src/metrics/table.ts'

describe('renderScoreTable', () => {
  it('aligns names on the left and numbers on the right', () => {
    const scores = scoreTags(
      [['B-Disease', 'O', 'B-Gene'], ['B-Gene']],
      [['B-Disease', 'B-Gene', 'B-Gene'], ['O']],
      { mode: 'strict' },
    )
    expect(`\n${renderScoreTable(scoreRows(scores), 'test')}`).toBe(`
test                   precision  recall      f1  mentions
---------------------  ---------  ------  ------  --------
Disease                   100.00  100.00  100.00         1
Gene                       50.00   50.00   50.00         2
---------------------  ---------  ------  ------  --------
overall (micro)            66.67   66.67   66.67         3
mean of types (macro)      75.00   75.00   75.00         3
weighted mean              66.67   66.67   66.67         3`)
  })

  it('renders a heading over nothing', () => {
    expect(renderScoreTable([])).toBe('  precision  recall  f1  mentions\n  ---------  ------  --  --------')
  })
})
