/**
 * @file A report as one HTML file that needs nothing else: its head, its contents, and what may run in it.
 *
 * Nothing in it runs but our own scripts, which its content security policy names by their hashes; text from the data is
 * escaped here and goes into the page as text there.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { internal } from '../../errors.ts'
import { fontFaces } from './font.ts'
import { type Content, html, type Markup, trustedMarkup } from './html.ts'
import { capital } from './scores.ts'

/** A section; one that is empty is left out. */
export interface Section {
  readonly id: string
  readonly title: Content
  readonly body: Content
}

/** What stands at the top of a page. */
export interface PageHead {
  readonly title: string
  /** One line. */
  readonly subtitle?: string
  readonly status?: 'running' | 'finished' | 'interrupted' | 'pruned' | 'failed'
  readonly error?: string
  /** ISO 8601 in UTC. */
  readonly createdAt?: string
}

export interface PageFrame extends PageHead {
  /** What the page is; a report by default. */
  readonly kind?: string
  readonly sections: readonly Section[]
  readonly footer: string
  /** Modules of `assets/report/`, what is imported first. */
  readonly scripts: readonly string[]
  /** A stylesheet of `assets/report/` besides that of all pages. */
  readonly style?: string
  /** Whether they talk with the server that the page is from. */
  readonly hasServer?: boolean
  /** Whether they start a worker that runs WebAssembly: from the server, whose answer says what it may do, or else from a blob. */
  readonly hasWorker?: boolean
  /** What stands behind all that is seen. */
  readonly held?: Content
}

/** Renders a page. The same content gives the same bytes. */
export function renderFrame(frame: PageFrame): string {
  const { style: common, early } = readAssets()
  const style = frame.style === undefined ? common : `${common}\n${readAsset(frame.style)}`
  const late = joinModules(frame.scripts.map(readAsset))
  const { hasServer = false, hasWorker = false, kind = 'report' } = frame
  const isOwnWorker = hasWorker && !hasServer
  const policy = [
    "default-src 'none'",
    `script-src ${[early, late].map(hashSource).join(' ')}${isOwnWorker ? " 'wasm-unsafe-eval'" : ''}`,
    ...(hasWorker ? [`worker-src ${isOwnWorker ? 'blob:' : "'self'"}`] : []),
    ...(hasServer ? ["connect-src 'self'"] : []),
    `style-src ${hashSource(style)}`,
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${hasWorker ? 'medspan-worker' : "'none'"}`,
  ].join('; ')
  const sections = frame.sections.filter(({ body }) => !isEmpty(body))
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
<title>${frame.title} – medspan ${kind}</title>
<script>${trustedMarkup(early)}</script>
<style>${trustedMarkup(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${header(frame)}
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
<footer><p>${frame.footer}</p></footer>
${frame.held}<script type="module">${trustedMarkup(late)}</script>
</body>
</html>`.markup
  }\n`
}

function header({ title, subtitle, status, error, createdAt }: PageHead): Markup {
  return html`<header>
<div><h1><bdi>${title}</bdi></h1>
${subtitle && html`<p class="subtitle">${subtitle}</p>`}
${
  status &&
  html`<p class="status"><span class="badge ${status}">${capital(status)}</span>${
    createdAt &&
    html` <time datetime="${createdAt}">${createdAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>`
  }</p>`
}
${error && html`<p class="notice">${error}</p>`}</div>
<label class="theme scripted">Theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</header>`
}

export function isEmpty(body: Content): boolean {
  return body === undefined || body === false || body === '' || (Array.isArray(body) && body.every(isEmpty))
}

const folder = resolve(import.meta.dirname, '../../../assets/report')

interface Assets {
  readonly style: string
  /** Runs before the page is drawn. */
  readonly early: string
}

let assets: Assets | undefined

function readAssets(): Assets {
  assets ??= {
    style: `${fontFaces()}\n${readAsset('report.css')}`,
    early: readAsset('theme.js'),
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
  modules.map(module => module.replace(/^import [^']*'[^']*'\n/gm, '').replace(/^export /gm, '')).join('\n')

const hashSource = (source: string): string =>
  `'sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}'`
