/**
 * @file The page in a real browser: texts tagged, and mentions corrected by keyboard alone.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tagger } from '../../../src/predict/tagger.ts'
import type { Document } from '../../../src/text/document.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { describeInChromium, expectQuiet, type OpenedPage } from '../../report/chromium.ts'
import { hostile } from '../../report/page-sample.ts'
import { createSamplePage, modelsOf, tagger, text } from './sample.ts'
import { documentsOf, focused, give, mentionsOf, press, start, stopServers } from './typing.ts'

/** Opens a file by the field, as if it had been chosen, and waits until it is there. */
async function openFile({ page }: OpenedPage, name: string, content: string): Promise<void> {
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
  await expect.poll(() => page.locator('#state').textContent()).toMatch(/^(Tagged|Opened)\./)
}

describeInChromium('the page of a server in Chromium', 300_000, browser => {
  let address = ''
  beforeAll(async () => {
    address = await start(createSamplePage())
  })
  afterAll(stopServers)

  test('tags a text that is typed, and marks what is found', async () => {
    const opened = await browser.visit(address)
    const { page } = opened
    await page.locator('#input').fill('Aspirin for a migraine.')
    await press(page, 'Control+Enter')
    await expect.poll(() => page.locator('#state').textContent()).toBe('Tagged. 2 mentions.')
    expect(await page.locator('#annotated').textContent()).toBe('AspirinT103 for a migraineT038.')
    expect(await page.locator('#found li').allTextContents()).toEqual([
      'Aspirin 75\u00a0% T103 Chemical',
      'migraine 75\u00a0% T038 Biologic Function',
    ])
    expect(
      await page.locator('.kind-group').evaluateAll(all => all.map(one => one.getAttribute('aria-label'))),
    ).toEqual(['Phenomena', 'Chemicals & Drugs'])
    expectQuiet(opened)
  })

  test('is corrected and exported by keyboard alone, with every offset right', async () => {
    const opened = await browser.visit(address)
    const { page } = opened
    await openFile(opened, 'letter.txt', text)
    expect(await focused(page)).toBe('annotated')
    expect(await page.getByRole('application', { name: 'Text' }).count()).toBe(1)
    expect(await page.getByRole('listbox', { name: 'Mentions in order' }).getByRole('option').count()).toBe(3)
    expect((await documentsOf(page))[0]).toMatchObject({ id: 'letter', text })
    const failure = ['renal failure', 'T038', 0.75]

    await press(page, 'Tab')
    expect(await page.locator('#spoken').textContent()).toBe('“Aspirin”, T103 Chemical, 75 %, 1 of 3')
    await press(page, 'Enter')
    await expect.poll(() => page.getByRole('dialog', { name: 'Type of “Aspirin”' }).count()).toBe(1)
    expect(
      await page.getByRole('dialog').getByRole('option', { name: 'T103 Chemical', selected: true }).count(),
    ).toBe(1)
    await give(page, 'finding')
    expect(await mentionsOf(page)).toEqual([['Aspirin', 'T033'], failure, ['migraine', 'T038', 0.75]])
    expect(await page.locator('#state').textContent()).toBe(
      'Changed the type of “Aspirin”: T033 Finding. 3 mentions, 1 corrected.',
    )
    expect(await page.locator('#found li').first().textContent()).toBe('Aspirin corrected T033 Finding')
    expect(await focused(page)).toBe('annotated')

    await press(page, 'Tab', '[', ']')
    expect((await mentionsOf(page))[1]).toEqual(['the renal failure &', 'T038'])
    await press(page, '{', '{', '}')
    expect((await mentionsOf(page))[1]).toEqual(['failure', 'T038'])
    await press(page, '{')
    expect(await page.locator('#state').textContent()).toContain('There is no further word.')
    await press(page, '[')

    await press(page, 'Tab', 'Delete')
    expect((await mentionsOf(page)).length).toBe(2)
    expect(await page.locator('#state').textContent()).toContain(
      'Removed “migraine”, T038 Biologic Function.',
    )
    await press(page, 'Enter')
    await give(page, 'T038')
    expect((await mentionsOf(page))[2]).toEqual(['migraine', 'T038'])

    for (let i = 0; i < 7; i++) await press(page, 'ArrowLeft')
    await press(page, 'Shift+ArrowRight')
    expect(await page.locator('#spoken').textContent()).toBe('“💊 eased”')
    await press(page, 'Enter')
    await give(page, 'my-own')
    const [document] = await documentsOf(page)
    expect(document!.mentions).toEqual([
      { begin: 0, end: 7, text: 'Aspirin', types: ['T033'], concepts: [] },
      { begin: 8, end: 16, text: '💊 eased', types: ['my-own'], concepts: [] },
      { begin: 22, end: 35, text: 'renal failure', types: ['T038'], concepts: [] },
      { begin: 42, end: 50, text: 'migraine', types: ['T038'], concepts: [] },
    ])
    await press(page, 'Control+z')
    expect((await mentionsOf(page)).length).toBe(3)
    await press(page, 'Control+y')
    expect((await mentionsOf(page)).length).toBe(4)

    // Through the rest of the page, to what exports it.
    await press(page, 'Escape', 'Tab')
    expect(await focused(page)).not.toBe('annotated')
    for (let i = 0; i < 30 && (await focused(page)) !== 'format'; i++) await press(page, 'Tab')
    await page.keyboard.type('json')
    await press(page, 'ArrowDown', 'Tab')
    expect(await focused(page)).toBe('export')
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')])
    expect(download.suggestedFilename()).toBe('documents.json')
    const pieces: Buffer[] = []
    for await (const piece of await download.createReadStream()) pieces.push(Buffer.from(piece))
    expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual([document])
    expectQuiet(opened)
  })

  test('goes from mention to mention and out of the text by Tab, and within mentions by Space', async () => {
    const opened = await browser.visit(
      await start(
        createSamplePage(
          modelsOf(
            createTestTagger(['T033', 'T038'], () => [
              { begin: 22, end: 35, types: ['T038'], concepts: [], score: 0.5 },
              { begin: 28, end: 35, types: ['T033'], concepts: [], score: 0.5 },
              { begin: 28, end: 41, types: ['T033'], concepts: [], score: 0.5 },
            ]),
          ),
        ),
      ),
    )
    const { page } = opened
    await openFile(opened, 'letter.txt', text)
    const chosen = async () =>
      (
        await page.locator('mark.chosen').evaluateAll(all => all.map(one => one.firstChild?.textContent))
      ).join('|')
    expect(await page.locator('#annotated').textContent()).toContain(
      'renal failureT033T038 & hisT033 migraine.',
    )
    await press(page, 'Tab')
    expect(await page.locator('#found [aria-selected=true]').textContent()).toContain('renal failure')
    await press(page, 'Tab', 'Tab')
    expect(await page.locator('#found [aria-selected=true]').textContent()).toContain('failure & his')
    await press(page, 'Tab')
    expect(await focused(page)).not.toBe('annotated')
    await press(page, 'Shift+Tab', 'Shift+Tab', 'Shift+Tab')
    expect(await page.locator('#found [aria-selected=true]').textContent()).toContain('renal failure')
    await press(page, 'Shift+Tab')
    expect(await focused(page)).not.toBe('annotated')

    await press(page, 'Tab', 'ArrowRight', 'ArrowLeft')
    expect(await page.locator('#spoken').textContent()).toBe(
      '“failure”, in T038 Biologic Function, in T033 Finding, in T033 Finding',
    )
    await press(page, 'Space')
    expect(await chosen()).toBe('failure')
    await page.locator('.kinds input[value=T038]').uncheck()
    expect(await page.locator('#annotated').textContent()).toContain('failureT033 & hisT033')
    expect(await page.locator('#found li').count()).toBe(2)
    expectQuiet(opened)
  })

  test('is corrected by mouse too', async () => {
    const opened = await browser.visit(address, { reducedMotion: 'reduce' })
    const { page } = opened
    await openFile(opened, 'letter.txt', 'Aspirin eased the pain.')
    // Half of a word is the whole word.
    const box = (await page.locator('#annotated').boundingBox())!
    const eased = await page.evaluate(`(() => {
      const range = document.createRange()
      const node = document.querySelector('#annotated mark').nextSibling
      range.setStart(node, 2); range.setEnd(node, 9)
      const { left, right, top, bottom } = range.getBoundingClientRect()
      return [left, right, (top + bottom) / 2]
    })()`)
    const [left, right, middle] = eased as [number, number, number]
    expect(left).toBeGreaterThan(box.x)
    await page.mouse.move(left, middle)
    await page.mouse.down()
    await page.mouse.move(right, middle)
    await page.mouse.up()
    await give(page, 'T033')
    expect(await mentionsOf(page)).toEqual([
      ['Aspirin', 'T103', 0.75],
      ['eased the', 'T033'],
    ])
    await page.locator('#annotated mark').first().click()
    await page.locator('[data-border=end][data-by="1"]').click()
    expect((await mentionsOf(page))[0]).toEqual(['Aspirin eased', 'T103'])
    await page.locator('#found li').last().click()
    await page.locator('#remove').click()
    expect((await mentionsOf(page)).length).toBe(1)
    await page.locator('#undo').click()
    expect((await mentionsOf(page)).length).toBe(2)
    expectQuiet(opened)
  })

  test('opens several documents, each with its own mentions, and says why a file is refused', async () => {
    const opened = await browser.visit(address)
    const { page } = opened
    const documents = [
      { id: 'one', text: 'A migraine.', mentions: [{ begin: 2, end: 10, types: ['Pain'] }] },
      { id: 'two', text: 'Nothing.', mentions: [] },
    ]
    const dropped = await page.evaluateHandle(
      `(() => {
        const all = new DataTransfer()
        all.items.add(new File([${JSON.stringify(JSON.stringify(documents))}], 'two.json'))
        return all
      })()`,
    )
    await page.locator('#input').dispatchEvent('drop', { dataTransfer: dropped })
    await expect.poll(() => page.locator('#state').textContent()).toBe('Opened. 1 mention.')
    expect(await page.locator('#input').inputValue()).toBe('')
    await page.locator('#document').selectOption('two')
    expect(await page.locator('#annotated').textContent()).toBe('Nothing.')
    await page.locator('#tag').click()
    await expect.poll(() => page.locator('#state').textContent()).toBe('Tagged again. 0 mentions.')
    expect((await documentsOf(page)).map(({ mentions }) => mentions.map(({ types }) => types))).toEqual([
      [['T038']],
      [],
    ])
    await page.locator('#undo').click()
    expect((await documentsOf(page))[0]!.mentions[0]!.types).toEqual(['Pain'])
    expectQuiet(opened)
    await page
      .locator('#file')
      .setInputFiles({ name: 'x.xmi', mimeType: '', buffer: Buffer.from('<xmi:XMI') })
    await expect.poll(() => page.locator('#problem').textContent()).toContain('x.xmi')
    expect((await documentsOf(page))[0]!.id).toBe('one')
  })

  test('stops tagging, and keeps what was opened', async () => {
    async function* tag(documents: Iterable<Document>): AsyncGenerator<Document> {
      await new Promise(() => {})
      yield* documents
    }
    const held = { ...tagger, tag: tag as Tagger['tag'] }
    const opened = await browser.visit(await start(createSamplePage(modelsOf(held))))
    const { page } = opened
    await page.locator('#input').fill('Aspirin.')
    await page.locator('#open').click()
    await page.locator('#stop').click()
    await expect.poll(() => page.locator('#state').textContent()).toBe('Stopped. 0 mentions.')
    expect(await page.locator('#annotated').textContent()).toBe('Aspirin.')
    expectQuiet(opened)
  })

  test('asks for a token where its server wants one, and says where its requests are from', async () => {
    const app = createSamplePage()
    const guarded = await start({
      fetch: request =>
        request.method === 'POST' && request.headers.get('Origin') !== new URL(request.url).origin
          ? new Response(null, { status: 403 })
          : request.url.includes('/page/') && request.headers.get('Authorization') !== 'Bearer right'
            ? new Response(null, { status: 401 })
            : app.fetch(request),
    })
    const { page } = await browser.visit(guarded)
    for (const [token, status] of [
      ['wrong', 401],
      ['right', 200],
    ] as const) {
      await expect.poll(() => focused(page)).toBe('token')
      const answered = page.waitForResponse(answer => answer.status() === status)
      await page.keyboard.type(token)
      await press(page, 'Enter')
      await answered
    }
    await page.locator('#input').fill('Aspirin.')
    await page.locator('#open').click()
    await expect.poll(() => page.locator('#state').textContent()).toBe('Tagged. 1 mention.')
  })

  test('shows hostile texts, types and names as text, in a narrow window too', async () => {
    const type = `${hostile.replaceAll('\ud800', '')}${'x'.repeat(300)}`
    const found = createTestTagger([type], ({ text: given }) => [
      { begin: 0, end: given.length, types: [type], concepts: [type], score: 0.5 },
    ])
    const opened = await browser.visit(await start(createSamplePage(modelsOf(found, type))), {
      viewport: { width: 400, height: 800 },
    })
    const { page } = opened
    await openFile(opened, `${type.replaceAll('\u0000', '')}.txt`, type)
    await press(page, 'Tab')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    await press(page, 'Enter')
    const width = await page.locator('#picker').evaluate(({ scrollWidth }) => scrollWidth)
    expect(width).toBeLessThanOrEqual(400)
    await give(page, '<img src=x onerror=window.pwned=1>')
    await page.locator('#copy').click()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('img, main b').count()).toBe(0)
    expect(await page.locator('#annotated').textContent()).toContain('<img src=x onerror=')
    expect(await page.locator('#found').textContent()).toContain('<img src=x onerror=window.pwned=1>')
    expectQuiet(opened)
  })
})
