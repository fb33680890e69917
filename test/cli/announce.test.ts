/** @file `medspan train` tells webhooks what becomes of a run, and ends as it would without them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startWebhooks, type WebhookServer } from '../notify/server.ts'
import { createSmallProject } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

let folder: string
let server: WebhookServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-announce-'))
  await createSmallProject(folder)
  server = await startWebhooks()
  vi.stubEnv('MEDSPAN_DISCORD_WEBHOOK', '')
  vi.stubEnv('MEDSPAN_WEBHOOK', `${server.origin}/hook/key`)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const train = (...settings: string[]) =>
  runCommand(folder, [
    'train',
    '-c',
    'medspan.yaml',
    '--no-report',
    ...settings.flatMap(item => ['--set', item]),
  ])
const events = () => server.taken.map(({ body }) => JSON.parse(body.toString()).event)

test('success is told, and told once', async () => {
  expect(await train('training.max_steps=2')).toMatchObject({ code: 0 })
  const again = await train('training.max_steps=2')
  expect(again.code).toBe(0)
  expect(events()).toEqual(['success'])
  expect(again.err).not.toContain('hook/key')
})

test('failure is told, and stays one', async () => {
  const { code, err } = await train('training.learning_rate=1e30', 'training.warmup_ratio=0')
  expect(code).toBe(1)
  expect(err).toMatch(/became (NaN|Infinity)/)
  expect(events()).toEqual(['failure'])
  // What there is, is gone on from.
  await train('training.learning_rate=1e30', 'training.warmup_ratio=0')
  expect(events()).toContain('failure')
})

test('of several seeds each is told of, and the one that fails', async () => {
  const seeds = (...settings: string[]) =>
    runCommand(folder, [
      'train',
      '--no-report',
      '--seeds',
      '1,2',
      ...settings.flatMap(item => ['--set', item]),
    ])
  expect(await seeds('training.max_steps=2')).toMatchObject({ code: 0 })
  expect(events()).toEqual(['success', 'success'])
  const broken = ['training.learning_rate=1e30', 'training.warmup_ratio=0', 'training.output_dir=broken']
  expect((await seeds(...broken)).err).toMatch(/became (NaN|Infinity)/)
  expect(events().slice(2)).toEqual(['failure'])
})

test('a webhook that refuses does not harm a training', async () => {
  vi.stubEnv('MEDSPAN_WEBHOOK', `${server.origin.replace(/\d+$/, '9')}/hook/key, no webhook at all`)
  const { code, err } = await train('training.max_steps=2')
  expect(code).toBe(0)
  expect(err).not.toContain('hook/key')
})
