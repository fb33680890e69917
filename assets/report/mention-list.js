/**
 * @file What stands beside a text: which types it has, by groups, of which some can be left out, and its mentions in order.
 *
 * @typedef {import('./annotation.js').Annotation} Annotation
 * @typedef {ReturnType<typeof import('./types.js').createTypes>} Types
 */
import { make, visible } from './drawing.js'

/** Mentions in the list at once. */
const mostRows = 500

/** The type that a mention is counted as. @param {Annotation} mention */
const typeOf = ({ types: [first = ''] }) => first

/**
 * @param {string} type
 * @param {Types} types
 */
function drawTypeChip(type, types) {
  const code = document.createElement('bdi')
  code.className = `chip category ${types.colourOf(type)}`
  code.textContent = type === '' ? 'without a type' : visible(type)
  return code
}

/**
 * The types of a text, with boxes by which they are shown.
 * @param {HTMLElement} field
 * @param {Types} types
 * @param {() => void} change is called when others are shown
 */
export function createKinds(field, types, change) {
  /** @type {Set<string>} */
  const hidden = new Set()
  field.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.checked) hidden.delete(target.value)
    else hidden.add(target.value)
    change()
  })
  return {
    /** @param {Annotation} mention */
    isShown: mention => !hidden.has(typeOf(mention)),
    /** @param {string} type */
    show: type => hidden.delete(type),
    /** @param {readonly Annotation[]} mentions */
    draw(mentions) {
      /** @type {Map<string, number>} */
      const counts = new Map()
      for (const mention of mentions) counts.set(typeOf(mention), (counts.get(typeOf(mention)) ?? 0) + 1)
      field.replaceChildren()
      const legend = document.createElement('legend')
      legend.className = 'spoken'
      legend.textContent = 'Types that are shown'
      field.append(legend)
      for (const [group, members] of types.list()) {
        const there = members.filter(({ type }) => counts.has(type))
        if (there.length === 0) continue
        const row = make('div', 'kind-group')
        row.setAttribute('role', 'group')
        row.setAttribute('aria-label', visible(group))
        const head = make('span', 'note')
        head.textContent = visible(group)
        row.append(head)
        for (const { type, name } of there) {
          const label = make('label', 'kind')
          const box = document.createElement('input')
          box.type = 'checkbox'
          box.value = type
          box.checked = !hidden.has(type)
          const tally = make('span', 'tally')
          tally.textContent = (counts.get(type) ?? 0).toLocaleString('en-US')
          label.append(box, drawTypeChip(type, types), name === type ? '' : visible(name), tally)
          row.append(label)
        }
        field.append(row)
      }
    },
  }
}

/**
 * The mentions of a text in a list.
 * @param {HTMLElement} list
 * @param {HTMLElement} more says where there are more
 * @param {Types} types
 */
export function createMentionList(list, more, types) {
  /** @type {readonly Annotation[] | undefined} */
  let drawn
  let drawnKey = ''

  return {
    /**
     * @param {string} text
     * @param {readonly Annotation[]} mentions
     * @param {readonly number[]} shown which of them
     * @param {number | undefined} chosen
     */
    draw(text, mentions, shown, chosen) {
      const place = chosen === undefined ? 0 : Math.max(0, shown.indexOf(chosen))
      const first = place - (place % mostRows)
      const rows = shown.slice(first, first + mostRows)
      const key = `${first} ${rows.join(' ')}`
      if (mentions !== drawn || key !== drawnKey) {
        list.replaceChildren()
        for (const index of rows)
          list.append(drawRow(text, /** @type {Annotation} */ (mentions[index]), index))
        more.hidden = rows.length === shown.length
        more.textContent = `${first + 1} to ${first + rows.length} of ${shown.length.toLocaleString('en-US')} mentions`
        drawn = mentions
        drawnKey = key
      }
      for (const row of list.querySelectorAll('[aria-selected="true"]'))
        row.setAttribute('aria-selected', 'false')
      const row = chosen === undefined ? null : document.getElementById(`found-${chosen}`)
      list.setAttribute('aria-activedescendant', row?.id ?? '')
      if (row === null) return
      row.setAttribute('aria-selected', 'true')
      // Within the list alone: the text, beside or above it, stays where it is.
      list.scrollTop = Math.max(
        Math.min(list.scrollTop, row.offsetTop),
        row.offsetTop + row.offsetHeight - list.clientHeight,
      )
    },
  }

  /**
   * @param {string} text
   * @param {Annotation} mention
   * @param {number} index
   */
  function drawRow(text, mention, index) {
    const { name } = types.describe(typeOf(mention))
    const row = make('li', '')
    row.id = `found-${index}`
    row.dataset.index = String(index)
    row.setAttribute('role', 'option')
    row.setAttribute('aria-selected', 'false')
    const surface = document.createElement('bdi')
    surface.className = 'surface'
    surface.textContent = visible(text.slice(mention.begin, Math.min(mention.end, mention.begin + 200)))
    const kind = make('span', 'found-type')
    kind.append(drawTypeChip(typeOf(mention), types), ' ', name === typeOf(mention) ? '' : visible(name))
    const sure = make('span', mention.corrected ? 'badge' : 'score')
    if (mention.corrected) sure.textContent = 'corrected'
    else if (mention.score !== undefined) {
      sure.textContent = `${(100 * mention.score).toFixed(0)}\u00a0%`
      sure.title = 'confidence of the model'
    }
    row.append(surface, ' ', sure, ' ', kind)
    if (mention.concepts.length > 0) {
      const concepts = make('bdi', 'note')
      concepts.textContent = visible(mention.concepts.join(', '))
      row.append(' ', concepts)
    }
    return row
  }
}
