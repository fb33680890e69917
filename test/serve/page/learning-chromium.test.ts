/**
 * @file The page in a real browser, and a small model that learns from what was corrected by keyboard alone.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadTagger } from '../../../src/predict/trained-tagger.ts'
import { compareModels } from '../../../src/serve/learning/comparison.ts'
import { createLearning, type Learning } from '../../../src/serve/learning/learning.ts'
import { prepareLearning } from '../../../src/serve/learning/preparation.ts'
import type { LearningWork } from '../../../src/serve/learning/work.ts'
import { createPage } from '../../../src/serve/page/page.ts'
import { train } from '../../../src/train/run.ts'
import { describeInChromium, expectQuiet } from '../../report/chromium.ts'
import { createServedModel } from '../learning/annotated.ts'
import { focused, give, mentionsOf, press, start, stopServers } from './typing.ts'

let folder = ''
let served = ''
const opened: Learning[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-page-learning-'))
  served = await createServedModel(folder, ['O', 'B-Other', 'I-Other'])
})
afterEach(async () => {
  for (const learning of opened.splice(0)) await learning.close()
})
afterAll(async () => {
  stopServers()
  await rm(folder, { recursive: true, force: true })
})

/** In this process, and at the rate of a model that has learnt nothing yet. */
const work: LearningWork = {
  prepare: prepareLearning,
  train: (config, options) =>
    train({ ...config, training: { ...config.training, learning_rate: 0.02 } }, options),
  compare: task => compareModels(task),
}

async function open(name: string, doing: Partial<LearningWork> = {}): Promise<string> {
  const learning = await createLearning({
    folder: join(folder, name),
    models: [{ name: 'demo', path: served }],
    load: path => loadTagger(path, { threads: 1 }),
    work: { ...work, ...doing },
  })
  opened.push(learning)
  return start(createPage({ models: learning, learner: learning }))
}

const said = (page: Page, id: string) => page.locator(`#${id}`).textContent()

/** Goes on by Tab to what has an id. */
async function goTo(page: Page, id: string): Promise<void> {
  for (let i = 0; i < 60 && (await focused(page)) !== id; i++) await press(page, 'Tab')
  expect(await focused(page)).toBe(id)
}

/** Tags a text, and corrects it so that two of its words are mentions. */
async function correct(page: Page): Promise<void> {
  await goTo(page, 'input')
  await page.keyboard.insertText('patients with asthma were treated with aspirin .')
  await press(page, 'Control+Enter')
  await expect.poll(() => said(page, 'state')).toMatch(/^Tagged\./)
  while ((await mentionsOf(page)).length > 0) await press(page, 'Tab', 'Delete')
  await press(page, 'Home', 'ArrowRight', 'ArrowRight', 'Enter')
  await give(page, 'T047')
  await press(page, 'End', 'ArrowLeft', 'Enter')
  await give(page, 'T103')
  expect(await mentionsOf(page)).toEqual([
    ['asthma', 'T047'],
    ['aspirin', 'T103'],
  ])
  await press(page, 'Escape', 'Tab')
  await goTo(page, 'learn')
}

describeInChromium('learning on the page in Chromium', 300_000, browser => {
  test('what was corrected is learnt and found again, and the first model can be used again', async () => {
    const opened = await browser.visit(await open('learnt'))
    const { page } = opened
    await correct(page)
    await press(page, 'Enter')
    await expect.poll(() => focused(page), { timeout: 120_000 }).toBe('tag-learnt')
    expect(await said(page, 'learning-state')).toBe(
      'Version 1 has taken over: its F1 is not lower on the documents that it has learnt from; none was held out.',
    )
    expect(await page.locator('#learning-facts dd').nth(1).textContent()).toBe('100.0')
    await press(page, 'Enter')
    await expect.poll(() => said(page, 'state')).toMatch(/^Tagged again\./)
    expect(await mentionsOf(page)).toEqual([
      ['asthma', 'T047', expect.any(Number)],
      ['aspirin', 'T103', expect.any(Number)],
    ])
    await page.getByRole('button', { name: 'Use version 0' }).press('Enter')
    await expect.poll(() => said(page, 'learning-state')).toBe('The first model is in use.')
    await page.setViewportSize({ width: 400, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    expectQuiet(opened)
  })

  test('a learning shows how far it is, and is stopped by keyboard', async () => {
    const opened = await browser.visit(
      await open('stopped', {
        train: async (_, { progress, signal }) => {
          progress.task('Training', 80, 'steps').advance(20)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
      }),
    )
    const { page } = opened
    await correct(page)
    await press(page, 'Enter')
    await expect
      .poll(() => said(page, 'learning-left'))
      .toMatch(/^Training: 20 of 80 steps, about \d+ s left$/)
    expect(await page.getByRole('progressbar', { name: 'Learning' }).getAttribute('value')).toBe('20')
    expect(await page.locator('#learn').getAttribute('aria-disabled')).toBe('true')
    await goTo(page, 'stop-learning')
    await press(page, 'Enter')
    await expect
      .poll(() => said(page, 'learning-state'))
      .toBe('Nothing was learnt: it was stopped. The first model is in use.')
    expect(await focused(page)).toBe('learn')
    expectQuiet(opened)
  })
})
