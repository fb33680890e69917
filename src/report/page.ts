/**
 * @file A run's report as one HTML file that needs nothing else: no network, no other file.
 *
 * Nothing in it runs but our own scripts, which its content security policy names by their hashes; text from the data is
 * escaped here and goes into the page as text there. Without scripts all is there but the list of sentences.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { internal } from '../errors.ts'
import type { FigureSection } from '../figures/run.ts'
import type { ReportContent } from './content.ts'
import {
  calibrationTable,
  classesTable,
  coarseTables,
  confusionsTable,
  reliabilityTable,
  seenTable,
  semevalTable,
} from './page-analysis.ts'
import { browser } from './page-browser.ts'
import { configuration, dataTables, factList, warningsTable } from './page-facts.ts'
import { figure } from './page-figures.ts'
import { fontFaces } from './page-font.ts'
import { type Content, html, type Markup, trustedMarkup } from './page-html.ts'
import { capital, count, countsTable, leadSentence, scoresTable, typesTable } from './page-scores.ts'
import { plainSentences } from './page-sentences.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly body: Content
}

/** Renders the report. The same content gives the same bytes. */
export function renderPage(content: ReportContent): string {
  const { style, early, late } = readAssets()
  const policy = [
    "default-src 'none'",
    `script-src ${[early, late].map(hashSource).join(' ')}`,
    `style-src ${hashSource(style)}`,
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const sections = sectionsOf(content).filter(({ body }) => !isEmpty(body))
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="medspan">
<title>${content.title} – medspan report</title>
<script>${trustedMarkup(early)}</script>
<style>${trustedMarkup(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${header(content)}
<nav id="contents" aria-label="Contents"><ol>${sections.map(
      ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`,
    )}</ol></nav>
<main id="content" tabindex="-1">
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title" tabindex="-1">${title}</h2>
${body}
</section>
`,
)}</main>
<footer><p>Written by medspan from the run’s folder. Intervals are percentile bootstraps over documents.</p></footer>
<script type="module">${trustedMarkup(late)}</script>
</body>
</html>`.markup
  }\n`
}

function header({ title, subtitle, status, error, createdAt }: ReportContent): Markup {
  return html`<header>
<div><h1><bdi>${title}</bdi></h1>
${subtitle && html`<p class="subtitle">${subtitle}</p>`}
<p class="status"><span class="badge ${status}">${capital(status)}</span>${
    createdAt &&
    html` <time datetime="${createdAt}">${createdAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>`
  }</p>
${error && html`<p class="notice">${error}</p>`}</div>
<label class="theme scripted">Theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</header>`
}

/** What a page has, in order. */
function sectionsOf(content: ReportContent): Section[] {
  const { parts, types } = content
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
        first === undefined ? html`<p class="lead">Nothing has been evaluated.</p>` : leadSentence(first),
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
    {
      id: 'warnings',
      title: content.warnings.length === 0 ? 'Warnings' : `Warnings (${count(content.warnings.length)})`,
      body: warningsTable(content.warnings),
    },
  ]
}

function isEmpty(body: Content): boolean {
  return body === undefined || body === false || body === '' || (Array.isArray(body) && body.every(isEmpty))
}

const folder = resolve(import.meta.dirname, '../../assets/report')

interface Assets {
  readonly style: string
  /** Runs before the page is drawn. */
  readonly early: string
  /** Runs when the page is there: a module. */
  readonly late: string
}

let assets: Assets | undefined

function readAssets(): Assets {
  assets ??= {
    style: `${fontFaces()}\n${readAsset('report.css')}`,
    early: readAsset('theme.js'),
    late: joinModules(['drawing.js', 'page.js', 'tables.js', 'sentences.js'].map(readAsset)),
  }
  return assets
}

function readAsset(name: string): string {
  const source = readFileSync(resolve(folder, name), 'utf8')
  // These would end the element that it stands in, whatever the language says of strings and comments.
  if (/<\/?script|<\/style|<!--/i.test(source)) throw internal(`expected ${name} without tags in it`)
  return source
}

/** Modules as one, because those inside a page cannot import one another. What is imported comes first. */
const joinModules = (modules: readonly string[]): string =>
  modules.map(module => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '')).join('\n')

const hashSource = (source: string): string =>
  `'sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}'`
