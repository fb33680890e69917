/**
 * @file Which types of mentions are marked in the texts.
 */

const marks = [...document.querySelectorAll('mark')]
const boxes = [...document.querySelectorAll('#legend input')].filter(each => each instanceof HTMLInputElement)

function mark() {
  const chosen = new Set(boxes.flatMap(({ checked, value }) => (checked ? [value] : [])))
  let count = 0
  for (const each of marks) {
    const isChosen = chosen.has(each.dataset.type ?? '')
    each.classList.toggle('off', !isChosen)
    if (isChosen) count++
  }
  const shown = document.getElementById('shown')
  if (shown !== null)
    shown.textContent = `${count.toLocaleString('en-GB')} of ${marks.length.toLocaleString('en-GB')} mentions are marked.`
}

const legend = document.getElementById('legend')
legend?.addEventListener('submit', event => event.preventDefault())
legend?.addEventListener('input', mark)
legend?.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return
  for (const each of boxes) each.checked = target.value === 'all'
  mark()
})
// A browser may keep what was chosen before the page was loaded again.
mark()
