/**
 * @file The error browser: which sentences are shown, in which order, a page of them at a time.
 *
 * What is chosen stands in the address after `#sentences?`, so that it can be
 * sent to others.
 *
 * @typedef {import('../../src/report/page/sentences.ts').PlainSentences} PlainSentences
 * @typedef {import('../../src/report/page/sentences.ts').PlainSentence} PlainSentence
 * @typedef {import('../../src/report/page/sentences.ts').PlainMention} PlainMention
 *
 * @typedef {object} Choice
 * @property {number} part its number, or -1 for all
 * @property {number} kinds a bit for each kind
 * @property {number} type of a gold or a found mention; -1 for all
 * @property {number} gold of a gold mention; -1 for all
 * @property {number} found of a found mention; -1 for all
 * @property {string} query in lower case
 * @property {string} order
 * @property {number} only the number of a sentence that is shown alone, or -1
 */

import { drawMention, drawText, make, visible } from './drawing.js'

const kinds = ['correct', 'type', 'border', 'both', 'missed', 'spurious', 'lost', 'none']
const lost = 1 << 6
const none = 1 << 7
const errors = 0b111110
const perPage = 20
const perPrint = 100

const browser = document.getElementById('browser')
const source = document.getElementById('data')
if (browser !== null && source !== null) start(JSON.parse(source.textContent ?? ''))

/** @param {PlainSentences} data */
function start(data) {
  const { parts, types, documents, sentences } = data
  const names = types.map(([type]) => type)
  /** @type {string[] | undefined} */
  let folded

  const part = select('part')
  const type = select('type')
  const order = select('order')
  const query = /** @type {HTMLInputElement} */ (element('query'))
  const list = element('list')
  const shown = element('shown')
  const narrowed = /** @type {HTMLButtonElement} */ (element('narrowed'))
  const boxes = kinds.map(kind => /** @type {HTMLInputElement} */ (inForm(`input[value="${kind}"]`)))
  const tallies = kinds.map(kind => inForm(`[data-tally="${kind}"]`))
  for (const [name, title] of types)
    type.add(new Option(visible(title === '' ? name : `${name} ${title}`), name))

  /** @type {Choice} */
  const choice = { ...unchosen(), kinds: errors }
  let page = 0
  /** @type {number[]} */
  let found = []
  let mentionCount = 0

  /** @returns {Choice} */
  function unchosen() {
    return { part: -1, kinds: 0, type: -1, gold: -1, found: -1, query: '', order: 'document', only: -1 }
  }

  /**
   * Whether a mention is of the chosen types, whatever its kind.
   * @param {PlainMention} mention
   */
  function isOfType([, gold, guess]) {
    if (choice.gold >= 0 && (gold === 0 || gold[2] !== choice.gold)) return false
    if (choice.found >= 0 && (guess === 0 || guess[2] !== choice.found)) return false
    if (choice.type < 0) return true
    return (gold !== 0 && gold[2] === choice.type) || (guess !== 0 && guess[2] === choice.type)
  }

  /**
   * Whether a mention is shown: of a chosen kind and type.
   * @param {PlainMention} mention
   */
  const isChosen = mention => (kindOf(mention) & choice.kinds) !== 0 && isOfType(mention)

  /**
   * Whether a sentence holds what is searched for, or its document's name does.
   * @param {number} index
   */
  function holdsQuery(index) {
    if (choice.query === '') return true
    folded ??= sentences.map(([document, , text]) => `${text}\n${documents[document]?.[1]}`.toLowerCase())
    return folded[index]?.includes(choice.query) ?? false
  }

  /** Finds what is chosen, counts it, and shows its first page. */
  function find() {
    const counts = kinds.map(() => 0)
    /** @type {{ index: number, least: number, greatest: number, count: number }[]} */
    const hits = []
    mentionCount = 0
    const isNarrow = choice.type >= 0 || choice.gold >= 0 || choice.found >= 0
    for (const [index, [document, , , mentions]] of sentences.entries()) {
      if (choice.only >= 0 && index !== choice.only) continue
      if (choice.part >= 0 && documents[document]?.[0] !== choice.part) continue
      if (!holdsQuery(index)) continue
      let count = 0
      let least = Number.POSITIVE_INFINITY
      let greatest = Number.NEGATIVE_INFINITY
      for (const mention of mentions) {
        if (!isOfType(mention)) continue
        counts[mention[0]]++
        const bits = kindOf(mention)
        if ((bits & lost) !== 0) counts[6]++
        if ((bits & choice.kinds) === 0) continue
        count++
        const score = mention[2] === 0 ? null : mention[2][3]
        if (score === null) continue
        if (score < least) least = score
        if (score > greatest) greatest = score
      }
      const isEmpty = mentions.length === 0 && !isNarrow
      if (isEmpty) counts[7]++
      if (count > 0 || (isEmpty && (choice.kinds & none) !== 0) || choice.only >= 0) {
        hits.push({ index, least, greatest, count })
        mentionCount += count
      }
    }
    // Sorting is stable: what is equal stays in the order of the documents.
    if (choice.order === 'surest') hits.sort((a, b) => compare(b.greatest, a.greatest))
    if (choice.order === 'unsurest') hits.sort((a, b) => compare(a.least, b.least))
    if (choice.order === 'most') hits.sort((a, b) => b.count - a.count)
    found = hits.map(({ index }) => index)
    page = 0
    for (const [kind, tally] of tallies.entries())
      tally.textContent = (counts[kind] ?? 0).toLocaleString('en-GB')
    show()
  }

  /** Shows a page of what was found. */
  function show(size = perPage) {
    const last = Math.max(0, Math.ceil(found.length / perPage) - 1)
    page = Math.min(Math.max(page, 0), last)
    const from = page * perPage
    const visibleNow = found.slice(from, from + size)
    list.replaceChildren()
    for (const index of visibleNow) list.append(drawSentence(index))
    list.setAttribute('start', String(from + 1))
    const many = (/** @type {number} */ count, /** @type {string} */ word) =>
      `${count.toLocaleString('en-GB')} ${word}${count === 1 ? '' : 's'}`
    shown.textContent =
      found.length === 0
        ? 'No sentence has what is chosen.'
        : `${many(found.length, 'sentence')} of ${sentences.length.toLocaleString('en-GB')} with ${many(mentionCount, 'such mention')}; ` +
          `shown: ${(from + 1).toLocaleString('en-GB')} to ${(from + visibleNow.length).toLocaleString('en-GB')}.`
    element('pages').hidden = last === 0
    element('page').textContent = `Page ${page + 1} of ${last + 1}`
    for (const button of document.querySelectorAll('#pages button')) {
      const isBack =
        button.getAttribute('data-page') === 'first' || button.getAttribute('data-page') === 'previous'
      button.setAttribute('aria-disabled', String(isBack ? page === 0 : page === last))
    }
  }

  /**
   * @param {number} index
   * @returns {HTMLLIElement}
   */
  function drawSentence(index) {
    const [document_, number, text, mentions] = /** @type {PlainSentence} */ (sentences[index])
    const [partNumber, id] = documents[document_] ?? [0, '']
    const item = document.createElement('li')
    const before = context(index, -1)
    const after = context(index, 1)
    const line = make('p', 'text')
    line.dir = 'auto'
    for (const node of drawText(text, mentions, names, isChosen)) line.append(node)
    for (const node of [...before, line, ...after]) item.append(node)
    const chosen = mentions.filter(isChosen)
    if (chosen.length > 0) {
      const rows = make('ul', 'mentions')
      for (const mention of chosen) rows.append(drawMention(mention, text, types))
      item.append(rows)
    }
    const foot = make('p', 'foot')
    const name = document.createElement('bdi')
    name.textContent = visible(id)
    foot.append(name, ` · sentence ${number} · ${visible(parts[partNumber] ?? '')} · `)
    const link = document.createElement('a')
    link.href = `#sentences?sentence=${index + 1}`
    link.textContent = 'link'
    link.setAttribute('aria-label', `Link to sentence ${number} of ${visible(id)}`)
    foot.append(link)
    if (before.length + after.length > 0) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'plain-button'
      button.textContent = 'context'
      button.setAttribute('aria-expanded', 'false')
      button.addEventListener('click', () => {
        const isOpen = button.getAttribute('aria-expanded') === 'true'
        button.setAttribute('aria-expanded', String(!isOpen))
        for (const each of [...before, ...after]) each.hidden = isOpen
      })
      foot.append(' · ', button)
    }
    item.append(foot)
    return item
  }

  /**
   * The sentence before or after one in its document, hidden at first.
   * @param {number} index
   * @param {-1 | 1} step
   */
  function context(index, step) {
    const other = sentences[index + step]
    if (other === undefined || other[0] !== sentences[index]?.[0]) return []
    const line = make('p', 'context')
    line.dir = 'auto'
    line.hidden = true
    line.textContent = visible(other[2])
    return [line]
  }

  /** Puts what is chosen into the controls and the address. */
  function tell() {
    part.value = parts[choice.part] ?? ''
    type.value = names[choice.type] ?? ''
    order.value = choice.order
    if (query.value.toLowerCase().trim() !== choice.query) query.value = choice.query
    for (const [kind, box] of boxes.entries()) box.checked = (choice.kinds & (1 << kind)) !== 0
    const said = []
    if (choice.only >= 0) said.push(`sentence ${choice.only + 1} alone`)
    if (choice.gold >= 0) said.push(`gold ${visible(names[choice.gold] ?? '')}`)
    if (choice.found >= 0) said.push(`found as ${visible(names[choice.found] ?? '')}`)
    narrowed.hidden = said.length === 0
    narrowed.textContent = `Only ${said.join(', ')} ✕`
    narrowed.setAttribute('aria-label', `Only ${said.join(', ')}: show others too`)
  }

  /** The chosen filters as an address; the usual ones are left out. */
  function address() {
    const filters = new URLSearchParams()
    if (choice.part >= 0) filters.set('part', parts[choice.part] ?? '')
    if (choice.kinds !== errors)
      filters.set('kind', kinds.filter((_, kind) => (choice.kinds & (1 << kind)) !== 0).join())
    for (const key of /** @type {const} */ (['type', 'gold', 'found']))
      if (choice[key] >= 0) filters.set(key, names[choice[key]] ?? '')
    if (choice.query !== '') filters.set('search', choice.query)
    if (choice.order !== 'document') filters.set('order', choice.order)
    if (choice.only >= 0) filters.set('sentence', String(choice.only + 1))
    return `#sentences?${filters}`
  }

  /** Reads the address; false where it chooses nothing. */
  function follow() {
    if (!location.hash.startsWith('#sentences?')) return false
    const filters = new URLSearchParams(location.hash.slice('#sentences?'.length))
    const get = (/** @type {string} */ key) => filters.get(key) ?? ''
    const wanted = get('kind').split(',')
    const bits = kinds.reduce((sum, kind, bit) => sum | (wanted.includes(kind) ? 1 << bit : 0), 0)
    const number = Number(get('sentence'))
    const isSentence = Number.isInteger(number) && number >= 1 && number <= sentences.length
    Object.assign(choice, {
      part: parts.indexOf(get('part')),
      kinds: filters.has('kind') ? bits : errors,
      type: names.indexOf(get('type')),
      gold: names.indexOf(get('gold')),
      found: names.indexOf(get('found')),
      query: get('search').toLowerCase().trim(),
      order: [...order.options].some(({ value }) => value === get('order')) ? get('order') : 'document',
      only: isSentence ? number - 1 : -1,
    })
    // One sentence alone is shown with all that is in it.
    if (choice.only >= 0 && !filters.has('kind')) choice.kinds = errors | 1 | lost
    return true
  }

  function choose() {
    tell()
    find()
    try {
      history.replaceState(null, '', address())
    } catch {
      // Too many changes in a short time are refused; the next one is told.
    }
  }

  function arrive() {
    if (!follow()) return
    tell()
    find()
    const title = element('sentences-title')
    title.scrollIntoView()
    title.focus({ preventScroll: true })
  }

  element('filters').addEventListener('submit', event => event.preventDefault())
  element('filters').addEventListener('input', () => {
    choice.part = parts.indexOf(part.value)
    choice.type = type.selectedIndex - 1
    choice.order = order.value
    choice.query = query.value.toLowerCase().trim()
    choice.kinds = boxes.reduce((sum, { checked }, kind) => sum | (checked ? 1 << kind : 0), 0)
    choice.only = -1
    choose()
  })
  element('reset').addEventListener('click', () => {
    Object.assign(choice, unchosen(), { kinds: errors })
    query.value = ''
    choose()
  })
  narrowed.addEventListener('click', () => {
    Object.assign(choice, { kinds: errors, gold: -1, found: -1, only: -1 })
    choose()
    element('reset').focus()
  })
  element('pages').addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button === null || button.getAttribute('aria-disabled') === 'true') return
    const last = Math.ceil(found.length / perPage) - 1
    const to = button.getAttribute('data-page')
    page = to === 'first' ? 0 : to === 'last' ? last : page + (to === 'next' ? 1 : -1)
    show()
    shown.scrollIntoView({ block: 'nearest' })
  })
  addEventListener('hashchange', arrive)
  addEventListener('beforeprint', () => show(perPrint))
  addEventListener('afterprint', () => show())

  tell()
  find()
  arrive()
}

/**
 * The bits of a mention's kinds.
 * @param {PlainMention} mention
 */
function kindOf([kind, gold]) {
  return (1 << kind) | (gold !== 0 && gold[3] === 1 ? lost : 0)
}

/**
 * Compares also infinite numbers.
 * @param {number} a
 * @param {number} b
 */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`expected an element ${id}`)
  return found
}

/** @param {string} id */
function select(id) {
  return /** @type {HTMLSelectElement} */ (element(id))
}

/** @param {string} selector */
function inForm(selector) {
  const found = document.querySelector(`#filters ${selector}`)
  if (!(found instanceof HTMLElement)) throw new Error(`expected an element ${selector}`)
  return found
}
