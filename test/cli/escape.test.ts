/** @file What strangers write does not steer the terminal, whichever command shows it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { escapeControls, escapeLine } from '../../src/cli/escape.ts'
import { createProgress } from '../../src/cli/view/progress.ts'
import { createScreen } from '../../src/cli/view/screen.ts'
import { noteLine, renderSearch, watchSearch } from '../../src/cli/view/search.ts'
import { formatCorpus } from '../../src/formats/corpus.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { outputTo, runCommand } from './command-line.ts'

/** Writes the clipboard, sets a title in one character fewer, deletes, and turns a line around. */
const hostile = '\u001b]52;c;cm0gLXJm\u0007\u009b2J\u007f\u202e\u2066\r'
/** All that may not come out. */
const steering = /(?![\n\t]|\r\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u

describe('escaping', () => {
  test('leaves nothing that steers, and text as it is', () => {
    expect(escapeControls(hostile)).toBe('\\u001b]52;c;cm0gLXJm\\u0007\\u009b2J\\u007f\\u202e\\u2066\\u000d')
    const text = 'a\tb\r\nc\n 😷 👩‍⚕️ עברית \u200f é \u00a0'
    expect(escapeControls(text)).toBe(text)
    expect(escapeLine('a\tb\r\nc\u2028\u0085d  e\u001b')).toBe('a b  c \\u0085d  e\\u001b')
  })

  test('leaves JSON the same value', () => {
    const character = fc.oneof(fc.constantFrom(...hostile, '\\', '"', 'u', '\n', '\u2028'), fc.string())
    fc.assert(
      fc.property(fc.array(character), pieces => {
        const value = { [pieces.join('')]: pieces }
        const escaped = escapeControls(JSON.stringify(value))
        expect(escaped).not.toMatch(steering)
        expect(JSON.parse(escaped)).toEqual(value)
      }),
    )
  })
})

describe('of a corpus', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-escape-'))
    const text = `Severe ${hostile}asthma and fever.`
    const mention = {
      begin: 0,
      end: text.length,
      types: [`T${hostile}`],
      concepts: ['C0004057', `C${hostile}`],
    }
    const nested = { begin: 7, end: text.length - 1, types: [`U${hostile}`], concepts: [] }
    const document: Document = { id: `a${hostile}`, text, ...segment(text), mentions: [mention, nested] }
    await writeFile(join(folder, 'a.jsonl'), formatCorpus([document]))
    await writeFile(
      join(folder, 'b.jsonl'),
      formatCorpus([{ ...document, id: 'b', text: `${text} Old.`, mentions: [mention] }]),
    )
    await writeFile(join(folder, `bad${hostile.replaceAll('/', '')}.jsonl`), `{"${hostile}`)
    await writeFile(join(folder, 'MRSTY.RRF'), 'C0004057|T109|A1.4|Organic Chemical|AT1||\n')
    await mkdir(join(folder, 'run'))
    const failed = { status: 'failed', error: `failed ${hostile}` }
    await writeFile(join(folder, 'run', 'run.json'), JSON.stringify(failed))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each([
    ['text', ['stats', 'a.jsonl', '--explain'], 0],
    ['JSON', ['stats', 'a.jsonl', '--json'], 0],
    ['samples', ['merge', 'a.jsonl', 'b.jsonl', '--show', '9', '-o', 'm.jsonl'], 0],
    ['lost mentions', ['convert', 'a.jsonl', '--to', 'conll', '--explain', '-o', 'a.conll'], 0],
    ['notices', ['convert', 'a.jsonl', '--to', 'brat', '-o', 'brat'], 0],
    ['errors', ['stats', `bad${hostile}.jsonl`], 1],
    ['arguments', ['stats', `--no${hostile}`], 1],
    ['the log of a run', ['watch', 'run'], 1],
    ['a page', ['watch', 'run', '--once'], 0],
  ])('%s', async (_, args, expected) => {
    const { code, out, err } = await runCommand(folder, args)
    expect(code, err).toBe(expected)
    expect(out + err).not.toMatch(steering)
    expect(out + err).toContain('\\u009b')
    if (args.includes('--json')) expect(JSON.stringify(JSON.parse(out))).toContain('\u009b')
  })

  test('the report of a linking as text', async () => {
    const args = ['--mrsty', 'MRSTY.RRF', '--report', 'l.txt', '--labels', 'T109', '-o', 'l.jsonl']
    expect((await runCommand(folder, ['link', 'a.jsonl', ...args])).code).toBe(0)
    const report = await readFile(join(folder, 'l.txt'), 'utf8')
    expect(report).not.toMatch(steering)
    expect(report).toContain('\\u009b')
  })
})

/** What is drawn, without the sequences that are our own. */
const drawn = (written: string) => written.replace(ownSequences, '')
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ownSequences = /\u001b\[(?:\d*[AJHK]|\?7[hl])|\r(?=\u001b)/g

test('what is drawn is clean too: bars, lines, and the table of a search', () => {
  let written = ''
  const output = outputTo(
    text => {
      written += text
    },
    { isTTY: true, columns: 200 },
  )
  const progress = createProgress(output, () => 0)
  const task = progress.task(`reading ${hostile}`, 3, 'files')
  progress.info(hostile)
  progress.notice({ code: 'x', message: hostile, count: 1 })
  task.end(hostile)
  const search = watchSearch(0)
  noteLine(search, hostile)
  createScreen(output).draw(renderSearch(search, 0, { rows: 24 }))
  expect(written.split('\\u009b').length - 1).toBeGreaterThan(5)
  expect(drawn(written)).not.toMatch(steering)
})
