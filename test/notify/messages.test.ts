import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MedspanError } from '../../src/errors.ts'
import {
  discordLimits,
  discordReason,
  type Embed,
  renderEmbed,
  renderTypes,
} from '../../src/notify/discord.ts'
import type { RunFacts } from '../../src/notify/facts.ts'
import { notificationSchema } from '../../src/notify/json-webhook.ts'
import { type EventKind, figureName, headlines, renderOutcome } from '../../src/notify/outcome.ts'
import { createRedact } from '../../src/notify/redact.ts'
import { parseWebhook, readWebhooks } from '../../src/notify/webhooks.ts'
import { escapeMarkdown } from '../../src/text/markdown.ts'

/** The characters of an embed that Discord adds up. */
function embedLength({ title, description = '', fields, footer }: Embed): number {
  const own = title.length + description.length + (footer?.text.length ?? 0)
  return fields.reduce((sum, { name, value }) => sum + name.length + value.length, own)
}

const redact = createRedact({
  runFolder: '/srv/people/anna b/runs/first',
  env: { HF_TOKEN: 'hf-sEcReT-value', USER: 'anna' },
})

function factsOf(types: readonly string[]): RunFacts {
  const scores = (prefix: string) => ({
    [`${prefix}_f1`]: 0.5,
    ...Object.fromEntries(types.map(type => [`${prefix}_${type}_f1`, 0.25])),
  })
  return {
    run: { status: 'finished', versions: { medspan: '1.2.3' }, seed: 1, types: [...types], warnings: [] },
    training: { epoch: 2, train_runtime: 59, train_loss: 0.5 },
    validation: scores('eval'),
    test: scores('predict'),
    baseline: scores('predict'),
    figures: [],
  }
}

const outcomeOf = (name: string, types: readonly string[], kind: EventKind = 'success', error?: string) =>
  renderOutcome(factsOf(types), { kind, error }, { name, redact })

describe('an embed', () => {
  const anyText = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 300, maxLength: 5000 }),
  )

  it('keeps every limit, whatever the names, the number of types and the error', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.uniqueArray(anyText, { maxLength: 150 }),
        fc.constantFrom(...(Object.keys(headlines) as EventKind[])),
        fc.option(anyText, { nil: undefined }),
        (name, types, kind, error) => {
          const embed = renderEmbed(outcomeOf(name, types, kind, error))
          expect(embedLength(embed)).toBeLessThanOrEqual(discordLimits.embed)
          expect(embed.title.length).toBeLessThanOrEqual(discordLimits.title)
          expect(embed.description?.length ?? 0).toBeLessThanOrEqual(discordLimits.description)
          expect(embed.description).not.toBe('')
          expect(embed.fields.length).toBeLessThanOrEqual(discordLimits.fields)
          for (const field of embed.fields) {
            expect(field.name.length).toBeLessThanOrEqual(discordLimits.fieldName)
            expect(field.value.length).toBeLessThanOrEqual(discordLimits.fieldValue)
            expect(field.value).not.toBe('')
          }
          // The code block is closed, and nothing within ends it.
          expect((embed.description ?? '').split('```').length % 2).toBe(1)
          expect((embed.description ?? '').replaceAll('\\`', '').split('`').length).toBeLessThanOrEqual(7)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('says how many types there was no room for', () => {
    const types = outcomeOf(
      'x',
      Array.from({ length: 300 }, (_, i) => `T${i}`),
    ).types
    const text = renderTypes(types, 1000)
    expect(text.length).toBeLessThanOrEqual(1000)
    const shown = text.match(/^T\d+/gm)!.length
    expect(shown).toBeGreaterThan(20)
    expect(text).toContain(`\nand ${300 - shown} more\n`)
    expect(renderTypes(types, 10)).toBe('')
  })

  it('has a colour for every outcome', () => {
    const kinds = Object.keys(headlines) as EventKind[]
    expect(new Set(kinds.map(kind => renderEmbed(outcomeOf('x', [], kind)).color)).size).toBe(kinds.length)
  })
})

describe('Markdown', () => {
  it('is shown and never obeyed', () => {
    expect(escapeMarkdown('**a** [b](http://c) <@1> @everyone `d` ||e||\\', 200)).toBe(
      '\\*\\*a\\*\\* \\[b\\]\\(http\\:\\/\\/c\\) \\<\\@1\\> \\@everyone \\`d\\` \\|\\|e\\|\\|\\\\',
    )
  })

  it('is cut between characters, and never within an escape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 12 }), (text, limit) => {
        const escaped = escapeMarkdown(text, limit)
        expect(escaped.length).toBeLessThanOrEqual(limit)
        const kept = escaped.replace(/…$/u, '').replace(/\\(.)/gsu, '$1')
        expect(text.startsWith(kept) || escaped === text).toBe(true)
        expect(escaped).not.toMatch(/\p{Cs}/u)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what is told', () => {
  it('is the same for the same facts, in order, without what is not known', () => {
    const outcome = outcomeOf('first', ['T1', 'T2'])
    expect(outcome).toEqual({
      event: 'success',
      run: 'first',
      medspan: '1.2.3',
      seed: 1,
      scores: {
        validation: { default: { f1: 0.5 }, strict: {} },
        test: { default: { f1: 0.5, dictionary_f1: 0.5 }, strict: {} },
      },
      types: [
        { name: 'T1', validation_f1: 0.25, test_f1: 0.25, test_dictionary_f1: 0.25 },
        { name: 'T2', validation_f1: 0.25, test_f1: 0.25, test_dictionary_f1: 0.25 },
      ],
      training: { epochs: 2, seconds: 59, loss: 0.5 },
      warnings: 0,
      figures: [],
    })
  })

  it('is what docs/notification.schema.json says', () => {
    const { $schema, ...rest } = z.toJSONSchema(notificationSchema)
    const written = readFileSync(new URL('../../docs/notification.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(written)).toEqual({ $schema, title: 'What medspan sends to a JSON webhook', ...rest })
  })

  it.each([
    [
      "ENOENT: no such file, open '/srv/other people/x.xmi' (first)",
      'ENOENT: no such file, open [path] (first)',
    ],
    ['at /srv/other people/x', 'at [path]'],
    ['/srv/people/anna b/runs/first/log.jsonl: cut', 'first/log.jsonl: cut'],
    ['in /srv/people/anna b/runs/firstborn', 'in [path]'],
    ['C:\\Users\\anna b\\x', '[path]'],
    ['~bob/x and ../y', '[path]'],
    ['sqlite:///srv/a b', '[path]'],
    ['ask https://u:p@uts.nlm.nih.gov/rest?apiKey=1 again', 'ask https://uts.nlm.nih.gov again'],
    ['Anna has hf-sEcReT-value, hf_abcdefghij', '[user] has [key], [key]'],
    ['apiKey=12345&x', 'apiKey=[key]&x'],
    [
      'P/R at 1/2 tokens/s of ibm/MedMentions-ZS: "annals"',
      'P/R at 1/2 tokens/s of ibm/MedMentions-ZS: "annals"',
    ],
  ])('of %j is %j', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it('has names of figures that fit into a header', () => {
    expect(figureName('a"b\r\nc/d é.png')).toBe('a_b__c_d__.png')
    expect(figureName(`${'x'.repeat(300)}.png`)).toHaveLength(84)
  })
})

describe("Discord's errors", () => {
  it('are told in one line, and other bodies not at all', () => {
    expect(discordReason({ message: 'Unknown Webhook', code: 10015 })).toBe('Unknown Webhook (10015)')
    const errors = {
      embeds: { 0: { fields: { 1: { value: { _errors: [{ code: 'X', message: 'Too\nlong' }] } } } } },
    }
    expect(discordReason({ message: 'Invalid Form Body', code: 50035, errors })).toBe(
      'Invalid Form Body (50035): embeds.0.fields.1.value: Too long',
    )
    for (const body of [undefined, null, 'x', [], { embeds: ['0'] }, { message: 7 }])
      expect(discordReason(body)).toBe(undefined)
  })
})

describe('addresses of webhooks', () => {
  const token = 'sEcReT_tOkEn-0123'
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'medspan-webhooks-'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('of Discord get the version whose waits are in seconds, and ask for the reply', () => {
    const webhook = parseWebhook(`https://discord.com/api/webhooks/123456789/${token}?thread_id=5`, {
      at: 'X',
    })
    expect(webhook).toMatchObject({ kind: 'discord', name: 'discord.com …6789' })
    expect(webhook.url.href).toBe(
      `https://discord.com/api/v10/webhooks/123456789/${token}?thread_id=5&wait=true`,
    )
  })

  it.each([
    ['not one'.replace(' ', '-')],
    [`http://example.org/${token}`],
    [`http://127.0.0.1.example.org/${token}`],
    [`ftp://localhost/${token}`],
    [`https://anna:${token}@example.org/x`],
    [`javascript:${token}`],
  ])('are refused without being shown: %s', address => {
    const refuse = () => parseWebhook(address, { at: 'MEDSPAN_WEBHOOK' })
    expect(refuse).toThrow(MedspanError)
    expect(refuse).toThrow(expect.not.objectContaining({ message: expect.stringContaining(token) }))
  })

  it('are taken with plain http on this machine alone', () => {
    for (const host of ['localhost:1', '127.0.0.1:1', '[::1]:1'])
      expect(parseWebhook(`http://${host}/x`, {}).name).toBe(host)
  })

  it('come from the environment and from files, each once', async () => {
    const file = join(root, 'private')
    writeFileSync(file, `# mine\r\nhttps://a.org/${token}, https://b.org/${token}\n`, { mode: 0o600 })
    const env = {
      MEDSPAN_DISCORD_WEBHOOK: `https://discord.com/api/webhooks/123/${token}\nhttps://discord.com/api/v10/webhooks/123/${token}`,
      MEDSPAN_WEBHOOK: `https://a.org/${token} https://a.org/other`,
    }
    const webhooks = await readWebhooks({ env, files: [file] })
    expect(webhooks.map(({ name }) => name)).toEqual(['discord.com …123', 'a.org', 'a.org #2', 'b.org'])
    await expect(readWebhooks({ env: { MEDSPAN_DISCORD_WEBHOOK: 'https://a.org/x' } })).rejects.toThrow(
      'expected the address of a Discord webhook',
    )
    chmodSync(file, 0o640)
    await expect(readWebhooks({ env: {}, files: [file] })).rejects.toThrow(
      'others may read this file (mode 0640)',
    )
    writeFileSync(join(root, 'empty'), '# none\n', { mode: 0o600 })
    await expect(readWebhooks({ env: {}, files: [join(root, 'empty')] })).rejects.toThrow('got none')
  })
})
