/**
 * @file Documents with marked mentions as a page: what stands in it, and in a real browser that nothing of the documents runs.
 */
import { describe, expect, test } from 'vitest'
import { createMentionsPage, pageLimits } from '../../src/report/page/mentions-page.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import { describeInChromium, expectNarrow, expectQuiet } from './chromium.ts'
import { hostile } from './page-sample.ts'

type Shown = Pick<Document, 'id' | 'text' | 'mentions'>

const render = (documents: readonly Shown[], title = 'letters.html'): string => {
  const page = createMentionsPage({ title, subtitle: 'Tagged with medspan' })
  for (const document of documents) page.add(document)
  return page.render()
}

/** A document with mentions of these words. */
function letter(id: string, text: string, words: Readonly<Record<string, Partial<Mention>>>): Shown {
  const mentions = Object.entries(words).map(([word, own]) => {
    const begin = text.indexOf(word)
    return { begin, end: begin + word.length, types: ['T047'], concepts: [], ...own }
  })
  return { id, text, mentions }
}

const letters = [
  letter('one.txt', 'Aspirin eased\r\nthe renal failure & his migraine.', {
    migraine: { score: 0.305 },
    Aspirin: { types: ['T109'], score: 0.913 },
    'renal failure': { score: 1 },
    failure: { types: ['T033'] },
  }),
  letter('two.txt', 'Nothing.', {}),
  letter('three.txt', 'Ibuprofen helped.', { Ibuprofen: { types: ['Drug', 'T109'] } }),
]

describe('a page of mentions', () => {
  const page = render(letters)
  const body = page.slice(page.indexOf('<main'))
  const legend = body.slice(0, body.indexOf('</section>'))

  test('has each text with its mentions marked, their types and scores in words', () => {
    const plain = body.replace(/<(\w+)[^>]*class="spoken"[^>]*>([^<]*)<\/\1>/g, '').replace(/<[^>]*>/g, '')
    expect(plain).toContain('AspirinT109 eased\nthe renal failureT047 &amp; his migraineT047.')
    expect(body).toContain(
      'title="T109 Organic Chemical, score 0.91">Aspirin<span class="spoken"> (T109 Organic',
    )
    expect(body).toContain('title="T047 Disease or Syndrome, score 1.00">renal failure')
    expect(body).toContain('title="Drug, T109 Organic Chemical">Ibuprofen')
    expect(body).toContain('4 mentions, of which 1 overlap others and are not marked')
  })

  test('has a legend with the types by their frequency, and a table of contents', () => {
    expect(
      legend
        .match(/<bdi class="chip category">[^<]*|<span class="tally">\d+/g)
        ?.map(one => one.replace(/.*>/, '')),
    ).toEqual(['T047', '2', 'T109', '1', 'Drug', '1'])
    expect(legend).toContain('<span>Disease or Syndrome</span>')
    const contents = page.slice(page.indexOf('<nav'), page.indexOf('</nav>'))
    expect(contents.match(/href="[^"]*"/g)).toEqual([
      'href="#types"',
      'href="#document-1"',
      'href="#document-2"',
      'href="#document-3"',
    ])
    expect(page).toContain('Tagged with medspan · 3 documents, 5 mentions')
    expect(render(letters)).toBe(page)
    expect(render([letters[1]!])).toContain('No mentions were found.')
  })

  test('has long texts in blocks of lines, which a browser lays out as they are seen, and no line is lost', () => {
    const text = Array.from({ length: 300 }, (_, i) => `Line ${i} has asthma\nin it, `.padEnd(40, '.')).join(
      '\n',
    )
    const mentions = [...text.matchAll(/asthma\nin/g)].map(({ index, 0: { length } }) => ({
      begin: index,
      end: index + length,
      types: ['T047'],
      concepts: [],
    }))
    const blocks = render([{ id: 'a', text, mentions }])
      .split('<div class="text marked" dir="auto">')
      .slice(1)
      .map(block => block.slice(0, block.indexOf('</div>')))
    expect(blocks.length).toBe(4)
    const plain = blocks.map(block =>
      block.replace(/<span class="spoken">[^<]*<\/span>|<bdi[^>]*>T047<\/bdi>|<[^>]*>/g, ''),
    )
    expect(plain.join('\n')).toBe(text)
  })

  test('holds so much and no more', () => {
    const add = (document: Shown) => () => createMentionsPage({ title: 'x.html', subtitle: '' }).add(document)
    const text = ' '.repeat(pageLimits.characters)
    expect(add({ id: 'a', text, mentions: [] })).not.toThrow()
    const mention = { begin: 0, end: 1, types: ['T047'], concepts: [] }
    for (const document of [
      { id: 'a', text: `${text} `, mentions: [] },
      { id: 'a', text: 'x', mentions: Array.from({ length: pageLimits.mentions + 1 }, () => mention) },
    ])
      expect(add(document)).toThrow(/expected documents of at most 2,000,000 characters and 20,000 mentions/)
  })
})

describeInChromium('a page of mentions in Chromium', 300_000, browser => {
  test('marks the types that are chosen, by mouse and by keyboard', async () => {
    const opened = await browser.open(render(letters))
    const { page } = opened
    const marked = () =>
      page.locator('mark:not(.off)').evaluateAll(all => all.map(one => one.firstChild?.textContent))
    expect(await marked()).toEqual(['Aspirin', 'renal failure', 'migraine', 'Ibuprofen'])
    await page.locator('#legend label', { hasText: 'T047' }).click()
    expect(await marked()).toEqual(['Aspirin', 'Ibuprofen'])
    expect(await page.locator('#shown').textContent()).toBe('2 of 4 mentions are marked.')
    await page.locator('#legend button', { hasText: 'None' }).focus()
    await page.keyboard.press('Enter')
    expect(await marked()).toEqual([])
    await page.locator('#legend button', { hasText: 'All' }).click()
    expect((await marked()).length).toBe(4)
    expectQuiet(opened)
  })

  test('runs nothing of hostile documents, and shows them as text', async () => {
    const text = `${hostile} Aspirin ${hostile}`
    const opened = await browser.open(
      render([letter(hostile, text, { Aspirin: { types: [hostile, '" onload="window.pwned=1'] } })], hostile),
    )
    expect(await opened.page.evaluate('window.pwned')).toBeUndefined()
    expect(await opened.page.locator('img, b, textarea').count()).toBe(0)
    expect(await opened.page.locator('script').count()).toBe(2)
    expect(await opened.page.locator('.marked').textContent()).toContain('<img src=x onerror=')
    expectQuiet(opened)
  })

  test('fits a narrow window and paper, and says all without scripts', async () => {
    const long = letter('x'.repeat(300), `Aspirin${'y'.repeat(300)} eased.`, {
      [`Aspirin${'y'.repeat(300)}`]: { types: ['z'.repeat(80)] },
    })
    await expectNarrow(browser, [render([...letters, long])], [400, 1280])
    const { page } = await browser.open(render(letters), { javaScriptEnabled: false })
    expect(await page.locator('mark').count()).toBe(4)
    expect(await page.locator('#legend label').first().isVisible()).toBe(true)
    expect(await page.locator('#legend :is(input, button)').evaluateAll(all => all.length)).toBe(5)
    expect(await page.locator('#legend input').first().isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('mark').first().isVisible()).toBe(true)
  })
})
