/**
 * @file An exported model as a page that tags text: one HTML file that needs no network, with the model in int8, the
 * tokenizer, our code and ONNX Runtime's WebAssembly in it.
 *
 * What comes from the run stands in the page as base64, of which nothing runs; what the model says is drawn as text.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { MedspanError } from '../errors.ts'
import { ONNX_QUANTIZED, onnxDataOf } from '../nn/weights/onnx-model.ts'
import { readBuilt, WASM_GZ, WORKER } from '../report/page/built.ts'
import { renderFrame } from '../report/page/document.ts'
import { html, trustedMarkup } from '../report/page/html.ts'
import { hasSystemCode, writeFileWhole } from '../system/output.ts'
import { tokenizerFiles } from '../tokenizer/folder.ts'

/** Bytes of a piece: a page with few long texts takes long to be read. */
const pieceBytes = 3 << 20

/**
 * Writes the page of an exported folder.
 * @param title what the page calls the tagger
 * @returns its bytes
 * @throws MedspanError `output` for a model that no browser could hold
 */
export async function writePage(exported: string, path: string, title: string): Promise<number> {
  if ((await readIfThere(join(exported, onnxDataOf(ONNX_QUANTIZED)))) !== undefined)
    throw new MedspanError(
      'output',
      'expected a model of less than 2 GiB in int8: no browser has memory for more',
      {
        where: { path },
      },
    )
  const pieces: Buffer[] = []
  const hold = async (attribute: string, name: string, bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const base64 = Buffer.from(bytes.subarray(at, at + pieceBytes)).toString('base64')
      pieces.push(
        Buffer.from(
          `<script type="application/octet-stream" data-${attribute}="${name}">${base64}</script>\n`,
        ),
      )
    }
  }
  await hold('part', 'worker', await readBuilt(WORKER))
  await hold('part', 'wasm', await readBuilt(WASM_GZ))
  for (const name of ['config.json', ...tokenizerFiles, ONNX_QUANTIZED]) {
    const bytes = await readIfThere(join(exported, name))
    if (bytes !== undefined) await hold('file', name, await promisify(gzip)(bytes))
  }
  const [before, after] = renderPage(title).split(place)
  const page = [Buffer.from(before!), ...pieces, Buffer.from(after!)]
  await writeFileWhole(path, page)
  return page.reduce((sum, { length }) => sum + length, 0)
}

/** Where the page holds the model. No text of a run can contain it: a page shows `<` as `&lt;`. */
const place = '<!--model-->'

function renderPage(title: string): string {
  return renderFrame({
    title,
    subtitle: 'Marks what it finds in a text. The model runs in this page, and no text leaves it.',
    kind: 'tagger',
    sections: [
      { id: 'text', title: 'Text', body: form },
      { id: 'found', title: 'Mentions', body: found },
    ],
    footer:
      'Written by medspan. The model is computed by ONNX Runtime, Copyright Microsoft Corporation, under the MIT License.',
    scripts: ['drawing.js', 'page.js', 'worker.js', 'tagger.js'],
    hasWorker: true,
    held: trustedMarkup(place),
  })
}

const form = html`<noscript><p class="notice">Texts are tagged by a script, and scripts are off.</p></noscript>
<form id="tagger" class="scripted">
<label for="input">The text to tag</label>
<textarea id="input" rows="8" dir="auto" autocomplete="off" spellcheck="false" placeholder="Paste or type a text"></textarea>
<div class="row"><button>Tag</button> <label><input type="checkbox" id="typing" checked> as I type</label> <button type="button" id="clear">Clear</button></div>
<p id="state" role="status">Loading the model …</p>
<progress id="loading" aria-label="Loading the model"></progress>
</form>`

const found = html`<p class="quiet" id="nothing">Nothing has been tagged yet.</p>
<div id="result" hidden>
<p class="text" id="tagged" dir="auto"></p>
<ul class="legend" id="found-types" aria-label="Types"></ul>
<div class="scroll" id="table" data-label="Mentions"><table><caption>Mentions in order</caption>
<thead><tr><th scope="col">Text</th><th scope="col">Type</th><th scope="col" class="number">Confidence</th><th scope="col" class="number">Characters</th></tr></thead>
<tbody id="mentions"></tbody></table></div>
<p class="row"><button type="button" id="copy">Copy as JSON</button> <button type="button" id="download">Download as JSON lines</button> <span id="copied" role="status"></span></p>
<details><summary>JSON</summary><pre class="scroll" data-label="JSON"><code id="copyable"></code></pre></details>
</div>`

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return undefined
    throw error
  }
}
