/**
 * @file The report in a real browser: nothing of its data runs, nothing is fetched, everything can be used by mouse and
 * keyboard, on both grounds, in narrow windows and on paper.
 */
import { expect, test } from 'vitest'
import { renderPage } from '../../src/report/page/page.ts'
import { describeInChromium, expectNarrow, expectQuiet } from './chromium.ts'
import { hostile, hostileContent, longContent, sample } from './page-sample.ts'

describeInChromium('a report in Chromium', 300_000, browser => {
  const report = renderPage(sample)
  const long = 10_000
  let longReport = ''
  const openLong = async (hash = '') => {
    if (longReport === '') longReport = renderPage(longContent(long))
    return await browser.open(longReport, { hash })
  }

  test('opens without a request and without a complaint, also of its policy', async () => {
    const opened = await browser.open(report)
    expect(await opened.page.title()).toBe('sample-run – medspan report')
    expect(await opened.page.locator('#list > li').count()).toBeGreaterThan(0)
    expectQuiet(opened)
  })

  test('has its own font, in the text of figures too', async () => {
    const { page } = await browser.open(report)
    await page.evaluate('document.fonts.ready.then(() => true)')
    const loaded = await page.evaluate(
      '[...document.fonts].filter(face => face.status === "loaded").map(face => face.family + " " + face.weight)',
    )
    expect(loaded).toEqual(['IBM Plex Sans 400', 'IBM Plex Sans 600'])
  })

  test('runs nothing of hostile data, fetches nothing for it, and shows it as text', async () => {
    for (const hash of [
      '',
      `#sentences?search=${new URLSearchParams({ x: hostile }).toString().slice(2)}`,
      `#${hostile}`,
    ]) {
      const opened = await browser.open(renderPage(hostileContent()), { hash })
      const { page } = opened
      for (const kind of ['correct', 'lost', 'none']) await page.locator(`input[value="${kind}"]`).check()
      await page.locator('.types thead button').first().click()
      expect(await page.evaluate('window.pwned')).toBeUndefined()
      expect(await page.locator('img, b, textarea').count()).toBe(0)
      expect(await page.locator('script').count()).toBe(3)
      expectQuiet(opened)
      await expect(page.locator('h1').textContent()).resolves.toContain('<script>window.pwned=1</script>')
      await page.locator('#reset').click()
      expect(await page.locator('#list .text').first().textContent()).toContain('<img src=x onerror=')
      expect(await page.locator('#list .foot bdi').first().textContent()).toContain(
        '</script><!--<script>]]>',
      )
    }
  })

  test('would refuse a script that came in by another way', async () => {
    const { page, complaints } = await browser.open(
      report.replace(
        '</main>',
        '<img src="x:" onerror="window.pwned=1"><script>window.pwned=1</script></main>',
      ),
    )
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(complaints.join('\n')).toContain('Content Security Policy')
  })

  test('sorts a table by mouse and by keyboard, and says so', async () => {
    const { page } = await browser.open(report)
    const table = page.locator('table.types').first()
    const types = () => table.locator('tbody tr:visible th').allTextContents()
    const heading = table.locator('thead th', { hasText: 'In training' })
    expect(await types()).toEqual(['T023', 'T047', 'T109', 'T184'])
    await heading.locator('button').click()
    expect(await types()).toEqual(['T047', 'T023', 'T109', 'T184'])
    expect(await heading.getAttribute('aria-sort')).toBe('descending')
    await heading.locator('button').focus()
    await page.keyboard.press('Enter')
    expect(await types()).toEqual(['T184', 'T109', 'T023', 'T047'])
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    expect(await table.locator('[aria-sort]').allTextContents()).toEqual(['Group'])
    // Rows that are equal stay as they were.
    expect(await types()).toEqual(['T023', 'T109', 'T184', 'T047'])
  })

  test('filters types by what they are called', async () => {
    const { page } = await browser.open(report)
    const part = page.locator('.typed').first()
    await part.locator('input').fill('disorders sign')
    expect(await part.locator('tbody tr:visible th').allTextContents()).toEqual(['T184'])
    expect(await part.locator('[role="status"]').textContent()).toBe('1 of 4 types')
  })

  test('filters sentences by part, type, kind and words, and counts them', async () => {
    const { page } = await browser.open(report)
    const shown = () => page.locator('#shown').textContent()
    const texts = () => page.locator('#list .text').allTextContents()
    expect(await shown()).toBe('4 sentences of 5 with 6 such mentions; shown: 1 to 4.')
    await page.locator('#part').selectOption('test')
    expect(await shown()).toBe('3 sentences of 5 with 5 such mentions; shown: 1 to 3.')
    await page.locator('#type').selectOption('T023')
    expect(await shown()).toBe('3 sentences of 5 with 3 such mentions; shown: 1 to 3.')
    for (const kind of ['type', 'border', 'both', 'missed', 'spurious'])
      await page.locator(`input[value="${kind}"]`).uncheck()
    expect(await shown()).toBe('No sentence has what is chosen.')
    await page.locator('input[value="lost"]').check()
    expect(await page.locator('#list .mention').allTextContents()).toEqual([
      'Missedgold renal T023 Body Part, Organ, or Organ Componentnot expressible by tags',
    ])
    await page.locator('#reset').click()
    await page.locator('#query').fill('LIVER')
    expect((await texts()).map(text => text.replace(/T\d{3}/g, ''))).toEqual(['His liver was spared.'])
    await page.locator('#query').fill('B.TXT')
    expect(await shown()).toBe('2 sentences of 5 with 2 such mentions; shown: 1 to 2.')
    await page.locator('#query').fill('')
    await page.locator('input[value="none"]').check()
    expect(await shown()).toBe('5 sentences of 5 with 6 such mentions; shown: 1 to 5.')
    expect(await page.locator('[data-tally="missed"]').textContent()).toBe('3')
  })

  test('tells gold from found by line and by words, and shows what surrounds a sentence', async () => {
    const { page } = await browser.open(report)
    const first = page.locator('#list > li').first()
    const pieces = await page.evaluate(
      `[...document.querySelectorAll('#list > li:first-child .seg')].filter(each => each.matches('.gold, .found')).map(each => {
        const { borderTopStyle, borderTopColor, borderBottomStyle, borderBottomColor } = getComputedStyle(each)
        const line = (style, colour) => (colour === 'rgba(0, 0, 0, 0)' ? 'none' : style)
        return [each.textContent, line(borderTopStyle, borderTopColor), line(borderBottomStyle, borderBottomColor)]
      })`,
    )
    expect(pieces).toEqual([
      ['Aspirin', 'double', 'solid'],
      ['renal', 'none', 'dotted'],
      [' ', 'none', 'solid'],
      ['T047failure', 'double', 'solid'],
    ])
    expect(await first.locator('.mention').allTextContents()).toEqual([
      'Wrong bordersgold renal failure T047 Disease or Syndromefound failure T047 Disease or Syndrome62.0 %',
      'Missedgold renal T023 Body Part, Organ, or Organ Componentnot expressible by tags',
    ])
    const context = first.getByRole('button', { name: 'context' })
    expect(await first.locator('.context:visible').count()).toBe(0)
    await context.click()
    expect(await context.getAttribute('aria-expanded')).toBe('true')
    expect(await first.locator('.context:visible').allTextContents()).toEqual(['His liver was spared.'])
  })

  test('orders sentences by the confidence of what is chosen', async () => {
    const { page } = await browser.open(report)
    const scores = () => page.locator('#list .score').allTextContents()
    await page.locator('#order').selectOption('surest')
    expect(await scores()).toEqual(['62.0 %', '50.0 %', '30.5 %'])
    await page.locator('#order').selectOption('unsurest')
    expect(await scores()).toEqual(['50.0 %', '30.5 %', '62.0 %'])
  })

  test('puts what is chosen into its address, and an address into what is chosen', async () => {
    const { page } = await browser.open(report)
    await page.locator('#type').selectOption('T047')
    await page.locator('input[value="spurious"]').uncheck()
    await page.locator('#query').fill('liver')
    const hash = await page.evaluate<string>('location.hash')
    expect(hash).toBe('#sentences?kind=type%2Cborder%2Cboth%2Cmissed&type=T047&search=liver')
    const other = await browser.open(report, { hash })
    expect(await other.page.locator('#query').inputValue()).toBe('liver')
    expect(await other.page.locator('input[value="spurious"]').isChecked()).toBe(false)
    expect(await other.page.locator('#shown').textContent()).toContain('1 sentence of 5 with 1 such mention;')
  })

  test('leads from a confusion and from a sentence’s link to it alone, and back to all', async () => {
    const { page } = await browser.open(report)
    // A link is followed once the browser has come to it, which may be after the click has returned.
    await page.locator('#errors a[href*="gold=T023"]').first().click()
    await expect
      .poll(() => page.locator('#list .mention').allTextContents())
      .toEqual([
        'Wrong typegold liver T023 Body Part, Organ, or Organ Componentfound liver T047 Disease or Syndrome50.0 %',
      ])
    expect(await page.locator('#narrowed').textContent()).toBe('Only gold T023, found as T047 ✕')
    await page.locator('#narrowed').click()
    expect(await page.locator('#narrowed').isVisible()).toBe(false)
    await page.locator('#list .foot a').nth(1).click()
    await expect.poll(() => page.locator('#list > li').count()).toBe(1)
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('sentences-title')
  })

  test('keeps small with 10,000 sentences, and filters them', async () => {
    const { page, complaints } = await openLong()
    const nodes = () => page.evaluate<number>('document.querySelectorAll("*").length')
    expect(await page.locator('#shown').textContent()).toBe(
      '5,000 sentences of 10,000 with 5,000 such mentions; shown: 1 to 20.',
    )
    expect(await nodes()).toBeLessThan(3000)
    await page.locator('input[value="correct"]').check()
    expect(await page.locator('#shown').textContent()).toContain(
      '10,000 sentences of 10,000 with 15,000 such mentions',
    )
    await page.locator('#query').fill('number 9999 ')
    expect(await page.locator('#list > li').count()).toBe(1)
    await page.locator('#query').fill('')
    await page.getByRole('button', { name: 'Last' }).click()
    expect(await page.locator('#page').textContent()).toBe('Page 500 of 500')
    expect(await page.locator('#list .text').last().textContent()).toContain('number 9999 ')
    await page.getByRole('button', { name: 'Next' }).click({ force: true })
    expect(await page.locator('#page').textContent()).toBe('Page 500 of 500')
    expect(await nodes()).toBeLessThan(3000)
    expect(complaints).toEqual([])
  })

  test('turns pages with the keyboard', async () => {
    const { page } = await openLong()
    await page.getByRole('button', { name: 'Next' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#shown').textContent()).toContain('shown: 21 to 40.')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Next')
  })

  test('is light or dark as the system is, or as was chosen, figures too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await browser.open(report, { colorScheme })
      const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
      const grounds = { light: 'rgb(255, 255, 255)', dark: 'rgb(20, 23, 28)' }
      const other = colorScheme === 'light' ? 'dark' : 'light'
      expect(await ground()).toBe(grounds[colorScheme])
      expect(await page.locator('figure svg:visible text').allTextContents()).toEqual([colorScheme])
      await page.locator('#theme').selectOption(other)
      expect(await ground()).toBe(grounds[other])
      expect(await page.locator('figure svg:visible text').allTextContents()).toEqual([other])
      expect(await page.evaluate('localStorage.getItem("medspan-theme")')).toBe(other)
      // As if the browser had kept it: Chromium may forget what a page from a file has stored.
      await page.addInitScript(`localStorage.setItem('medspan-theme', '${other}')`)
      await page.reload()
      expect(await ground()).toBe(grounds[other])
    }
  })

  test('does not scroll sideways in a narrow window, nor at twice the size', async () => {
    await expectNarrow(browser, [report, renderPage(hostileContent())], [320, 400, 640])
  })

  test('can be reached everywhere by keyboard: what scrolls takes the focus, what does not is no stop', async () => {
    const { page } = await browser.open(report, { viewport: { width: 400, height: 800 } })
    const tabIndex = () => page.evaluate('document.querySelector(".typed .scroll").tabIndex')
    await expect.poll(tabIndex).toBe(0)
    expect(await page.locator('.typed .scroll').first().getAttribute('aria-label')).toContain('Types on test')
    await page.setViewportSize({ width: 2000, height: 800 })
    await expect.poll(tabIndex).toBe(-1)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('content')
  })

  test('has a name and a role for everything that can be used', async () => {
    const { page } = await browser.open(report)
    const snapshot = await page.locator('body').ariaSnapshot()
    for (const part of [
      '- banner:',
      '- navigation "Contents":',
      '- main:',
      '- search "Sentences":',
      '- combobox "Part"',
      '- combobox "Type"',
      '- combobox "Order"',
      '- searchbox "Search"',
      '- checkbox "Wrong borders 1" [checked]',
      '- img "Loss. It falls."',
      '- heading "Sentences" [level=2]',
    ])
      expect(snapshot).toContain(part)
    const nameless = await page.evaluate(
      '[...document.querySelectorAll("button, a, select, input")].filter(each => !(each.textContent || each.labels?.length || each.ariaLabel)).map(each => each.outerHTML)',
    )
    expect(nameless).toEqual([])
  })

  test('copies the configuration', async () => {
    const { page } = await browser.open(report)
    await page.locator('#copy').click()
    await expect
      .poll(() => page.locator('#copied').textContent())
      .toMatch(/^(?:Copied\.|Selected: copy it with your keyboard\.)$/)
  })

  test('prints, with more sentences than a page of them shows, on white ground', async () => {
    const { page } = await openLong()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('#filters').isVisible()).toBe(false)
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await page.locator('#list > li').count()).toBe(100)
    expect(await page.locator('#shown').textContent()).toContain('5,000 sentences of 10,000')
    expect(await page.locator('details:not([open])').count()).toBe(0)
    await page.evaluate('dispatchEvent(new Event("afterprint"))')
    expect(await page.locator('#list > li').count()).toBe(20)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(20_000)
  })

  test('shows all but the sentences without scripts', async () => {
    const { page, complaints } = await browser.open(report, { javaScriptEnabled: false })
    expect(await page.locator('noscript').first().textContent()).toContain('Sentences are shown by a script')
    expect(await page.locator('table:visible').count()).toBeGreaterThan(8)
    expect(await page.locator('.scripted:visible').count()).toBe(0)
    expect(await page.locator('#copyable').isVisible()).toBe(true)
    expect(complaints).toEqual([])
  })
})
