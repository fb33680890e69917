/**
 * @file The part of the page in which the server learns from what was corrected: a button, how far it is, what became of it, and
 * the versions.
 */
import { html } from '../../report/page/html.ts'

export const learning = html`<p class="quiet" id="learning-none">This server does not learn. It does where it is started with a folder to keep documents and models in: <code>medspan serve --model NAME=RUN --learn FOLDER</code></p>
<div id="learner" hidden>
<p class="note" id="learning-about">The model learns from all documents that are open, as they are marked now, and from those that it was given before. What is marked counts as right, and what is not as no mention: correct each text to its end. The server keeps the documents.</p>
<div class="row"><button type="button" id="learn" aria-describedby="learning-about">Learn</button><button type="button" id="stop-learning" hidden>Stop learning</button><button type="button" id="tag-learnt" hidden></button></div>
<p id="learning-state" role="status"></p>
<p id="learning-progress" hidden><progress id="learning-bar" aria-label="Learning"></progress> <span id="learning-left"></span></p>
<p id="learning-problem" class="notice" role="alert" hidden></p>
<div id="learning-result" hidden>
<h3>The last comparison</h3>
<dl class="facts" id="learning-facts"></dl>
</div>
<div id="learning-versions" hidden>
<h3>Versions</h3>
<p class="note">Any of them can be put into use again; the next learning begins with it. F1 in per cent, of held-out documents, or where it says so of those that were learnt from.</p>
<div class="scroll" data-label="Versions"><table><thead><tr><th scope="col">Version</th><th scope="col">Learnt</th><th scope="col" class="number">F1 before</th><th scope="col" class="number">F1</th><th scope="col">In use</th></tr></thead><tbody id="version-rows"></tbody></table></div>
</div>
</div>`
