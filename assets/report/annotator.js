/**
 * @file The page on which texts are tagged and corrected: opens texts and files, has them tagged, and exports them.
 *
 * @typedef {import('./server.js').Sent} Sent
 */
import { visible } from './drawing.js'
import { element, history, openDocuments, say, sentDocuments, types } from './editor.js'
import { askModels, askRead, askTag, askWrite } from './server.js'

const input = /** @type {HTMLTextAreaElement} */ (element('input'))
const file = /** @type {HTMLInputElement} */ (element('file'))
export const model = /** @type {HTMLSelectElement} */ (element('model'))
const opener = element('open')

/** What was opened, exported or copied last. */
let kept = history.state.mentions
/** What opens a text is called so while it can: without a model nothing is tagged. */
let openLabel = 'Tag'
/** @type {AbortController | undefined} */
let busy

/** @param {string} message empty where there is no problem any more */
function complain(message) {
  element('problem').hidden = message === ''
  element('problem').textContent = visible(message)
}

/**
 * Does what takes a while; nothing else is begun before it ends.
 * @param {string} what
 * @param {(signal: AbortSignal) => Promise<string>} work returns what to say then
 */
async function doLong(what, work) {
  if (busy !== undefined) return
  busy = new AbortController()
  const { signal } = busy
  complain('')
  element('stop').hidden = false
  opener.textContent = what
  element('result').setAttribute('aria-busy', 'true')
  try {
    say(await work(signal))
  } catch (error) {
    if (signal.aborted) say('Stopped.')
    else complain(error instanceof Error ? error.message : String(error))
  } finally {
    busy = undefined
    element('stop').hidden = true
    opener.textContent = openLabel
    element('result').removeAttribute('aria-busy')
  }
}

/** Asks for the models, and for their types, which can be chosen then. */
async function start() {
  const { models } = await askModels()
  for (const { name, types: found } of models) {
    types.use(found)
    model.append(new Option(visible(name), name))
  }
  element('models').hidden = models.length < 2
  if (models.length === 0) {
    openLabel = 'Open'
    if (busy === undefined) opener.textContent = openLabel
    element('tag').hidden = true
  }
}

export const started = start().catch(error =>
  complain(error instanceof Error ? error.message : String(error)),
)

/**
 * Tags what is open, as a step that can be undone.
 * @param {string} done what to say then
 * @param {AbortSignal} signal
 * @param {typeof askServer} tag
 */
async function tagAll(done, signal, tag = askServer) {
  const { at } = history.state
  openDocuments(await tag(sentDocuments(), signal), at)
  kept = history.state.mentions
  return done
}

/**
 * @param {readonly Sent[]} documents
 * @param {AbortSignal} signal
 */
async function askServer(documents, signal) {
  return (await askTag(model.value, documents, signal)).documents
}

/** Tags what is open by something else than the server. @param {typeof askServer} tag */
export const tagBy = tag => doLong('Tagging …', signal => tagAll('Tagged again.', signal, tag))

/**
 * Opens a file, and tags it where there is nothing in it.
 * @param {Blob} content
 * @param {string} name
 * @param {'text' | ''} format
 */
function open(content, name, format) {
  return doLong('Reading …', async signal => {
    const { documents, notices } = await askRead(content, name, format)
    const isBare = documents.every(({ mentions }) => mentions.length === 0)
    openDocuments(documents, { document: 0 })
    kept = history.state.mentions
    complain(notices.join('\n'))
    element('mentions').scrollIntoView()
    element('annotated').focus({ preventScroll: true })
    await started
    if (!isBare || model.value === '') return 'Opened.'
    return tagAll('Tagged.', signal)
  })
}

element('opening').addEventListener('submit', event => {
  event.preventDefault()
  if (input.value.trim() === '') return complain('Paste or type a text first, or open a file.')
  void open(new Blob([input.value]), 'text', 'text')
})
input.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
  if (key === 'Enter' && (ctrlKey || metaKey))
    /** @type {HTMLFormElement} */ (element('opening')).requestSubmit()
})
element('choose').addEventListener('click', () => file.click())
file.addEventListener('change', () => {
  const [first] = file.files ?? []
  if (first !== undefined) void open(first, first.name, '')
  file.value = ''
})
addEventListener('dragover', event => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
})
addEventListener('drop', event => {
  const [first] = event.dataTransfer?.files ?? []
  if (first === undefined) return
  event.preventDefault()
  void open(first, first.name, '')
})
element('tag').addEventListener('click', () => {
  if (model.value === '') return complain('This server has no model.')
  void doLong('Tagging …', signal => tagAll('Tagged again.', signal))
})
element('stop').addEventListener('click', () => busy?.abort())
element('export').addEventListener('click', () => {
  const format = /** @type {HTMLSelectElement} */ (element('format')).value
  void doLong('Writing …', async () => {
    const { name, content, notices } = await askWrite(format, sentDocuments())
    const link = document.createElement('a')
    link.download = name
    link.href = URL.createObjectURL(content)
    link.click()
    URL.revokeObjectURL(link.href)
    kept = history.state.mentions
    complain(notices)
    return `Exported as ${name}.`
  })
})

/** What is copied: what `medspan convert --to json` writes. */
function showJson() {
  const { documents, mentions } = history.state
  const rows = documents.map(({ id, text }, i) => {
    const own = (mentions[i] ?? []).map(({ begin, end, types: own, concepts, parts, score }) => ({
      begin,
      end,
      text: text.slice(begin, end),
      types: own,
      concepts,
      ...(parts !== null && { parts }),
      score,
    }))
    return JSON.stringify({ id, text, mentions: own })
  })
  element('copyable').textContent = `[\n${rows.join(',\n')}\n]\n`
}

// Before what copies it is called, which all pages have.
element('copy').addEventListener(
  'click',
  () => {
    showJson()
    kept = history.state.mentions
  },
  { capture: true },
)
element('json').addEventListener('toggle', showJson)
addEventListener('beforeunload', event => {
  const { mentions } = history.state
  if (mentions !== kept && mentions.some(own => own.some(({ corrected }) => corrected)))
    event.preventDefault()
})
