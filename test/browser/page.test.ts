/** @file The page that tags text, in Chromium, where there is one. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { runCommand } from '../cli/command-line.ts'
import { createRandomModel } from '../predict/random-model.ts'
import { describeInChromium, expectQuiet } from '../report/chromium.ts'

/** Names that a page would have to escape. */
const hostile = '</script><script>alert(1)</script>'
const other = '<img src=x onerror=alert(2)>'
const labels = ['O', `B-${hostile}`, `I-${hostile}`, `B-${other}`, `I-${other}`, 'B-T047', 'I-T047']
const name = 'a<b onclick=alert(3)>'
const text =
  'Methylphenol kinase mutation in patients with hepatitis. <b>Phenol</b> (TNF-α) doses, gene and kinase 😷.'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-page-'))
  await mkdir(join(root, name))
  await createRandomModel(join(root, name), labels, { head: 'crf', decoding: 'constrained' })
  // What `npm run build` does.
  await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../scripts/page.mjs')])
})
afterAll(() => rm(root, { recursive: true }))

let content: string
describe('medspan export --page', () => {
  it('writes one file, and no folder that was not asked for', async () => {
    const { code, out } = await runCommand(root, ['export', name, '--page', 'page.html'])
    expect(out).toMatch(/^page\.html: [\d.]+ MB\nof \d+ words/)
    expect(code).toBe(0)
    expect((await readdir(root)).sort()).toEqual([name, 'page.html'])
    content = await readFile(join(root, 'page.html'), 'utf8')
    // Whatever a stranger's names are, nothing of them stands in the page as it is.
    expect([hostile, other, name].filter(strange => content.includes(strange))).toEqual([])
  })

  it('asks for what to write', async () => {
    const { code, err } = await runCommand(root, ['export', name])
    expect(err).toContain('expected --output, --page or both, got neither')
    expect(code).not.toBe(0)
  })
})

/** Tags a text as a user does. */
async function tagIn(page: Page, typed: string): Promise<{ mentions: { begin: number; score: number }[] }> {
  await page.getByLabel('The text to tag').fill(typed)
  await page.getByRole('button', { name: 'Tag', exact: true }).click()
  const json = page.locator('#copyable')
  await expect
    .poll(async () => JSON.parse((await json.textContent()) || '{}').text, { timeout: 240_000 })
    .toBe(typed)
  return JSON.parse((await json.textContent())!)
}

describeInChromium('the page', 300_000, browser => {
  it('tags as Node does, from a file and without a network', async () => {
    const tagger = await loadTagger(join(root, name), { threads: 1, int8: true })
    const expected = (await tagger.tag(text)).mentions
    await tagger.dispose()
    expect(expected.length).toBeGreaterThan(2)
    const opened = await browser.open(content)
    const { page } = opened
    const { mentions } = await tagIn(page, text)
    const rounded = (
      all: readonly { begin: number; end?: number; types?: readonly string[]; score?: number }[],
    ) => all.map(({ begin, end, types, score }) => ({ begin, end, types, score: score!.toFixed(3) }))
    expect(rounded(mentions)).toEqual(rounded(expected))
    expect(await page.locator('#state').textContent()).toBe(`${mentions.length} mentions`)
    expect(await page.locator('#mentions tr').count()).toBe(mentions.length)
    expect(await page.locator('#tagged mark').count()).toBe(mentions.length)
    // Names and texts are shown as they are.
    expect(await page.locator('h1').textContent()).toBe(name)
    expect(await page.locator('#found-types').textContent()).toContain(hostile)
    expect(await page.locator('#found-types').textContent()).toContain('Disease or Syndrome')
    const chips = await page.locator('#tagged .chip').allTextContents()
    expect(chips.length).toBe(mentions.length)
    const drawn = await page.locator('#tagged').textContent()
    expect(chips.reduce((rest, chip) => rest.replace(chip, ''), drawn!)).toBe(text)
    expect(await page.locator('img, #tagged b').count()).toBe(0)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('mentions.jsonl')
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual({ text, mentions })

    await page.getByRole('button', { name: 'Clear' }).click()
    expect(await page.locator('#result').isVisible()).toBe(false)
    // As one types, and by the keyboard alone.
    await page.keyboard.type('A kinase')
    await page.locator('#result').waitFor()
    await page.getByLabel('as I type').uncheck()
    await page.locator('#input').press('End')
    await page.keyboard.type(' of doses')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.locator('#copyable').textContent()).toContain('A kinase of doses')

    // As narrow as a telephone.
    await page.setViewportSize({ width: 400, height: 800 })
    await tagIn(page, `${text} ${'kinase'.repeat(60)}`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    expectQuiet(opened)
  })

  it('says what is wrong with a model that is damaged', async () => {
    const opened = await browser.open(content.replace(/(data-file="config.json">)[^<]+/, '$1AAAA'))
    await expect.poll(() => opened.page.locator('#state').textContent()).toMatch(/Error/)
    expect(await opened.page.locator('#loading').isVisible()).toBe(false)
    expect(opened.complaints).toEqual([])
  })
})
