/**
 * @file A text with its mentions marked in it, also where they lie in each other or overlap. All text goes into the page as
 * text, and every character of it keeps its place.
 *
 * @typedef {import('./annotation.js').Annotation} Annotation
 * @typedef {{ readonly begin: number, readonly end: number, readonly index: number, readonly isLast: boolean,
 *   readonly children: Piece[] }} Piece
 * @typedef {{ readonly begin: number, readonly end: number, readonly index: number }} Numbered
 * @typedef {{ readonly text: string, readonly mentions: readonly Annotation[],
 *   isShown(mention: Annotation): boolean, colourOf(type: string): string, nameOf(type: string): string }} Marked
 */
import { make, visible } from './drawing.js'

/** Characters after which a new block begins with the next line: a browser lays out those that are seen. */
const blockLength = 4000
/** Mentions in mentions are marked so deep. */
const deepestMark = 4
/** How many characters of a type stand in a text. */
const longestType = 28

/**
 * Mentions of a stretch as marks that lie in each other: of two that overlap, the later one is cut where the other ends.
 * @param {readonly Numbered[]} mentions in the order of their begins, of those that begin together the longest first
 * @param {number} begin
 * @param {number} end
 */
export function nestMentions(mentions, begin, end) {
  /** @type {Piece[]} */
  const roots = []
  /** @type {Piece[]} */
  const open = []
  /** What is left of those that were cut, the next one at the end. @type {Numbered[]} */
  const cut = []
  let at = 0
  for (;;) {
    const next = takeNext()
    if (next === undefined) return roots
    while (open.length > 0 && /** @type {Piece} */ (open.at(-1)).end <= next.begin) open.pop()
    const around = open.at(-1)
    if (around !== undefined && open.length >= deepestMark) {
      if (next.end > around.end) putCut({ ...next, begin: around.end })
      continue
    }
    const last = Math.min(next.end, around?.end ?? end)
    if (last < next.end) putCut({ ...next, begin: last })
    const piece = { ...next, end: last, isLast: last === next.end, children: [] }
    if (around === undefined) roots.push(piece)
    else around.children.push(piece)
    open.push(piece)
  }

  function takeNext() {
    const [mention, rest] = [mentions[at], cut.at(-1)]
    if (rest !== undefined && (mention === undefined || !isBefore(mention, rest))) return cut.pop()
    at++
    return mention && { ...mention, begin: Math.max(mention.begin, begin) }
  }

  /** @param {Numbered} rest */
  function putCut(rest) {
    if (rest.begin >= end) return
    let place = cut.length
    while (place > 0 && isBefore(/** @type {Numbered} */ (cut[place - 1]), rest)) place--
    cut.splice(place, 0, rest)
  }
}

/**
 * @param {Numbered} one
 * @param {Numbered} other
 */
const isBefore = (one, other) => one.begin < other.begin || (one.begin === other.begin && one.end > other.end)

/**
 * Text as it is drawn: as long as before, with lines ended as HTML ends them.
 * @param {string} text
 */
export const drawnText = text => visible(text.replace(/\r\n/g, '\u200b\n').replace(/\r/g, '\n'))

/**
 * Where the blocks of a text begin.
 * @param {string} text
 */
export function blocksOf(text) {
  const begins = [0]
  for (;;) {
    const line = text.indexOf('\n', /** @type {number} */ (begins.at(-1)) + blockLength)
    if (line < 0 || line + 1 >= text.length) return begins
    begins.push(line + 1)
  }
}

/**
 * What draws a text into an element, and knows which character is where.
 * @param {HTMLElement} pane
 */
export function createMarkedText(pane) {
  /**
   * With the mentions that are drawn in each, which tell by being the same that nothing has changed, and their colours.
   * @type {{ begin: number, end: number, mentions: readonly Annotation[] | undefined, colours: string, element: HTMLElement }[]}
   */
  let blocks = []
  /** @type {WeakMap<Node, number>} */
  let begins = new WeakMap()
  /** Whose a mark is. @type {WeakMap<Element, Annotation>} */
  const owners = new WeakMap()
  let shown = ''

  /** @param {Marked} marked */
  function draw(marked) {
    const { text } = marked
    if (blocks.length === 0 || text !== shown) {
      shown = text
      begins = new WeakMap()
      const starts = blocksOf(text)
      blocks = starts.map((begin, i) => ({
        begin,
        end: starts[i + 1] ?? text.length,
        mentions: undefined,
        colours: '',
        element: make('div', 'block'),
      }))
      pane.replaceChildren()
      for (const { element } of blocks) pane.append(element)
    }
    const sorted = marked.mentions
      .map((mention, index) => ({ mention, begin: mention.begin, end: mention.end, index }))
      .filter(({ mention }) => marked.isShown(mention))
      .sort((a, b) => a.begin - b.begin || b.end - a.end)
    /** Those that have begun and not ended, and how many have begun. @type {typeof sorted} */
    let lasting = []
    let begun = 0
    for (const block of blocks) {
      lasting = lasting.filter(({ end }) => end > block.begin)
      for (; begun < sorted.length; begun++) {
        const next = /** @type {(typeof sorted)[number]} */ (sorted[begun])
        if (next.begin >= block.end) break
        lasting.push(next)
      }
      const mentions = lasting.map(({ mention }) => mention)
      const colours = mentions.map(({ types: [type = ''] }) => marked.colourOf(type)).join()
      const isSame =
        mentions.length === block.mentions?.length && mentions.every((one, i) => one === block.mentions?.[i])
      if (isSame && colours === block.colours) continue
      block.mentions = mentions
      block.colours = colours
      block.element.replaceChildren()
      appendPieces(
        block.element,
        nestMentions(lasting, block.begin, block.end),
        block.begin,
        block.end,
        marked,
      )
    }
  }

  /**
   * @param {HTMLElement} into
   * @param {readonly Piece[]} pieces
   * @param {number} begin
   * @param {number} end
   * @param {Marked} marked
   */
  function appendPieces(into, pieces, begin, end, marked) {
    let at = begin
    for (const piece of pieces) {
      appendText(into, at, piece.begin, marked.text)
      into.append(drawMark(piece, marked))
      at = piece.end
    }
    appendText(into, at, end, marked.text)
  }

  /**
   * @param {HTMLElement} into
   * @param {number} begin
   * @param {number} end
   * @param {string} text
   */
  function appendText(into, begin, end, text) {
    if (begin >= end) return
    const node = document.createTextNode(drawnText(text.slice(begin, end)))
    begins.set(node, begin)
    into.append(node)
  }

  /**
   * @param {Piece} piece
   * @param {Marked} marked
   */
  function drawMark(piece, marked) {
    const mention = /** @type {Annotation} */ (marked.mentions[piece.index])
    const [type = ''] = mention.types
    const mark = make('mark', `${marked.colourOf(type)} around-${heightOf(piece)}`)
    owners.set(mark, mention)
    mark.title = visible(mention.types.map(marked.nameOf).join(', ') || 'without a type')
    mark.classList.toggle('corrected', mention.corrected === true)
    appendPieces(mark, piece.children, piece.begin, piece.end, marked)
    if (piece.isLast && type !== '') {
      const chip = document.createElement('bdi')
      chip.className = 'chip category'
      chip.setAttribute('aria-hidden', 'true')
      chip.textContent = visible(type.length > longestType ? `${type.slice(0, longestType - 1)}…` : type)
      mark.append(chip)
    }
    return mark
  }

  /** All nodes of text, in order. */
  function* textNodes() {
    const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (begins.has(node)) yield/** @type {Text} */ (node)
  }

  return {
    draw,
    /** @param {Annotation} mention */
    marksOf: mention => [...pane.querySelectorAll('mark')].filter(mark => owners.get(mark) === mention),
    /** @param {Element} mark */
    mentionOf: mark => owners.get(mark),
    /**
     * The place of a character in the page.
     * @param {number} at
     * @param {'begin' | 'end'} side whether something begins there, or ends
     * @returns {[node: Text, offset: number] | undefined}
     */
    placeOf(at, side) {
      const block = blocks.find(({ end }) => (side === 'begin' ? at < end : at <= end)) ?? blocks.at(-1)
      if (block === undefined) return undefined
      const walker = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const begin = begins.get(node)
        if (begin === undefined || !(node instanceof Text)) continue
        const end = begin + node.length
        if (side === 'begin' ? at < end : at <= end) return [node, Math.max(0, at - begin)]
      }
      return undefined
    },
    /**
     * The character at a place in the page; of a place that is no text's, the next one.
     * @param {Node} node
     * @param {number} offset
     */
    offsetAt(node, offset) {
      const begin = begins.get(node)
      if (begin !== undefined) return begin + offset
      const place = document.createRange()
      place.setStart(node, offset)
      for (const text of textNodes()) if (place.comparePoint(text, 0) >= 0) return begins.get(text) ?? 0
      return shown.length
    },
  }
}

/**
 * How many marks lie in each other in a piece.
 * @param {Piece} piece
 * @returns {number}
 */
function heightOf({ children }) {
  let highest = 0
  for (const child of children) highest = Math.max(highest, heightOf(child) + 1)
  return highest
}
