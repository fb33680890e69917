/**
 * @file A run's report as a page: which sections it has, and what stands in them. Without scripts all is there but the
 * list of sentences.
 */
import type { FigureSection } from '../../figures/run/run.ts'
import type { ReportContent } from '../content.ts'
import {
  calibrationTable,
  classesTable,
  coarseTables,
  confusionsTable,
  reliabilityTable,
  seenTable,
  semevalTable,
} from './analysis.ts'
import { isEmpty, renderFrame, type Section } from './document.ts'
import { browser } from './error-browser.ts'
import { configuration, dataTables, factList, jobsTable, warningsTable } from './facts.ts'
import { figure } from './figures.ts'
import { type Content, html } from './html.ts'
import { reportedTable, reportedTypes } from './reported.ts'
import { count, countsTable, leadSentence, scoresTable, typesTable } from './scores.ts'
import { plainSentences } from './sentences.ts'

/** Renders the report. The same content gives the same bytes. */
export function renderPage(content: ReportContent): string {
  return renderFrame({
    ...content,
    sections: sectionsOf(content),
    footer: 'Written by medspan. Intervals are percentile bootstraps over documents.',
    scripts: ['drawing.js', 'page.js', 'tables.js', 'sentences.js'],
  })
}

/** What a page has, in order. */
function sectionsOf(content: ReportContent): Section[] {
  const { parts, types, reported } = content
  const [first, ...others] = parts
  const drawings = (section: FigureSection): Content =>
    content.figures.filter(each => each.section === section).map(figure)
  /** The first part as it is, the others to be opened. */
  const each = (draw: (part: ReportContent['parts'][number]) => Content): Content => [
    first !== undefined && draw(first),
    others.map(part => {
      const body = draw(part)
      return !isEmpty(body) && html`<details><summary>The same on ${part.name}</summary>\n${body}</details>\n`
    }),
  ]
  const some = (body: Content): Content => (first === undefined ? undefined : body)
  return [
    {
      id: 'summary',
      title: 'Summary',
      body: [
        reported !== undefined
          ? reportedTable(reported)
          : first === undefined
            ? html`<p class="lead">Nothing has been evaluated.</p>`
            : leadSentence(first),
        factList(content.highlights, 'highlights'),
        parts.map(scoresTable),
        some(countsTable(parts)),
      ],
    },
    { id: 'training', title: 'Training', body: drawings('training') },
    {
      id: 'types',
      title: 'Types',
      body: [
        some(each(part => typesTable(part, types))),
        reported?.scores.map(part => reportedTypes(part, types)),
        drawings('types'),
        some(each(part => coarseTables(part, types))),
      ],
    },
    {
      id: 'errors',
      title: 'Errors',
      body: [
        some(classesTable(parts)),
        some(each(part => confusionsTable(part, types))),
        drawings('errors'),
        some(each(semevalTable)),
      ],
    },
    { id: 'sentences', title: 'Sentences', body: some(browser(plainSentences(content))) },
    { id: 'seen', title: 'Seen and new mentions', body: [some(each(seenTable)), drawings('seen')] },
    {
      id: 'calibration',
      title: 'Calibration',
      body: [some(calibrationTable(parts)), drawings('calibration'), some(each(reliabilityTable))],
    },
    { id: 'data', title: 'Data', body: [dataTables(content.data), drawings('data')] },
    {
      id: 'configuration',
      title: 'Configuration',
      body: content.configuration !== '' && configuration(content.configuration),
    },
    {
      id: 'environment',
      title: 'Versions and environment',
      body: [factList(content.versions), factList(content.environment)],
    },
    { id: 'jobs', title: 'Jobs', body: jobsTable(content.jobs) },
    {
      id: 'warnings',
      title: content.warnings.length === 0 ? 'Warnings' : `Warnings (${count(content.warnings.length)})`,
      body: warningsTable(content.warnings),
    },
  ]
}
