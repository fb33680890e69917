/**
 * @file Learning in the page, in a real browser: it is that of Node, nothing is asked for meanwhile, and the model can be taken away.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as runtime from 'onnxruntime-node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { learn } from '../../../src/browser/index.ts'
import type { Answer, Request } from '../../../src/browser/messages.ts'
import { openTree } from '../../../src/cas/archive.ts'
import type { Tagger } from '../../../src/predict/tagger.ts'
import { loadTagger } from '../../../src/predict/trained-tagger.ts'
import { type RunningServer, startServer } from '../../../src/serve/server.ts'
import type { Mention } from '../../../src/text/document.ts'
import { createRandomModel } from '../../predict/random-model.ts'
import { describeInChromium, type OpenedBrowser, type OpenedPage } from '../../report/chromium.ts'
import { acids, createTestApp } from '../served.ts'

const text =
  'Methylphenol kinase mutation in patients with hepatitis. Phenol (TNF-α) doses, gene and kinase 😷. No phenol was given.'
const token = 'a-token-of-this-test'

let root: string
let tagger: Tagger
let server: RunningServer

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-here-'))
  await mkdir(join(root, 'model'))
  await createRandomModel(join(root, 'model'), ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene'])
  // What `npm run build` does.
  await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../../scripts/page.mjs')])
  tagger = await loadTagger(join(root, 'model'), { threads: 1 })
  const { app } = createTestApp({ demo: tagger, acids }, { token })
  server = await startServer({ fetch: request => app.fetch(request), host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server?.stop(0)
  await tagger?.dispose()
  await rm(root, { recursive: true })
})

/** Keeps what the page and its worker tell each other. */
const listening = `
  globalThis.told = []
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', ({ data }) => told.push(data))
    }
    postMessage(data, ...more) {
      if (data.kind !== 'load') told.push(data)
      super.postMessage(data, ...more)
    }
  }`

/** Of all that was told, what is of some kinds. */
async function toldOf<Kind extends (Answer | Request)['kind']>(page: Page, kind: Kind) {
  const told = await page.evaluate(`told.filter(({ kind }) => kind === '${kind}')`)
  return told as Extract<Answer | Request, { kind: Kind }>[]
}

/** That neither the page nor its policy has complained, but that there is no GPU, which Chromium says where one is looked for. */
function expectNoComplaints({ complaints, requests }: Pick<OpenedPage, 'complaints' | 'requests'>): void {
  const others = complaints.filter(complaint => complaint !== 'No available adapters.')
  expect([...requests, ...others]).toEqual([])
}

const hereState = (page: Page) => page.locator('#here-state').textContent()

/** Unpacks a ZIP file of one folder, and returns where that is. */
async function unpack(path: string): Promise<string> {
  const tree = await openTree(path)
  const folders = new Set<string>()
  for (const { name } of tree.entries) {
    const pieces: Uint8Array[] = []
    for await (const piece of tree.pieces(name)) pieces.push(piece)
    const file = join(root, 'unpacked', name)
    folders.add(dirname(file))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, Buffer.concat(pieces))
  }
  tree.close()
  expect(folders.size).toBe(1)
  return [...folders][0]!
}

const rounded = (
  mentions: readonly (Pick<Mention, 'begin' | 'end' | 'types'> & { score?: number | undefined })[],
) => mentions.map(({ begin, end, types, score }) => [begin, end, ...types, score!.toFixed(3)])

/** Opens the page with a token, has the text tagged, and keeps what the page asks for and is told. */
async function openTagged(browser: Pick<OpenedBrowser, 'visit'>) {
  const opened = await browser.visit('about:blank')
  const { page } = opened
  await page.addInitScript(listening)
  const asked: string[] = []
  page.on('request', request => {
    if (!request.url().startsWith('blob:')) asked.push(request.url().slice(server.address.length))
  })
  await page.context().unroute('**')
  await page.goto(server.address)
  await page.locator('#token').fill(token)
  await page.keyboard.press('Enter')
  await page.locator('#input').fill(text)
  await page.locator('#open').click()
  await expect.poll(() => page.locator('#state').textContent()).toMatch(/^Tagged\./)
  // Of the token that was missing at first.
  expect(opened.complaints.splice(0).join()).toContain('401')
  return { opened, page, asked }
}

describeInChromium('learning in the page of a server', 300_000, browser => {
  test('has the losses of Node, asks for nothing meanwhile, and gives a folder that tags as the page does', async () => {
    const { opened, page, asked } = await openTagged(browser)
    // A correction: the first mention is none.
    await page.locator('#found li').first().click()
    await page.locator('#remove').click()

    asked.length = 0
    await page.getByLabel('Steps').fill('4')
    await page.getByRole('button', { name: 'Learn here' }).click()
    await expect.poll(() => hereState(page), { timeout: 60_000 }).toMatch(/^Learnt in 4 steps/)
    const file = (name: string) => `/page/model/file?model=demo&version=1&file=${name}`
    const files = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']
    expect(asked).toEqual([
      '/page/model?model=demo',
      ...files.map(file),
      '/page/onnxruntime.wasm.gz',
      '/page/worker.js',
    ])

    const { losses } = (await toldOf(page, 'learnt'))[0]!
    const { documents } = (await toldOf(page, 'learn'))[0]!
    expect(documents.map(document => document.text)).toEqual([text])
    const read = (name: string) => readFile(join(root, 'model', name)).catch(() => undefined)
    const expected = await learn(read, documents, { runtime, steps: 4 })
    expect(losses.length).toBe(4)
    for (const [step, loss] of losses.entries())
      expect(Math.abs(loss - expected.losses[step]!)).toBeLessThan(1e-4)

    // What is done from here on needs no server.
    await page.context().setOffline(true)
    asked.length = 0
    await page.getByRole('button', { name: 'Learn here' }).click()
    await expect.poll(async () => (await toldOf(page, 'learnt')).length, { timeout: 60_000 }).toBe(2)
    await page.getByRole('button', { name: 'Tag again here' }).click()
    await expect.poll(() => page.locator('#state').textContent()).toMatch(/^Tagged again\./)
    const { mentions: tagged } = (await toldOf(page, 'tagged'))[0]!.documents[0]!
    expect(await page.locator('#found li').count()).toBe(tagged.length)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the model' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('demo-learnt.zip')
    const folder = await unpack(await download.path())
    expect(asked).toEqual([])
    expectNoComplaints(opened)

    const learnt = await loadTagger(folder, { threads: 1 })
    const { mentions } = await learnt.tag({ ...documents[0]!, mentions: [] })
    await learnt.dispose()
    expect(mentions.length).toBeGreaterThan(2)
    expect(rounded(tagged)).toEqual(rounded(mentions))

    // Nor could the worker ask for anything.
    await page.context().setOffline(false)
    const [worker] = page.workers()
    const attempt = `new Promise((resolve, reject) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
      fetch('${server.address}/health').then(() => reject(new Error('sent')), () => {})
    })`
    expect(await worker!.evaluate(attempt)).toBe('connect-src')
  })
  test('stops by keyboard and keeps what was learnt, and says which model cannot learn', async () => {
    const { opened, page } = await openTagged(browser)
    await page.getByLabel('Steps').fill('0')
    await page.getByRole('button', { name: 'Learn here' }).click()
    expect(await hereState(page)).toBe('The number of steps is a whole one from 1 to 10,000.')
    await page.locator('#model').selectOption('acids')
    await page.getByLabel('Steps').fill('10000')
    await page.getByRole('button', { name: 'Learn here' }).press('Enter')
    await expect.poll(() => hereState(page)).toContain('expected a model that can learn in the page')
    // Of the answer that the model cannot.
    expect(opened.complaints.splice(0).join()).toContain('400')

    await page.locator('#model').selectOption('demo')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Learn here' }).press('Enter')
    const numbers = page.locator('#here-numbers')
    await expect
      .poll(() => numbers.textContent(), { timeout: 60_000 })
      .toMatch(/^Step [\d,]+ of 10,000, loss \d\.\d{4}, about \d+ (s|min) left$/)
    expect(await page.getByRole('progressbar', { name: 'Learning here' }).count()).toBe(1)
    await page.getByRole('button', { name: 'Stop', exact: true }).press('Enter')
    await expect.poll(() => hereState(page)).toMatch(/^Stopped after [\d,]+ steps?/)
    expect(await page.evaluate('document.activeElement.id')).toBe('here-learn')
    const { losses } = (await toldOf(page, 'learnt'))[0]!
    expect(losses.length).toBeGreaterThan(0)
    expect(losses.length).toBeLessThan(10_000)
    expect(await page.getByRole('button', { name: 'Download the model' }).isVisible()).toBe(true)
    expectNoComplaints(opened)

    await page.setViewportSize({ width: 400, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
  })
})
