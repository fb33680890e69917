/**
 * @file How the error browser draws a sentence and its mentions. All text goes into the page as text.
 *
 * @typedef {import('../../src/report/page/sentences.ts').PlainSentences} PlainSentences
 * @typedef {import('../../src/report/page/sentences.ts').PlainMention} PlainMention
 */

/**
 * A sentence with what is gold marked below and what was found above, and the types where mentions begin.
 * @param {string} text
 * @param {readonly PlainMention[]} mentions
 * @param {readonly string[]} names
 * @param {(mention: PlainMention) => boolean} isChosen
 */
export function drawText(text, mentions, names, isChosen) {
  const borders = new Set([0, text.length])
  for (const [, gold, found] of mentions)
    for (const span of [gold, found]) if (span !== 0) borders.add(span[0]).add(span[1])
  const points = [...borders].sort((a, b) => a - b)
  const nodes = []
  for (const [index, at] of points.entries()) {
    const chips = mentions.flatMap(mention => chipsAt(at, mention, names, isChosen(mention)))
    const end = points[index + 1]
    const covers = (/** @type {PlainMention[1] | PlainMention[2]} */ span) =>
      end !== undefined && span !== 0 && span[0] <= at && end <= span[1]
    const golds = mentions.filter(([, gold]) => covers(gold))
    const founds = mentions.filter(([, , found]) => covers(found))
    const piece = make('span', 'seg')
    if (golds.length > 0) piece.classList.add('gold')
    if (founds.length > 0) piece.classList.add('found')
    if (golds.some(([, gold]) => gold !== 0 && gold[3] === 1)) piece.classList.add('lost')
    if ([...golds, ...founds].some(isChosen)) piece.classList.add('chosen')
    // A type inside a mention that goes on stands on the mention's line, which it would break otherwise.
    const goesOn = [...golds, ...founds].some(
      ([, gold, found]) => (gold !== 0 && gold[0] < at) || (found !== 0 && found[0] < at),
    )
    for (const chip of chips)
      if (goesOn) piece.append(chip)
      else nodes.push(chip)
    if (end !== undefined) piece.append(visible(text.slice(at, end)))
    nodes.push(piece)
  }
  return nodes
}

/** How many characters of a type stand within a sentence. */
const longestChip = 28

/**
 * The types of a mention that begins here: one where gold and found are the same. The list below says them in words.
 * @param {number} at
 * @param {PlainMention} mention
 * @param {readonly string[]} names
 * @param {boolean} isChosen
 */
function chipsAt(at, [kind, gold, found], names, isChosen) {
  const chips = []
  if (kind === 0 && gold !== 0 && gold[0] === at) chips.push(drawChip('both', names[gold[2]]))
  if (kind !== 0 && gold !== 0 && gold[0] === at) chips.push(drawChip('gold', names[gold[2]]))
  if (kind !== 0 && found !== 0 && found[0] === at) chips.push(drawChip('found', names[found[2]]))
  for (const chip of chips) {
    const type = chip.textContent ?? ''
    if (type.length > longestChip) chip.textContent = `${type.slice(0, longestChip - 1)}…`
    chip.setAttribute('aria-hidden', 'true')
    if (isChosen) chip.classList.add('chosen')
  }
  return chips
}

/**
 * @param {'both' | 'gold' | 'found'} kind
 * @param {string | undefined} type
 */
function drawChip(kind, type) {
  const chip = document.createElement('bdi')
  chip.className = `chip ${kind}`
  chip.textContent = visible(type ?? '')
  return chip
}

const classNames = ['Correct', 'Wrong type', 'Wrong borders', 'Both wrong', 'Missed', 'Spurious']

/**
 * A mention in words: its kind, what is gold, what was found, and how sure the model was.
 * @param {PlainMention} mention
 * @param {string} text
 * @param {PlainSentences['types']} types
 */
export function drawMention([kind, gold, found], text, types) {
  const row = make('li', `mention ${kind === 0 ? 'right' : 'wrong'}`)
  const badge = make('span', 'badge')
  badge.textContent = classNames[kind] ?? ''
  row.append(badge)
  if (kind === 0 && gold !== 0 && found !== 0) {
    row.append(drawSide('both', '', gold, text, types))
    addScore(row, found[3])
    return row
  }
  if (gold !== 0) {
    row.append(drawSide('gold', 'gold ', gold, text, types))
    if (gold[3] === 1) {
      const note = make('span', 'note')
      note.textContent = 'not expressible by tags'
      row.append(note)
    }
  }
  if (found !== 0) {
    row.append(drawSide('found', 'found ', found, text, types))
    addScore(row, found[3])
  }
  return row
}

/**
 * @param {'both' | 'gold' | 'found'} kind
 * @param {string} word
 * @param {readonly [begin: number, end: number, type: number, other: number | null]} span
 * @param {string} text
 * @param {PlainSentences['types']} types
 */
function drawSide(kind, word, [begin, end, type], text, types) {
  const [code = '', name = ''] = types[type] ?? []
  const side = make('span', 'side')
  const surface = document.createElement('bdi')
  surface.className = 'surface'
  surface.textContent = visible(text.slice(begin, end))
  side.append(word, surface, ' ', drawChip(kind, code))
  if (name !== '' && name !== code) {
    const long = document.createElement('bdi')
    long.className = 'note'
    long.textContent = visible(name)
    side.append(' ', long)
  }
  return side
}

/**
 * How sure the model was, where that is known.
 * @param {HTMLElement} row
 * @param {number | null} thousandths
 */
function addScore(row, thousandths) {
  if (thousandths === null) return
  const score = make('span', 'score')
  score.textContent = `${(thousandths / 10).toFixed(1)} %`
  score.title = 'confidence of the model'
  row.append(score)
}

/**
 * @param {string} tag
 * @param {string} name
 */
export function make(tag, name) {
  const element = document.createElement(tag)
  element.className = name
  return element
}

/**
 * Text with its control characters as signs, as long as before; the same as `visible` of `page-html.ts`.
 * @param {string} text
 */
export function visible(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu, character => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\ufffd'
  })
}
