/**
 * @file Chromium for tests, where there is one: by MEDSPAN_CHROMIUM, or where Linux distributions put it.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'

const named = process.env.MEDSPAN_CHROMIUM
if (named && !existsSync(named)) throw new Error(`MEDSPAN_CHROMIUM: there is no ${named}`)

/** The path of a Chromium or Chrome; undefined where there is none, or none is wanted (MEDSPAN_CHROMIUM is empty). */
export const chromiumPath: string | undefined =
  named === undefined
    ? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path =>
        existsSync(path),
      )
    : named || undefined

/** Starts a browser. In a container there is neither a sandbox to have nor much shared memory. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** A page that was opened, and what it did that it should not. */
export interface OpenedPage {
  readonly page: Page
  /** Errors and warnings of the console, of scripts and of the content security policy. */
  readonly complaints: string[]
  /** Addresses that it asked for, but its own file and what it holds in itself. */
  readonly requests: string[]
}

export interface OpenedBrowser {
  /** Writes HTML into a file and opens it by `file://`, with `hash` behind its address and no network. */
  open(html: string, options?: BrowserContextOptions & { readonly hash?: string }): Promise<OpenedPage>
  /** Opens an address, and lets it reach its own server alone. */
  visit(address: string, options?: BrowserContextOptions): Promise<OpenedPage>
  close(): Promise<void>
}

export async function openBrowser(executablePath: string): Promise<OpenedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-page-'))
  const browser = await launchChromium(executablePath)
  let count = 0
  const visit = async (
    address: string,
    isOwn: (url: string) => boolean,
    options: BrowserContextOptions,
  ): Promise<OpenedPage> => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options })
    const complaints: string[] = []
    const requests: string[] = []
    await context.route('**', route => {
      const url = route.request().url()
      if (isOwn(url)) return route.continue()
      requests.push(url)
      return route.abort()
    })
    const page = await context.newPage()
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('dialog', dialog => {
      complaints.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(address)
    return { page, complaints, requests }
  }
  return {
    async open(html, { hash = '', ...options } = {}) {
      const file = join(folder, `${count++}.html`)
      await writeFile(file, html)
      const address = pathToFileURL(file).href
      const isOwn = (url: string) => url === address || url.startsWith(`${address}#`)
      return visit(`${address}${hash}`, isOwn, options)
    },
    visit: (address, options = {}) =>
      visit(address, url => url.startsWith(new URL('/', address).href), options),
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Tests with a browser that all of them share; where there is no Chromium they are skipped, which is said. */
export function describeInChromium(
  title: string,
  timeoutMs: number,
  tests: (browser: Pick<OpenedBrowser, 'open' | 'visit'>) => void,
): void {
  if (chromiumPath === undefined)
    console.warn('skipped: no Chromium; install one, or name it by MEDSPAN_CHROMIUM')
  describe.skipIf(chromiumPath === undefined)(title, { timeout: timeoutMs }, () => {
    let browser: OpenedBrowser | undefined
    beforeAll(async () => {
      browser = await openBrowser(chromiumPath!)
    }, timeoutMs)
    afterAll(() => browser?.close())
    tests({ open: (...args) => browser!.open(...args), visit: (...args) => browser!.visit(...args) })
  })
}

/** That a page has fetched nothing, and that neither it nor its policy has complained. */
export function expectQuiet({ complaints, requests }: OpenedPage): void {
  expect(requests).toEqual([])
  expect(complaints).toEqual([])
}

/** That pages are no wider than windows of these widths. */
export async function expectNarrow(
  { open }: Pick<OpenedBrowser, 'open'>,
  contents: readonly string[],
  widths: readonly number[],
): Promise<void> {
  for (const content of contents)
    for (const width of widths) {
      const { page } = await open(content, { viewport: { width, height: 800 } })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
}
