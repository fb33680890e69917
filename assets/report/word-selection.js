/**
 * @file Words that are selected in a marked text: by keys from word to word, or as the mouse has selected characters.
 *
 * @typedef {import('./annotation.js').Pair} Pair
 * @typedef {import('./annotation.js').Stretch} Stretch
 * @typedef {ReturnType<typeof import('./marked-text.js').createMarkedText>} MarkedText
 */
import { spanOfWords, wordsIn } from './annotation.js'

/**
 * Where a selection goes from a word, or from words.
 * @param {{ readonly anchor: number, readonly focus: number }} from
 * @param {number} to the word to go to, as if nothing but words were selected
 * @param {boolean} extends_
 * @param {number} count how many words there are
 */
export function movedWords({ anchor }, to, extends_, count) {
  const focus = Math.min(Math.max(to, 0), count - 1)
  return { anchor: extends_ ? anchor : focus, focus }
}

/**
 * @param {HTMLElement} pane
 * @param {MarkedText} marked
 */
export function createWordSelection(pane, marked) {
  /** @type {readonly Pair[]} */
  let tokens = []
  /** @type {{ readonly anchor: number, readonly focus: number } | undefined} */
  let words

  /** @param {Stretch} stretch */
  function wordsOf(stretch) {
    const found = wordsIn(tokens, stretch)
    return found && { anchor: found.from, focus: found.to }
  }

  /** Selects them in the page, and scrolls there. */
  function show() {
    const span = words && spanOfWords(tokens, words.anchor, words.focus)
    const begin = span && marked.placeOf(span.begin, 'begin')
    const end = span && marked.placeOf(span.end, 'end')
    if (begin === undefined || end === undefined) return
    getSelection()?.setBaseAndExtent(begin[0], begin[1], end[0], end[1])
    const { top, bottom } = getSelection()?.getRangeAt(0).getBoundingClientRect() ?? { top: 0, bottom: 0 }
    const { scrollPaddingTop } = getComputedStyle(document.documentElement)
    if (top < Number.parseFloat(scrollPaddingTop) || bottom > innerHeight)
      scrollBy({ top: top - innerHeight / 3, behavior: 'instant' })
  }

  return {
    /** @returns {Stretch | undefined} */
    get span() {
      return words && spanOfWords(tokens, words.anchor, words.focus)
    },
    /** @param {readonly Pair[]} given the words of another text */
    open(given) {
      tokens = given
      words = undefined
    },
    clear() {
      words = undefined
      if (pane.contains(getSelection()?.anchorNode ?? null)) getSelection()?.removeAllRanges()
    },
    show,
    /** @param {Stretch} stretch the words that it touches */
    select(stretch) {
      words = wordsOf(stretch)
      show()
    },
    /**
     * Goes a word on or back.
     * @param {-1 | 1} step
     * @param {boolean} extends_ whether those that were selected stay so
     * @param {Stretch | undefined} from where nothing is selected: what is chosen instead
     */
    move(step, extends_, from) {
      const chosen = from && wordsOf(from)
      const backward = chosen && step < 0 ? { anchor: chosen.focus, focus: chosen.anchor } : chosen
      const start = words ?? backward
      if (start === undefined) words = tokens.length === 0 ? undefined : { anchor: 0, focus: 0 }
      else {
        const { anchor, focus } = start
        const border = step < 0 ? Math.min(anchor, focus) : Math.max(anchor, focus)
        words = movedWords(start, (extends_ ? focus : border) + step, extends_, tokens.length)
      }
      show()
    },
    /**
     * Goes to the first or last word of a sentence.
     * @param {readonly Pair[]} sentences
     * @param {'begin' | 'end'} side
     * @param {boolean} extends_
     * @param {Stretch | undefined} from
     */
    moveInSentence(sentences, side, extends_, from) {
      const start = words ?? (from && wordsOf(from))
      const [at = 0] = (start && tokens[start.focus]) ?? []
      const sentence = sentences.find(([begin, end]) => begin <= at && at < end)
      const within = sentence && wordsOf({ begin: sentence[0], end: sentence[1] })
      if (start === undefined || within === undefined) return
      words = movedWords(start, side === 'begin' ? within.anchor : within.focus, extends_, tokens.length)
      show()
    },
    /**
     * Takes over what is selected in the page.
     * @returns whether there is something
     */
    take() {
      const selection = getSelection()
      const { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? {}
      if (!anchorNode || !focusNode || !pane.contains(anchorNode) || !pane.contains(focusNode)) return false
      const one = marked.offsetAt(anchorNode, anchorOffset ?? 0)
      const other = marked.offsetAt(focusNode, focusOffset ?? 0)
      const taken = wordsOf({ begin: Math.min(one, other), end: Math.max(one, other) })
      if (taken !== undefined) words = taken
      return taken !== undefined
    },
  }
}
