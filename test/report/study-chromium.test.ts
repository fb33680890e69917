/**
 * @file The report of a hyperparameter search in a real browser: nothing of its data runs, nothing is fetched, its
 * table can be sorted, on both grounds, in narrow windows and on paper.
 */
import { beforeAll, expect, test } from 'vitest'
import { studyFigures } from '../../src/figures/study/study.ts'
import { silent } from '../../src/progress.ts'
import { drawFigures, inPage } from '../../src/report/figure-files.ts'
import { renderStudyPage } from '../../src/report/page/study-page.ts'
import type { StudyFile } from '../../src/run/study-file.ts'
import { studySample } from '../figures/study-sample.ts'
import { describeInChromium, expectNarrow, expectQuiet } from './chromium.ts'
import { hostileStudy } from './study-sample.ts'

async function pageOf(study: StudyFile): Promise<string> {
  const figures = inPage(await drawFigures(theme => studyFigures(study, theme), silent))
  return renderStudyPage({ study, figures, reported: new Set([0]) })
}

describeInChromium('a study’s report in Chromium', 300_000, browser => {
  const study = studySample({ trials: 15 })
  let report = ''
  let hostileReport = ''
  beforeAll(async () => {
    report = await pageOf(study)
    hostileReport = await pageOf(hostileStudy())
  }, 300_000)

  test('opens without a request and without a complaint, also of its policy', async () => {
    const opened = await browser.open(report)
    expect(await opened.page.title()).toBe('losses-of-st21pv – medspan report')
    expect(await opened.page.locator('figure svg:visible').count()).toBe(7)
    expectQuiet(opened)
  })

  test('runs nothing of hostile data, fetches nothing for it, and shows it as text', async () => {
    const opened = await browser.open(hostileReport)
    const { page } = opened
    await page.locator('.trials thead button').first().click()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('img, b, textarea').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('h1').textContent()).toContain('<script>window.pwned=1</script>')
    expect(await page.locator('.reason').first().textContent()).toContain('<img src=x onerror=')
    const link = await page.evaluate<string>('document.querySelector(".trials a").protocol')
    expect(link).toBe('file:')
    expectQuiet(opened)
  })

  test('sorts trials by value, by parameter and by time, by mouse and by keyboard', async () => {
    const { page } = await browser.open(report)
    const table = page.locator('table.trials')
    const numbers = async () => (await table.locator('tbody th').allTextContents()).map(Number)
    const inOrder = study.trials.map(({ number }) => number)
    expect(await numbers()).toEqual(inOrder)
    const heading = (name: string) => table.locator('thead th', { hasText: name })
    await heading('F1 on validation').locator('button').click()
    const best = study.trials
      .filter(({ value }) => value !== null)
      .toSorted((a, b) => b.value! - a.value!)
      .map(({ number }) => number)
    const sorted = await numbers()
    expect(sorted.slice(0, best.length)).toEqual(best)
    // Those without a value come last, as they were.
    expect(sorted.slice(best.length)).toEqual(inOrder.filter(number => !best.includes(number)))
    expect(await heading('F1 on validation').getAttribute('aria-sort')).toBe('descending')
    await heading('learning_rate').locator('button').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const rates = study.trials
      .toSorted(
        (a, b) => Number(a.params['training.learning_rate']) - Number(b.params['training.learning_rate']),
      )
      .map(({ number }) => number)
    expect(await numbers()).toEqual(rates)
    await heading('Trial').locator('button').click()
    expect(await numbers()).toEqual(inOrder.toReversed())
  })

  test('is light or dark as the system is, figures too', async () => {
    for (const [colorScheme, ground, shown] of [
      ['light', 'rgb(255, 255, 255)', 'on-light'],
      ['dark', 'rgb(20, 23, 28)', 'on-dark'],
    ] as const) {
      const { page } = await browser.open(report, { colorScheme })
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground)
      expect(await page.locator(`.${shown}:visible svg`).count()).toBe(7)
      expect(await page.locator('figure svg:visible').count()).toBe(7)
    }
  })

  test('does not scroll sideways in a narrow window; its table does, by keyboard too', async () => {
    await expectNarrow(browser, [report, hostileReport], [320, 640])
    const { page } = await browser.open(report, { viewport: { width: 400, height: 800 } })
    await expect.poll(() => page.evaluate('document.querySelector(".scroll:has(.trials)").tabIndex')).toBe(0)
  })

  test('has a name and a role for everything', async () => {
    const { page } = await browser.open(report)
    const snapshot = await page.locator('body').ariaSnapshot()
    for (const part of [
      '- banner:',
      '- navigation "Contents":',
      '- main:',
      '- heading "Trials (15)" [level=2]',
      'img "F1 on validation of each trial. Values in the order of trials',
      '- link "Report of trial 0"',
    ])
      expect(snapshot).toContain(part)
  })

  test('prints every trial on white ground', async () => {
    const { page } = await browser.open(report, { colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('.on-dark:visible').count()).toBe(0)
    expect(await page.locator('.trials tbody tr:visible').count()).toBe(15)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  })

  test('shows all of it without scripts', async () => {
    const { page, complaints } = await browser.open(report, { javaScriptEnabled: false })
    expect(await page.locator('table:visible').count()).toBe(3)
    expect(await page.locator('.scripted:visible').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})
