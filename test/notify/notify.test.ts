import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { type Delivery, type Dispatch, deliver, patience } from '../../src/notify/delivery.ts'
import { readRunFacts } from '../../src/notify/facts.ts'
import { createJsonWebhook, notificationSchema } from '../../src/notify/json-webhook.ts'
import { type NotifyOptions, notifyRun } from '../../src/notify/notify.ts'
import { renderOutcome } from '../../src/notify/outcome.ts'
import { parseWebhook } from '../../src/notify/webhooks.ts'
import { runCommand } from '../cli/command-line.ts'
import { fuzzRuns } from '../fuzz.ts'
import { figuresNamed, pngOf, writeRunFolder } from './folder.ts'
import { type Fault, faults, readMultipart, startWebhooks, type WebhookServer } from './server.ts'

const token = 'SeCrEt-tOkEn_0123456789abcdef'
let root = ''
let serial = 0
let server: WebhookServer

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'medspan-notify-'))
})
beforeEach(async () => {
  server = await startWebhooks()
})
afterEach(() => server.close())
afterAll(() => rmSync(root, { recursive: true, force: true }))

const newFolder = () => join(root, `folder ${serial++}`, 'first-run')
const discordOf = (id = '123456784321') => `${server.origin}/api/webhooks/${id}/${token}`

/** A clock on which waiting takes no time; it tells how long was waited. */
function instantClock() {
  let now = Date.UTC(2026, 0, 1)
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    sleep: async (ms: number) => {
      sleeps.push(ms)
      now += ms
    },
  }
}

function notify(folder: string, options: Partial<NotifyOptions> = {}) {
  const env = { MEDSPAN_DISCORD_WEBHOOK: discordOf() }
  return notifyRun(folder, { env, clock: instantClock(), ...options })
}

const historyOf = (folder: string) =>
  readFileSync(join(folder, 'notifications.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

/** The names of all figures that were taken, in order. */
async function figuresTaken(): Promise<string[]> {
  const messages = await Promise.all(server.taken.map(readMultipart))
  return messages.flatMap(({ files }) => files.map(({ name }) => name))
}

const statesOf = (report: Awaited<ReturnType<typeof notify>>) =>
  report.webhooks.map(({ parts }) => parts.map(({ state }) => state))

describe('a notification to Discord', () => {
  it('is a summary, then the figures, ten a message, each once and in order', async () => {
    const figures = figuresNamed(13)
    const folder = writeRunFolder(newFolder(), { figures })
    const report = await notify(folder)
    expect(report).toMatchObject({ run: 'first-run', event: 'success', complete: true, problem: undefined })
    expect(server.taken.map(({ path }) => path)).toEqual(
      Array(3).fill(`/api/v10/webhooks/123456784321/${token}?wait=true`),
    )
    const [summary, first, second] = await Promise.all(server.taken.map(readMultipart))
    expect(summary!.files).toEqual([])
    expect(summary!.payload.allowed_mentions).toEqual({ parse: [] })
    const [embed] = summary!.payload.embeds
    expect(embed.title).toBe('first\\-run: training finished')
    expect(embed.fields[0]).toEqual({
      name: 'Validation F1',
      value: 'default **71.23** (dictionary 55.10)\nstrict **70.23** (dictionary 54.10)',
      inline: true,
    })
    expect(embed.fields[1].value).toBe(
      'default **69.87** (dictionary 54.02)\nstrict **68.87** (dictionary 53.02)',
    )
    expect(embed.description).toContain('\nT103       71.13 69.77 53.92 8\n')
    expect(first!.files.map(({ field }) => field)).toEqual(
      Array.from({ length: 10 }, (_, i) => `files[${i}]`),
    )
    expect(first!.payload.attachments[9]).toEqual({
      id: 9,
      filename: 'figure-10.png',
      description: 'Figure: figure 10',
    })
    expect(first!.files[1]).toMatchObject({
      name: 'figure-02.png',
      type: 'image/png',
      content: pngOf(101, 2),
    })
    expect(second!.files.map(({ name }) => name)).toEqual(['figure-11.png', 'figure-12.png', 'figure-13.png'])
    expect(server.taken[1]!.body.toString('latin1')).toContain(
      'form-data; name="files[0]"; filename="figure-01.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG',
    )
  })

  it('arrives once and in order under 429 and 500', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(25) })
    const { limited, internal, badGateway, cut, banned } = faults
    server.faults = [limited(0.65, 'user'), undefined, internal, badGateway, undefined, limited(2, 'global')]
    server.faults.push(limited(1, 'shared'), internal, undefined, cut, banned, undefined)
    const clock = instantClock()
    const report = await notify(folder, { clock })
    expect(report.complete).toBe(true)
    expect(await figuresTaken()).toEqual(Object.keys(figuresNamed(25)))
    expect(clock.sleeps).toEqual([650, 1000, 2000, 2000, 1000, 1000, 1000, 7000])
  })

  it('waits where the reply says that nothing is left', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    server.faults = [faults.last, faults.noContent]
    const clock = instantClock()
    expect((await notify(folder, { clock })).complete).toBe(true)
    expect(clock.sleeps).toEqual([1500])
  })

  it.each([
    ['badToken', 'refuses its token (401)', 'Invalid Webhook Token (50027)'],
    ['forbidden', 'may not be used (403)', 'Missing Access (50001)'],
    ['unknown', 'deleted (404)', 'Unknown Webhook (10015)'],
  ] as const)('stops at once where the reply is %s', async (fault, words, said) => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(12) })
    server.always = faults[fault]
    const report = await notify(folder)
    expect(server.requests).toHaveLength(1)
    expect(statesOf(report)).toEqual([Array(13).fill('failed')])
    for (const { reason } of report.webhooks[0]!.parts) {
      expect(reason).toContain(words)
      expect(reason).toContain(said)
    }
    expect(historyOf(folder)).toHaveLength(13)
  })

  it('goes on after a message that is refused, and says what Discord says', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    server.faults = [faults.invalidForm]
    const report = await notify(folder)
    expect(report.webhooks[0]!.parts).toEqual([
      {
        name: 'summary',
        state: 'failed',
        reason:
          'the server refuses it (400): Invalid Form Body (50035): embeds.0.title: Must be 256 or fewer in length.',
      },
      { name: 'figure-01.png', state: 'sent' },
    ])
  })

  it('divides what is too large, and passes over a figure that is too large alone', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(3) })
    const { tooLarge } = faults
    server.faults = [undefined, tooLarge, tooLarge, tooLarge, undefined, undefined]
    const report = await notify(folder)
    expect(statesOf(report)).toEqual([['sent', 'failed', 'sent', 'sent']])
    expect(report.webhooks[0]!.parts[1]!.reason).toContain('too large for the server (413)')
    expect(await figuresTaken()).toEqual(['figure-02.png', 'figure-03.png'])
  })

  it('sends a figure of more than 10 MiB alone', async () => {
    const figures = { 'a.png': 100, 'b.png': 10 * 1024 * 1024 + 1, 'c.png': 100 }
    await notify(writeRunFolder(newFolder(), { figures }))
    const messages = await Promise.all(server.taken.map(readMultipart))
    expect(messages.map(({ files }) => files.map(({ name }) => name))).toEqual([
      [],
      ['a.png'],
      ['b.png'],
      ['c.png'],
    ])
  })

  it('gives up on a server that only fails, and on one that does not answer', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    server.always = faults.badGateway
    const report = await notify(folder)
    expect(server.requests).toHaveLength(5)
    expect(report.webhooks[0]!.parts[1]!.reason).toBe('the server answered 502, 5 times')
    server.always = faults.silence
    const late = await notify(folder, { patience: { timeoutMs: 40, maxAttempts: 2 } })
    expect(late.webhooks[0]!.parts[0]!.reason).toBe('there was no answer within 0.1 s, 2 times')
    server.always = faults.limited(1000, 'global')
    const limited = await notify(folder)
    expect(limited.webhooks[0]!.parts[0]!.reason).toContain('the server asks to wait 1000 s (429)')
  })

  it('follows no redirect', async () => {
    const other = await startWebhooks()
    server.always = faults.redirect(`${other.origin}/elsewhere`)
    const report = await notify(writeRunFolder(newFolder()))
    await other.close()
    expect(report.webhooks[0]!.parts[0]!.reason).toBe(
      'the webhook sends elsewhere (307), which is not followed',
    )
    expect(other.requests).toEqual([])
  })

  it('ends when it is asked to', async () => {
    const controller = new AbortController()
    server.always = response => {
      controller.abort()
      faults.internal(response)
    }
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    const report = await notify(folder, { signal: controller.signal })
    expect(server.requests).toHaveLength(1)
    expect(report.webhooks[0]!.parts.map(({ reason }) => reason)).toEqual(['interrupted', 'interrupted'])
  })
})

describe('notifications.jsonl', () => {
  it('lets the next call send only what is missing, and with again all', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(12) })
    server.faults = [undefined, faults.invalidForm, undefined]
    expect((await notify(folder)).complete).toBe(false)
    server.taken.length = 0
    const second = await notify(folder)
    expect(second.complete).toBe(true)
    expect(await figuresTaken()).toEqual(Object.keys(figuresNamed(12)).slice(0, 10))
    server.requests.length = 0
    expect(statesOf(await notify(folder))).toEqual([Array(13).fill('already')])
    expect(server.requests).toHaveLength(0)
    await notify(folder, { again: true })
    expect(server.requests).toHaveLength(3)
  })

  it('names a webhook by its server and four digits, and survives a line that was cut', async () => {
    const folder = writeRunFolder(newFolder())
    writeFileSync(join(folder, 'notifications.jsonl'), '{"at":"2026')
    await notify(folder)
    const text = readFileSync(join(folder, 'notifications.jsonl'), 'utf8')
    const line = JSON.parse(text.split('\n')[1]!)
    expect(line).toMatchObject({
      at: '2026-01-01T00:00:00.000Z',
      event: 'success',
      webhook: `${server.host} …4321`,
      part: 'summary',
      sent: true,
    })
    expect(statesOf(await notify(folder))).toEqual([['already']])
  })

  it('keeps a failure that could not be told, to be told by a later call', async () => {
    const folder = writeRunFolder(newFolder(), { status: 'running', figures: figuresNamed(2) })
    server.always = faults.internal
    const error = new MedspanError('data', `expected labels, got none in ${folder}/x`, {
      where: { path: folder },
    })
    await notify(folder, { event: { kind: 'failure', error } })
    server.always = undefined
    const report = await notify(folder)
    expect(report).toMatchObject({ event: 'failure', complete: true })
    const { payload } = await readMultipart(server.taken[0]!)
    expect(payload.embeds[0].title).toBe('first\\-run: training failed')
    expect(payload.embeds[0].description).toBe('expected labels\\, got none in first\\-run\\/x')
    expect(payload.embeds[0].fields.map(({ name }: { name: string }) => name)).toEqual(['Notices'])
    expect(statesOf(await notify(folder))).toEqual([['already']])
    await notify(folder, { event: { kind: 'failure', error } })
    expect(server.taken).toHaveLength(2)
  })

  it('tells of a failed run what its folder says', async () => {
    const folder = writeRunFolder(newFolder(), { status: 'failed', figures: figuresNamed(2) })
    expect(await notify(folder)).toMatchObject({ event: 'failure', complete: true, notices: [] })
    const { payload } = await readMultipart(server.taken[0]!)
    expect(payload.embeds[0].description).toBe('expected labels\\, got none')
  })
})

describe('several webhooks', () => {
  it('are all told, and one that fails holds up no other', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    const other = await startWebhooks()
    other.always = faults.unknown
    const env = {
      MEDSPAN_DISCORD_WEBHOOK: `${other.origin}/api/webhooks/99/${token}x, ${discordOf()}`,
      MEDSPAN_WEBHOOK: `${server.origin}/hooks/${token}`,
    }
    const report = await notify(folder, { env })
    await other.close()
    expect(statesOf(report)).toEqual([['failed', 'failed'], ['sent', 'sent'], ['sent']])
    const json = server.taken.find(({ contentType }) => contentType === 'application/json')!
    const body = notificationSchema.parse(JSON.parse(json.body.toString()))
    expect(body).toMatchObject({
      version: 1,
      event: 'success',
      run: 'first-run',
      scores: { test: { default: { f1: 0.6987, dictionary_f1: 0.5402 } } },
      figures: [{ name: 'figure-01.png', bytes: 100 }],
    })
    expect(body.types[1]).toEqual({
      name: 'T103',
      validation_f1: 0.7113,
      test_f1: 0.6977,
      test_dictionary_f1: 0.5392,
      test_mentions: 8,
    })
  })

  it('wait together for a global limit, and alone for one of their own', async () => {
    const folder = writeRunFolder(newFolder())
    const env = { MEDSPAN_DISCORD_WEBHOOK: `${discordOf('1114321')} ${discordOf('2224321')}` }
    const report = await notify(folder, { env })
    expect(report.webhooks.map(({ name }) => name)).toEqual([
      `${server.host} …4321`,
      `${server.host} …4321 #2`,
    ])
    for (const [scope, sleeps] of [
      ['global', [3000]],
      ['shared', []],
    ] as const) {
      const clock = instantClock()
      const dispatch: Dispatch = {
        clock,
        patience,
        signal: undefined,
        deadlineMs: clock.now() + 1000,
        paused: new Map(),
        redact: text => text,
      }
      const [first, second] = ['1', '2'].map(id =>
        createJsonWebhook(parseWebhook(`${server.origin}/${id}`, {})),
      )
      const outcome = renderOutcome(
        (await readRunFacts(folder)).facts,
        { kind: 'success' },
        { name: 'x', redact: text => text },
      )
      const part = { name: 'summary', digest: 'x' }
      const fates: Delivery[] = []
      const told = async (delivery: Delivery) => void fates.push(delivery)
      server.faults = [faults.limited(3, scope)]
      await deliver(first!, first!.compose(outcome, [part], 0), dispatch, told)
      const later = { ...dispatch, deadlineMs: clock.now() + 10_000 }
      await deliver(second!, second!.compose(outcome, [part], 0), later, told)
      expect(fates.map(({ sent }) => sent)).toEqual([false, true])
      expect(clock.sleeps).toEqual(sleeps)
    }
  })
})

describe('what cannot be told', () => {
  it('is said and never thrown', async () => {
    const folder = writeRunFolder(newFolder())
    expect((await notify(folder, { env: {} })).problem).toContain(
      'expected webhooks in MEDSPAN_DISCORD_WEBHOOK',
    )
    const open = join(root, 'open-file')
    writeFileSync(open, discordOf(), { mode: 0o644 })
    chmodSync(open, 0o644)
    const { problem } = await notify(folder, { env: {}, webhookFiles: [open] })
    expect(problem).toBe(
      'open-file: others may read this file (mode 0644), and it holds addresses of webhooks',
    )
    expect((await notify(join(root, 'none'))).problem).toContain('without a run.json')
    const event = { kind: 'failure', error: 'it was early' } as const
    const early = await notify(join(root, 'none'), { event })
    expect(early.notices.map(({ message }) => message)).toEqual([
      'notifications.jsonl cannot be written (ENOENT): it is not kept what was sent',
    ])
    expect(early.complete).toBe(true)
    server.requests.length = 0
    writeFileSync(join(folder, 'eval_results.json'), '{"eval_f1":')
    writeFileSync(join(root, 'elsewhere.png'), pngOf(50, 1))
    symlinkSync(join(root, 'elsewhere.png'), join(folder, 'figures', 'link.png'))
    const torn = await notify(folder)
    expect(torn.complete).toBe(true)
    expect(torn.notices.map(({ code }) => code)).toEqual(['unreadable-result', 'no-figure'])
    expect(server.requests).toHaveLength(1)
  })
})

describe('nothing secret', () => {
  const user = userInfo().username
  const blank = fc.constantFrom('', ' ', '-', '_')
  const segment = fc.tuple(fc.constantFrom('pArTa', 'pArTb', 'pArTc'), blank).map(parts => parts.join(''))
  const path = fc
    .tuple(
      fc.constantFrom('/', '//', 'C:\\', '\\\\host\\', '~/', 'file:///', 'sqlite:///'),
      fc.array(segment, { minLength: 1, maxLength: 4 }),
    )
    .map(([start, segments]) => start + segments.join(start.includes('\\') ? '\\' : '/'))
  const key = fc.constantFrom('KeyOfUts-0123', 'hf_aBcDeFgHiJkLmNo', token)
  const quoted = fc.tuple(fc.constantFrom('', "'", '"', '`'), path).map(([mark, text]) => mark + text + mark)
  const text = fc
    .array(
      fc.oneof(
        quoted,
        key,
        fc.string({ maxLength: 8 }).filter(word => !/[\p{L}\p{N}.~/\\-]$/u.test(word)),
        fc.constant(`see ${user}: `),
      ),
      { maxLength: 6 },
    )
    .map(parts => parts.join(' '))

  it('is sent, printed or written, whatever names and errors hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(text, { maxLength: 3 }),
        fc.boolean(),
        async (error, types, isRefused) => {
          const folder = writeRunFolder(newFolder(), { types, figures: figuresNamed(1) })
          const echo = JSON.stringify({ message: `${discordOf()} ${error} ${token}`, code: 1 })
          server.requests.length = 0
          const refusal: Fault = response =>
            response.writeHead(400, { 'content-type': 'application/json' }).end(echo)
          server.faults = isRefused ? [refusal, refusal] : []
          const env = {
            MEDSPAN_DISCORD_WEBHOOK: discordOf(),
            MEDSPAN_WEBHOOK: `${server.origin}/hooks/${token}?k=${token}`,
            UMLS_API_KEY: 'KeyOfUts-0123',
            USER: user,
          }
          const said: string[] = []
          const progress = {
            task: (title: string) => ({
              advance: () => void said.push(title),
              end: (note?: string) => void said.push(note ?? ''),
            }),
            info: (line: string) => void said.push(line),
            notice: (notice: unknown) => void said.push(JSON.stringify(notice)),
          }
          for (const dryRun of [true, false])
            said.push(
              JSON.stringify(
                await notify(folder, {
                  env,
                  progress,
                  dryRun,
                  event: { kind: 'failure', error: new Error(error) },
                }),
              ),
            )
          said.push(JSON.stringify(await notify(folder, { env, progress })))
          said.push(readFileSync(join(folder, 'notifications.jsonl'), 'utf8'))
          said.push(...server.requests.map(({ body }) => body.toString('latin1')))
          // Backslashes escape Markdown in some of it.
          const all = said.join('\n').replaceAll('\\', '')
          for (const secret of [
            'pArT',
            token,
            token.slice(0, 12),
            'KeyOfUts',
            'aBcDeFgHiJkLmNo',
            root,
            '12345678432',
          ])
            expect(all).not.toContain(secret)
          expect(all).not.toMatch(new RegExp(`see ${user}:`))
        },
      ),
      { numRuns: fuzzRuns(40) },
    )
  })
})

describe('medspan notify', () => {
  const file = () => {
    const path = join(root, `webhooks-${serial++}`)
    writeFileSync(path, `# mine\n${discordOf()}\n`, { mode: 0o600 })
    return path
  }

  it('sends, says what it sent, and sends nothing twice', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    const args = ['notify', folder, '--webhook-file', file()]
    const first = await runCommand(root, args)
    expect(first).toMatchObject({ code: 0, out: `${server.host} …4321: sent: summary, figure-01.png\n` })
    const second = await runCommand(root, args)
    expect(second).toMatchObject({
      code: 0,
      out: `${server.host} …4321: sent before: summary, figure-01.png\n`,
    })
    expect(server.requests).toHaveLength(2)
  })

  it('prints what it would send, and sends and writes nothing', async () => {
    const folder = writeRunFolder(newFolder(), { figures: figuresNamed(1) })
    const { code, out } = await runCommand(root, ['notify', folder, '--dry-run', '--webhook-file', file()])
    expect(code).toBe(0)
    expect(out).toContain('would be sent: summary, figure-01.png')
    expect(out).toContain('"title": "first\\\\-run: training finished"')
    expect(out).toContain('file: figure-01.png, 100 bytes')
    expect(server.requests).toHaveLength(0)
    expect(() => historyOf(folder)).toThrow('ENOENT')
  })

  it('ends with 1 where something could not be sent', async () => {
    server.always = faults.unknown
    const folder = writeRunFolder(newFolder())
    const { code, out, err } = await runCommand(root, ['notify', folder, '--webhook-file', file()])
    expect(code).toBe(1)
    expect(out).toContain('not sent: summary: the webhook is not there, it was deleted (404)')
    expect(err).toContain('the same command sends the rest')
    expect(out + err).not.toContain(token)
  })
})
