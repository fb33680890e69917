/**
 * @file Tables that are sorted by their headings, and the filter of the tables of types.
 */

const collator = new Intl.Collator('en', { numeric: true })

/**
 * What a row is sorted by in a column: a number where its cell has one, else its text.
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
function keyOf(row, column) {
  const cell = row.cells[column]
  const number = cell?.dataset.sort
  return number === undefined ? (cell?.textContent ?? '').trim() : Number(number)
}

/**
 * Sorts a table's rows, numbers from the greatest on at first, and says so in its headings.
 * @param {HTMLTableElement} table
 * @param {number} column
 */
function sortTable(table, column) {
  const body = table.tBodies[0]
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])]
  const heading = headings[column]
  if (body === undefined || heading === undefined) return
  const first = heading.classList.contains('number') ? 'descending' : 'ascending'
  const other = first === 'ascending' ? 'descending' : 'ascending'
  const order = heading.getAttribute('aria-sort') === first ? other : first
  for (const each of headings) each.removeAttribute('aria-sort')
  heading.setAttribute('aria-sort', order)
  const sign = order === 'ascending' ? 1 : -1
  const rows = [...body.rows].map(row => ({ row, key: keyOf(row, column) }))
  rows.sort(({ key: a }, { key: b }) => {
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * collator.compare(String(a), String(b))
  })
  for (const { row } of rows) body.append(row)
}

for (const table of document.querySelectorAll('table.sortable')) {
  if (!(table instanceof HTMLTableElement)) continue
  for (const [column, heading] of [...(table.tHead?.rows[0]?.cells ?? [])].entries()) {
    const button = document.createElement('button')
    button.type = 'button'
    while (heading.firstChild !== null) button.append(heading.firstChild)
    button.addEventListener('click', () => sortTable(table, column))
    heading.append(button)
  }
}

/** How many columns the filter looks at: type, name and group. */
const filtered = 3

for (const [index, part] of [...document.querySelectorAll('.typed')].entries()) {
  const rows = [...part.querySelectorAll('tbody tr')].map(row => ({
    row: /** @type {HTMLTableRowElement} */ (row),
    text: [...row.children]
      .slice(0, filtered)
      .map(cell => cell.textContent ?? '')
      .join(' ')
      .toLowerCase(),
  }))
  const line = document.createElement('p')
  line.className = 'row'
  const label = document.createElement('label')
  const input = document.createElement('input')
  input.type = 'search'
  input.id = `types-filter-${index}`
  input.placeholder = 'type, name or group'
  input.autocomplete = 'off'
  label.append('Filter types ', input)
  const shown = document.createElement('span')
  shown.setAttribute('role', 'status')
  shown.className = 'quiet'
  line.append(label, shown)
  part.prepend(line)
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/)
    let count = 0
    for (const { row, text } of rows) {
      row.hidden = !words.every(word => text.includes(word))
      if (!row.hidden) count++
    }
    shown.textContent = `${count} of ${rows.length} types`
  }
  input.addEventListener('input', apply)
  apply()
}
