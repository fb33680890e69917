/** @file The jobs of a cluster in a run's report. */
import { expect, test } from 'vitest'
import type { ReportJob } from '../../src/report/content.ts'
import { jobsTable } from '../../src/report/page/facts.ts'
import { html } from '../../src/report/page/html.ts'

test('each start of a job is a row, with what is known of it', () => {
  const common = { job: '12', kind: 'train', started: '2026-01-01T00:00:00.000Z' }
  const jobs: ReportJob[] = [
    {
      ...common,
      nodes: 'n1',
      gpus: '0,1',
      outcome: 'requeued',
      reason: 'a <b>reason</b>',
      seconds: 3600,
      cpuEfficiency: 0.5,
      gpuUse: 0.875,
      maxRssBytes: 2 ** 31,
    },
    { ...common, nodes: 'n2', outcome: 'running' },
  ]
  const rows = html`${jobsTable(jobs)}`.markup
    .split('<tr>')
    .slice(-2)
    .map(row =>
      row
        .replace(/<\/t[dh]>/g, '|')
        .replace(/<[^>]*>/g, '')
        .trim(),
    )
  expect(rows).toEqual([
    '12|train|2026-01-01T00:00:00.000Z|n1|0,1|requeued a &lt;b&gt;reason&lt;/b&gt;|3,600|50 %|88 %|2,048|',
    '12|train|2026-01-01T00:00:00.000Z|n2|–|running|–|–|–|–|',
  ])
})

test('a run that no cluster has worked on has no such table', () => {
  expect(jobsTable([])).toBeUndefined()
  expect(jobsTable()).toBeUndefined()
})
