/** @file Semantic types are shown with their names, and a corpus' own classes as they are. */
import { describe, expect, test } from 'vitest'
import { renderTagged } from '../../src/cli/predict.ts'
import { renderDropped } from '../../src/cli/view/dropped.ts'
import { renderEvaluation } from '../../src/cli/view/evaluation.ts'
import { renderNotice } from '../../src/cli/view/progress.ts'
import { renderRunScores } from '../../src/cli/view/scores.ts'
import { describeCorpus } from '../../src/corpus/description.ts'
import { renderDescription } from '../../src/corpus/description-table.ts'
import { renderSplitTable, splitTable } from '../../src/corpus/split-table.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import { scoreTags } from '../../src/metrics/spans.ts'
import { mentionScores, plainScores } from '../../src/run/results.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

const text = 'Asthma and a cough.'
const asthma: Mention = { begin: 0, end: 6, types: ['T047'], concepts: [] }
const cough: Mention = { begin: 13, end: 18, types: ['Complaint'], concepts: [] }
const document: Document = { id: 'a', text, ...segment(text), mentions: [asthma, cough] }
const other: Document = { ...document, id: 'b', mentions: [{ ...asthma, types: ['T184'] }] }

const scored = plainScores(
  scoreTags([['B-T047', 'O', 'B-Complaint']], [['B-T047', 'O', 'O']], { mode: 'default' }),
)
const part = { default: scored, strict: scored }
const evaluation = evaluateDocuments(
  [
    {
      id: 'a',
      text,
      gold: [{ begin: 0, end: 6, type: 'T047' }],
      predicted: [{ begin: 13, end: 18, type: 'Complaint', score: 1 }],
    },
  ],
  { seed: 1, samples: 10, training: { counts: {}, forms: [] } },
)
const mentions = mentionScores(evaluation)

describe('T047 is shown as T047 Disease or Syndrome', () => {
  test.each([
    ['in a tagged text', renderTagged(document)],
    [
      'in mentions that are left out',
      renderDropped([{ document, mention: asthma, reason: 'overlap', kept: cough }]),
    ],
    [
      'in the scores of a run',
      renderRunScores({
        validation: { ...part, loss: 0, sentences: 1, seconds: 1, batches: 1 },
        test: { ...part, loss: 0, sentences: 1, seconds: 1, batches: 1 },
        baseline: { validation: part, test: part },
        mentions: { validation: mentions, test: mentions },
      }),
    ],
    ['in an evaluation', renderEvaluation('test', evaluation)],
    ['in a split', renderSplitTable(splitTable({ train: [document], validation: [], test: [] }))],
    [
      'among forms of several types',
      renderDescription(describeCorpus([{ name: 'all', corpus: [document, other] }])),
    ],
    ['in a notice', renderNotice({ code: 'x', message: 'odd', count: 2, kinds: { T047: 1, Complaint: 1 } })],
  ])('%s', (_, rendered) => {
    expect(rendered).toContain('T047 Disease or Syndrome')
    expect(rendered).toContain('Complaint')
    expect(rendered).not.toMatch(/T047(?! Disease or Syndrome)/)
  })
})
