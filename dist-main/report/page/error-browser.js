/**
 * @file The error browser as it stands in a page before its script fills it: filters, counts, an empty list.
 */
import { classNames } from "./analysis.js";
import { html, scriptJson } from "./html.js";
import { mentionClasses } from "./sentences.js";
/** Kinds by which sentences are chosen: the classes of mentions, and two more. */
const kinds = [
    ...mentionClasses.map(kind => ({ kind: kind, ...classNames[kind] })),
    {
        kind: 'lost',
        name: 'Not expressible',
        what: 'gold that tags cannot express: it overlaps another mention, or has no word',
    },
    { kind: 'none', name: 'No mention', what: 'sentences with nothing gold and nothing found' },
];
/** The browser with its data. */
export function browser(data) {
    return html `<noscript><p class="notice">Sentences are shown by a script, and scripts are off. Everything else on this page works without.</p></noscript>
<div id="browser" class="scripted">
<form id="filters" role="search" aria-label="Sentences">
<div class="row">
<label>Part <select id="part"><option value="">all parts</option>${data.parts.map(name => html `<option>${name}</option>`)}</select></label>
<label>Type <select id="type"><option value="">all types</option></select></label>
<label>Order <select id="order">
<option value="document">as in the documents</option>
<option value="surest">most confident first</option>
<option value="unsurest">least confident first</option>
<option value="most">most mentions first</option>
</select></label>
<label class="grow">Search <input id="query" type="search" placeholder="words, or a document’s name" autocomplete="off" spellcheck="false"></label>
</div>
<fieldset><legend>Show</legend><div class="row">${kinds.map(({ kind, name, what }) => html `<label class="kind kind-${kind}" title="${what}"><input type="checkbox" name="kind" value="${kind}"> ${name} <span class="tally" data-tally="${kind}"></span></label>\n`)}</div></fieldset>
<div class="row"><button type="button" id="reset">Show all errors</button><button type="button" id="narrowed" hidden></button></div>
</form>
<p class="legend" aria-hidden="true"><span class="seg gold">gold</span> <span class="seg found">found</span> <span class="seg gold found">both</span> <span><span class="chip gold">type</span> of a gold mention</span> <span><span class="chip found">type</span> of a found one</span> <span><span class="chip both">type</span> the same</span></p>
<p id="shown" role="status"></p>
${data.withoutText > 0 && html `<p class="notice">${data.withoutText} documents are not shown: their text is not known.</p>`}
<ol id="list"></ol>
<nav id="pages" aria-label="Pages of sentences"><button type="button" data-page="first">First</button> <button type="button" data-page="previous">Previous</button> <span id="page"></span> <button type="button" data-page="next">Next</button> <button type="button" data-page="last">Last</button></nav>
</div>
<script type="application/json" id="data">${scriptJson(data)}</script>`;
}
