/**
 * @file The page's HTML: a text and what is found in it, to be corrected with the keyboard or the mouse, in the style of reports.
 *
 * Nothing in it is from a document or a model: its scripts ask the server for those, and draw them as text.
 */
import { semanticGroups, semanticTypes } from '../../concepts/semantic-network.ts'
import { writableFormats } from '../../formats/index.ts'
import { renderFrame } from '../../report/page/document.ts'
import { html, scriptJson } from '../../report/page/html.ts'
import { learning } from './learning-section.ts'

/** Modules of `assets/report/`, what is imported first. */
const scripts = [
  'drawing.js',
  'page.js',
  'annotation.js',
  'history.js',
  'types.js',
  'marked-text.js',
  'type-picker.js',
  'mention-list.js',
  'word-selection.js',
  'editor.js',
  'server.js',
  'annotator.js',
  'learning-text.js',
  'learning.js',
  'worker.js',
  'local-model.js',
  'learning-here.js',
]

export function renderPage(): string {
  return renderFrame({
    title: 'Tag and correct',
    subtitle: 'A model marks what it finds, and you correct it. Texts go to this server and nowhere else.',
    kind: 'server',
    sections: [
      { id: 'text', title: 'Text', body: opening },
      { id: 'mentions', title: 'Mentions', body: correcting },
      { id: 'learning', title: 'Learn', body: learning },
      { id: 'learning-here', title: 'Learn here', body: learningHere },
      { id: 'keys', title: 'Keys', body: keys },
    ],
    footer: 'Written by medspan. Mentions with a score are predictions of a model, and may be wrong.',
    scripts,
    style: 'annotator.css',
    hasServer: true,
    hasWorker: true,
    held: html`<script type="application/json" id="semantic-network">${scriptJson(network)}</script>
${dialogs}
`,
  })
}

/** What the page knows of UMLS: types with their names and groups, and the groups' names. */
const network = {
  types: semanticTypes.map(({ tui, name, group }) => [tui, name, group]),
  groups: semanticGroups.map(({ abbreviation, name }) => [abbreviation, name]),
}

const opening = html`<noscript><p class="notice">Texts are tagged by a script, and scripts are off.</p></noscript>
<form id="opening" class="scripted">
<label for="input">A text, or a file dropped here</label>
<textarea id="input" rows="6" dir="auto" autocomplete="off" spellcheck="false" placeholder="Paste or type a text"></textarea>
<div class="row"><button id="open">Tag</button> <button type="button" id="choose">Open a file …</button><input type="file" id="file" hidden> <label id="models" hidden>Model <select id="model"></select></label></div>
<p class="note">Files: XMI (in a ZIP with its type system), JSON CAS, WebAnno TSV, PubTator, BioC, CoNLL, Parquet, JSON, plain text.</p>
</form>
<p id="problem" class="notice" role="alert" hidden></p>`

const correcting = html`<p class="quiet" id="nothing">No text has been opened yet.</p>
<div id="result" hidden>
<div class="bar"><div class="row"><label id="documents" hidden>Document <select id="document"></select></label><button type="button" id="tag">Tag again</button><button type="button" id="stop" hidden>Stop</button><button type="button" id="undo">Undo</button><button type="button" id="redo">Redo</button></div>
<p id="state" role="status"></p></div>
<fieldset id="kinds" class="kinds"></fieldset>
<div class="beside">
<div><div class="text annotated" id="annotated" tabindex="0" role="application" aria-roledescription="text with mentions" aria-label="Text" aria-describedby="leaving" dir="auto"></div>
<p class="note" id="leaving"><kbd>Tab</kbd> next mention, <kbd>Enter</kbd> its type, <kbd>Delete</kbd> removes it, <kbd>[</kbd> <kbd>]</kbd> move its borders, <kbd>Esc</kbd> <kbd>Tab</kbd> leave the text. <a href="#keys">All keys</a></p></div>
<div class="side-list">
<div class="row edit" role="group" aria-label="The chosen mention"><button type="button" id="retype">Type …</button><button type="button" id="remove">Remove</button><span class="borders"><span class="quiet" aria-hidden="true">begin</span><button type="button" data-border="begin" data-by="-1" aria-label="Begin a word earlier">←</button><button type="button" data-border="begin" data-by="1" aria-label="Begin a word later">→</button> <span class="quiet" aria-hidden="true">end</span><button type="button" data-border="end" data-by="-1" aria-label="End a word earlier">←</button><button type="button" data-border="end" data-by="1" aria-label="End a word later">→</button></span></div>
<ul id="found" class="found" role="listbox" tabindex="0" aria-label="Mentions in order"></ul>
<p class="note" id="more" hidden></p>
</div>
</div>
<p class="spoken" id="spoken" role="status"></p>
<div class="row export"><label>Format <select id="format">${writableFormats.map(
  ({ name, description }) =>
    html`<option value="${name}" title="${description}"${name === 'xmi' && ' selected'}>${name}</option>`,
)}</select></label><button type="button" id="export">Export</button><button type="button" id="copy">Copy JSON</button><span id="copied" role="status"></span></div>
<details id="json"><summary>JSON</summary><pre class="scroll" data-label="JSON"><code id="copyable"></code></pre></details>
</div>`

const learningHere = html`<p class="note">The model goes on training in this page, on all open documents with their mentions as they stand: look through them first. It is loaded from the server once. From then on learning, tagging here and the download ask for nothing, and the server’s model stays as it is.</p>
<div class="row"><label>Steps <input type="number" id="here-steps" min="1" max="10000" value="200"></label><button type="button" id="here-learn">Learn here</button><button type="button" id="here-stop" hidden>Stop</button></div>
<progress id="here-bar" aria-label="Learning here" aria-describedby="here-numbers" hidden></progress>
<p id="here-numbers" class="quiet" hidden></p>
<p id="here-state" role="status"></p>
<div class="row" id="here-learnt" hidden><button type="button" id="here-tag">Tag again here</button><button type="button" id="here-download">Download the model</button></div>`

const key = (...names: readonly string[]) => names.map((name, i) => html`${i > 0 && ' '}<kbd>${name}</kbd>`)

const keyRows = [
  [key('Tab', '⇧ Tab'), 'next, previous mention; after the last one, out of the text'],
  [key('↓', '↑'), 'next, previous mention, in the text and in the list'],
  [key('←', '→'), 'previous, next word'],
  [key('⇧ ←', '⇧ →'), 'select more or fewer words'],
  [key('Home', 'End'), 'first, last word of the sentence; with ⇧ select them'],
  [key('Space'), 'choose the mention under the word; again, the one around it'],
  [key('Enter'), 'give the words, or the chosen mention, a type'],
  [key('Delete'), 'remove the mention'],
  [key('[', ']'), 'a word more at its begin, at its end'],
  [key('{', '}'), 'a word fewer at its begin, at its end (⇧ with the key before)'],
  [key('Ctrl Z', 'Ctrl Y'), 'undo, redo'],
  [key('Esc'), 'then Tab leaves the text'],
] as const

const keys = html`<p class="note">They work while the text has the focus, and most of them in the list too. With the mouse: select words to give them a type, click a mention to choose it.</p>
<dl class="facts keys">${keyRows.map(([names, does]) => html`<div><dt>${names}</dt><dd>${does}</dd></div>\n`)}</dl>`

const dialogs = html`<dialog id="picker" aria-labelledby="picker-title">
<h2 id="picker-title"></h2>
<input type="search" id="picker-filter" role="combobox" aria-label="Type, its name or its group" aria-expanded="true" aria-controls="picker-types" aria-autocomplete="list" autocomplete="off" spellcheck="false" placeholder="Type, its name or its group">
<ul id="picker-types" role="listbox" aria-label="Types"></ul>
</dialog>
<dialog id="asking" aria-labelledby="asking-title">
<form method="dialog"><h2 id="asking-title">This server wants a token</h2>
<label for="token">Token</label>
<input type="password" id="token" autocomplete="off">
<div class="row"><button value="ok">Use it</button><button value="" formnovalidate>Cancel</button></div></form>
</dialog>`
