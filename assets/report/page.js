/**
 * @file What a report does besides its tables and sentences: the theme, copying, keyboards and wide content, printing.
 */

const root = document.documentElement

const theme = document.getElementById('theme')
if (theme instanceof HTMLSelectElement) {
  theme.value = root.dataset.theme ?? ''
  theme.addEventListener('change', () => {
    if (theme.value === '') delete root.dataset.theme
    else root.dataset.theme = theme.value
    try {
      localStorage.setItem('medspan-theme', theme.value)
    } catch {
      // Then it is forgotten with the page.
    }
  })
}

const copied = document.getElementById('copied')
document.getElementById('copy')?.addEventListener('click', async () => {
  const source = document.getElementById('copyable')
  if (source === null || copied === null) return
  try {
    await navigator.clipboard.writeText(source.textContent ?? '')
    copied.textContent = 'Copied.'
  } catch {
    // Without a clipboard: selected, so that the keyboard's own command copies it.
    source.closest('details')?.setAttribute('open', '')
    getSelection()?.selectAllChildren(source)
    copied.textContent = 'Selected: copy it with your keyboard.'
  }
})

/** What is wider than the window can be scrolled with the keyboard; what is not is no stop on the way through. */
const scrollers = new ResizeObserver(entries => {
  for (const { target } of entries) {
    if (!(target instanceof HTMLElement)) continue
    if (target.scrollWidth > target.clientWidth + 1) {
      target.tabIndex = 0
      target.setAttribute('role', 'group')
      target.setAttribute(
        'aria-label',
        target.dataset.label ?? target.querySelector('caption')?.textContent ?? '',
      )
    } else {
      target.removeAttribute('tabindex')
      target.removeAttribute('role')
      target.removeAttribute('aria-label')
    }
  }
})
for (const element of document.querySelectorAll('.scroll')) scrollers.observe(element)

/** The section that is read is marked in the contents. */
const links = new Map(
  [...document.querySelectorAll('#contents a')].map(link => [
    link.getAttribute('href')?.slice(1) ?? '',
    link,
  ]),
)
const seen = new IntersectionObserver(
  entries => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue
      for (const link of links.values()) link.removeAttribute('aria-current')
      links.get(target.id)?.setAttribute('aria-current', 'true')
    }
  },
  { rootMargin: '-20% 0px -70% 0px' },
)
for (const section of document.querySelectorAll('main > section')) seen.observe(section)

/** What is closed on the screen is open on paper. */
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.setAttribute('open', '')
    details.setAttribute('data-opened', '')
  }
})
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll('details[data-opened]')) {
    details.removeAttribute('open')
    details.removeAttribute('data-opened')
  }
})
