/**
 * @file Chooses a type: a field that filters, and a list that the arrow keys go through.
 *
 * @typedef {ReturnType<typeof import('./types.js').createTypes>} Types
 */
import { make, visible } from './drawing.js'

/** More of a list nobody reads: another letter shortens it. */
const mostTypes = 200

/**
 * @param {HTMLDialogElement} dialog
 * @param {Types} types
 */
export function createTypePicker(dialog, types) {
  const [title, filter, choices] = ['-title', '-filter', '-types'].map(
    part => /** @type {HTMLElement} */ (document.getElementById(`${dialog.id}${part}`)),
  )
  const field = /** @type {HTMLInputElement} */ (filter)
  const list = /** @type {HTMLElement} */ (choices)
  /** @type {{ readonly type: string, readonly element: HTMLElement }[]} */
  let options = []
  let active = 0
  /** @type {(type: string | undefined) => void} */
  let answer = () => {}

  /** @param {string | undefined} current */
  function draw(current) {
    const query = field.value
    options = []
    list.replaceChildren()
    for (const [group, members] of types.find(query)) {
      const block = make('li', '')
      block.setAttribute('role', 'group')
      block.setAttribute('aria-label', visible(group))
      const head = make('span', 'note')
      head.setAttribute('aria-hidden', 'true')
      head.textContent = visible(group)
      block.append(head)
      for (const { type, name } of members)
        if (options.length < mostTypes) block.append(drawOption(type, name, types.colourOf(type)))
      if (block.childElementCount > 1) list.append(block)
    }
    const own = query.trim()
    if (own !== '' && !options.some(({ type }) => type === own)) {
      const block = make('li', '')
      block.setAttribute('role', 'presentation')
      block.append(drawOption(own, 'a type of your own', ''))
      list.append(block)
    }
    activate(
      Math.max(
        0,
        options.findIndex(({ type }) => type === current),
      ),
    )
  }

  /**
   * @param {string} type
   * @param {string} name
   * @param {string} colour
   */
  function drawOption(type, name, colour) {
    const element = make('div', 'option')
    element.id = `${dialog.id}-${options.length}`
    element.setAttribute('role', 'option')
    const code = document.createElement('bdi')
    code.className = `chip category ${colour}`
    code.textContent = visible(type)
    element.append(code, ' ', visible(name === type ? '' : name))
    element.addEventListener('click', () => close(type))
    options.push({ type, element })
    return element
  }

  /** @param {number} index */
  function activate(index) {
    options[active]?.element.setAttribute('aria-selected', 'false')
    active = Math.min(Math.max(index, 0), options.length - 1)
    const element = options[active]?.element
    element?.setAttribute('aria-selected', 'true')
    element?.scrollIntoView({ block: 'nearest' })
    field.setAttribute('aria-activedescendant', element?.id ?? '')
  }

  /** @param {string | undefined} type */
  function close(type) {
    const answered = answer
    answer = () => {}
    dialog.close()
    answered(type)
  }

  field.addEventListener('input', () => draw(undefined))
  field.addEventListener('keydown', event => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    if (event.key in steps) activate(active + steps[/** @type {keyof typeof steps} */ (event.key)])
    else if (event.key === 'Enter' && !event.isComposing) close(options[active]?.type)
    else return
    event.preventDefault()
  })
  // Escape closes a dialog by itself, and so does a click beside it.
  dialog.addEventListener('close', () => close(undefined))
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) close(undefined)
  })

  /**
   * @param {string} surface the words that get a type
   * @param {string | undefined} current
   * @returns {Promise<string | undefined>} undefined where none was chosen
   */
  return (surface, current) => {
    const heading = /** @type {HTMLElement} */ (title)
    const named = document.createElement('bdi')
    named.textContent = visible(surface.length > 80 ? `${surface.slice(0, 79)}…` : surface)
    heading.replaceChildren('Type of “', named, '”')
    field.value = ''
    dialog.showModal()
    draw(current)
    return new Promise(resolve => {
      answer = resolve
    })
  }
}
