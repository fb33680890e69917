/**
 * @file A report as one HTML file that needs nothing else: its head, its contents, and what may run in it.
 *
 * Nothing in it runs but our own scripts, which its content security policy names by their hashes; text from the data is
 * escaped here and goes into the page as text there.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { internal } from "../../errors.js";
import { fontFaces } from "./font.js";
import { html, trustedMarkup } from "./html.js";
import { capital } from "./scores.js";
/** Renders a page. The same content gives the same bytes. */
export function renderFrame(frame) {
    const { style: common, early } = readAssets();
    const style = frame.style === undefined ? common : `${common}\n${readAsset(frame.style)}`;
    const late = joinModules(frame.scripts.map(readAsset));
    const { hasServer = false, hasWorker = false, kind = 'report' } = frame;
    const policy = [
        "default-src 'none'",
        `script-src ${[early, late].map(hashSource).join(' ')}${hasWorker ? " 'wasm-unsafe-eval'" : ''}`,
        ...(hasWorker ? ['worker-src blob:'] : []),
        ...(hasServer ? ["connect-src 'self'"] : []),
        `style-src ${hashSource(style)}`,
        'font-src data:',
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        `trusted-types ${hasWorker ? 'medspan-worker' : "'none'"}`,
    ].join('; ');
    const sections = frame.sections.filter(({ body }) => !isEmpty(body));
    return `${html `<!doctype html>
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
<nav id="contents" aria-label="Contents"><ol>${sections.map(({ id, title }) => html `<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>
<main id="content" tabindex="-1">
${sections.map(({ id, title, body }) => html `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title" tabindex="-1">${title}</h2>
${body}
</section>
`)}</main>
<footer><p>${frame.footer}</p></footer>
${frame.held}<script type="module">${trustedMarkup(late)}</script>
</body>
</html>`.markup}\n`;
}
function header({ title, subtitle, status, error, createdAt }) {
    return html `<header>
<div><h1><bdi>${title}</bdi></h1>
${subtitle && html `<p class="subtitle">${subtitle}</p>`}
${status &&
        html `<p class="status"><span class="badge ${status}">${capital(status)}</span>${createdAt &&
            html ` <time datetime="${createdAt}">${createdAt.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>`}</p>`}
${error && html `<p class="notice">${error}</p>`}</div>
<label class="theme scripted">Theme <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</header>`;
}
export function isEmpty(body) {
    return body === undefined || body === false || body === '' || (Array.isArray(body) && body.every(isEmpty));
}
const folder = resolve(import.meta.dirname, '../../../assets/report');
let assets;
function readAssets() {
    assets ??= {
        style: `${fontFaces()}\n${readAsset('report.css')}`,
        early: readAsset('theme.js'),
    };
    return assets;
}
function readAsset(name) {
    const source = readFileSync(resolve(folder, name), 'utf8');
    // These would end the element that it stands in, whatever the language says of strings and comments.
    if (/<\/?script|<\/style|<!--/i.test(source))
        throw internal(`expected ${name} without tags in it`);
    return source;
}
/** Modules as one, because those inside a page cannot import one another. What is imported comes first. */
const joinModules = (modules) => modules.map(module => module.replace(/^import [^']*'[^']*'\n/gm, '').replace(/^export /gm, '')).join('\n');
const hashSource = (source) => `'sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}'`;
