/**
 * @file Studies of ours in the real optuna-dashboard, in a browser: MEDSPAN_DASHBOARD is its program. Where
 * MEDSPAN_SCREENSHOTS names a folder, what the pages look like is left there.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMedianPruner } from '../../src/tune/pruners/percentile-pruner.ts'
import { formatPythonFloat } from '../../src/tune/python-json.ts'
import { createRandomSampler } from '../../src/tune/samplers/random-sampler.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { openSqliteStorage } from '../../src/tune/storage/sqlite-storage.ts'
import type { Storage } from '../../src/tune/storage/storage.ts'
import { createStudy, loadStudy } from '../../src/tune/study.ts'
import { type Trial, TrialPruned } from '../../src/tune/trial.ts'
import { chromiumPath, launchChromium } from '../report/chromium.ts'

const program = process.env.MEDSPAN_DASHBOARD
const screenshots = process.env.MEDSPAN_SCREENSHOTS
const isMissing = program === undefined || chromiumPath === undefined
if (isMissing)
  console.warn(
    'skipped: no Chromium, or no optuna-dashboard; MEDSPAN_DASHBOARD and MEDSPAN_CHROMIUM name them',
  )

const name = 'größe <b>1</b>'

async function objective(trial: Trial): Promise<number> {
  const rate = await trial.suggestFloat('rate', 1e-6, 1e-3, { log: true })
  const dropout = await trial.suggestFloat('dropout', 0, 0.5, { step: 0.05 })
  const batch = await trial.suggestInt('batch', 8, 64, { log: true })
  await trial.suggestInt('layers', 2, 12, { step: 2 })
  await trial.suggestCategorical('odd', ['ü', null, true, 2.5])
  if (trial.number % 8 === 7) throw new Error('out of memory')
  const value = 1 - 0.1 * Math.log10(rate / 5e-5) ** 2 - dropout - 0.001 * batch
  await trial.setUserAttribute('note', { batch, list: [1, null, 'ü'] })
  for (let step = 0; step < 4; step++) {
    await trial.report(value * (step + 1), step)
    if (await trial.shouldPrune()) throw new TrialPruned()
  }
  return value
}

/** A study with trials of every state, and one with two directions. */
async function fill(storage: Storage): Promise<void> {
  const sampler = createRandomSampler({ seed: 1 })
  const pruner = createMedianPruner({ startupTrials: 3 })
  const study = await createStudy({ name, storage, sampler, pruner, direction: 'maximize' })
  await study.setUserAttribute('corpus', { name: 'ü', parts: [1, null] })
  await study.enqueue({ rate: 3e-5, odd: null }, { userAttributes: { by: 'hand' } })
  await study.optimize(objective, { trials: 24, catch: () => true })
  await (await study.ask()).suggestFloat('rate', 1e-6, 1e-3, { log: true })
  await study.enqueue({ rate: 1e-4 })
  const directions = ['maximize', 'minimize'] as const
  const both = await createStudy({ name: 'both', storage, sampler, directions })
  await both.optimize(
    async trial => {
      const x = await trial.suggestFloat('x', 0, 1)
      return [x, x * (await trial.suggestInt('layers', 1, 6))]
    },
    { trials: 6 },
  )
}

/** A port of the loopback interface that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('expected a port')
  return address.port
}

const kinds = { sqlite: openSqliteStorage, journal: openJournalStorage } as const

describe.skipIf(isMissing).each(['sqlite', 'journal'] as const)('optuna-dashboard, %s', kind => {
  let folder: string
  let path: string
  let server: ChildProcess
  let browser: Browser
  let address: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-dashboard-'))
    path = join(folder, 'studies')
    const storage = await kinds[kind](path)
    await fill(storage)
    await storage.close()
    const port = await freePort()
    address = `http://127.0.0.1:${port}`
    const url = kind === 'sqlite' ? `sqlite:///${path}` : path
    server = spawn(program!, ['--host', '127.0.0.1', '--port', String(port), '--server', 'wsgiref', url], {
      stdio: 'ignore',
    })
    while (
      server.exitCode === null &&
      (await fetch(`${address}/api/studies`).catch(() => undefined)) === undefined
    )
      await sleep(100)
    browser = await launchChromium(chromiumPath!)
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    const ended = new Promise(resolve => server?.once('exit', resolve))
    if (server?.kill('SIGTERM')) await ended
    await rm(folder, { recursive: true })
  })

  test('lists the studies, and shows one with trials of every state', async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1400 } })
    page.setDefaultTimeout(120_000)
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('response', response => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
    })
    const shoot = async (what: string): Promise<void> => {
      if (screenshots !== undefined)
        await page.screenshot({ path: join(screenshots, `${kind}-${what}.png`), fullPage: true })
    }
    const storage = await kinds[kind](path)
    const study = await loadStudy(name, { storage })
    const trials = await study.trials()
    const best = (await study.bestTrial())!
    await storage.close()
    expect(new Set(trials.map(({ state }) => state)).size).toBe(5)

    await page.goto(`${address}/dashboard`)
    await page.getByText(name).waitFor()
    await page.getByText('Direction: MAXIMIZE, MINIMIZE').waitFor()
    await shoot('list')

    await page.goto(`${address}/dashboard/studies/${study.id}`)
    await page.getByText(`Best Trial (number=${best.number})`).waitFor()
    await page.getByText('{"name": "\\u00fc", "parts": [1, null]}').waitFor()
    for (const kindOfPlot of ['.scatterlayer .trace', '.barlayer .trace'])
      await page.locator(kindOfPlot).first().waitFor({ state: 'attached' })
    await shoot('study')

    await page.goto(`${address}/dashboard/studies/${study.id}/trials?numbers=${best.number}`)
    await page.getByText(`${trials.length} Trials`).waitFor()
    await page.getByText(`Trial ${best.number} (trial_id=${best.id})`).waitFor()
    for (const part of [
      formatPythonFloat(best.values![0]!),
      `rate ${formatPythonFloat(Number(best.params.rate))}`,
      `dropout ${formatPythonFloat(Number(best.params.dropout))}`,
      `batch ${best.params.batch}`,
      `layers ${best.params.layers}`,
      '"list": [1, null, ',
    ])
      await page.getByText(part).first().waitFor()
    for (const state of ['Complete', 'Pruned', 'Fail'])
      await page.getByText(state, { exact: true }).first().waitFor()
    await shoot('trials')

    await page.goto(`${address}/dashboard/studies/${study.id}/analytics`)
    await page.locator('.scatterlayer .trace').first().waitFor({ state: 'attached' })
    await shoot('analytics')

    await page.goto(`${address}/dashboard/studies/${study.id + 1}`)
    await page.getByText('Pareto Front').waitFor()
    await page.locator('.scatterlayer .trace').first().waitFor({ state: 'attached' })
    await shoot('both')
    expect(complaints).toEqual([])
  }, 600_000)
})
