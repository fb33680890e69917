import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandomModel } from '../predict/random-model.ts'
import { runCommand } from './command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-predict-'))
  await createRandomModel(folder, ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene'])
})
afterAll(() => rm(folder, { recursive: true }))

const text = 'Methylphenol kinase mutation in patients with hepatitis.'

async function* piped(...lines: string[]) {
  for (const line of lines) yield Buffer.from(`${line}\n`)
}
const predict = (args: readonly string[], options: Parameters<typeof runCommand>[2] = {}) =>
  runCommand(folder, ['predict', '-m', '.', ...args], options)

test('lines of standard input are answered in their order, and the exit code says that one is bad', async () => {
  const [alone] = JSON.parse((await predict(['--text', text, '--json'])).out)
  expect(alone.mentions.length).toBeGreaterThan(0)
  const stdin = piped(JSON.stringify({ id: 1, text }), '{"text"', JSON.stringify({ id: 2, text }))
  const { out, err, code } = await predict([], { stdin })
  const [first, bad, last] = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(first).toMatchObject({ id: 1, text })
  expect(first.mentions.map(({ begin }: { begin: number }) => begin)).toEqual(
    alone.mentions.map(({ begin }: { begin: number }) => begin),
  )
  expect(bad).toEqual({ line: 2, error: { message: expect.stringContaining('expected JSON') } })
  expect(last).toEqual({ ...first, id: 2 })
  expect(err).toContain('1 of 3 lines could not be read')
  expect(code).toBe(1)
})

test('a line is answered before the next one comes', async () => {
  let answered: () => void = () => {}
  const answer = new Promise<void>(resolve => {
    answered = resolve
  })
  async function* talk() {
    yield Buffer.from(`${text}\n`)
    await answer
    yield Buffer.from('phenol\n')
  }
  const { out, code } = await predict(['-', '--format', 'text'], {
    stdin: talk(),
    onResult: () => answered(),
  })
  expect([out.split('\n').length, code]).toEqual([3, 0])
})

test('lines can be written as a file, of which nothing is there when one is bad', async () => {
  const args = ['-', '-o', 'out.json', '--to', 'json']
  const bad = await predict(args, { stdin: piped('{"text": "a"}', '{}') })
  expect(bad).toMatchObject({ code: 1, out: '' })
  expect(bad.err).toContain('standard input:2: expected an object with a text under "text"')
  await expect(readFile(join(folder, 'out.json'))).rejects.toThrow('ENOENT')
  const good = await predict(args, { stdin: piped(JSON.stringify({ id: 'x', text })) })
  expect(good).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^out.json: 1 documents, \d mentions\n$/),
  })
  expect(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).toMatchObject([{ id: 'x', text }])
})

test('mentions have scores, and are left out below the one that is asked for', async () => {
  const [{ mentions }] = JSON.parse((await predict(['--text', text, '--json'])).out)
  const scores = mentions.map(({ score }: { score: number }) => score).sort()
  expect(scores.length).toBeGreaterThan(1)
  const sure = await predict([
    '--text',
    text,
    '--min-score',
    String(scores.at(-1)),
    '--scores',
    '--jobs',
    '1',
  ])
  expect(sure.out.match(/\| \w+ 0\.\d\d\]/g)).toHaveLength(1)
  expect((await predict(['--text', text, '--min-score', '1.1'])).err).toContain(
    'Expected a number from 0 to 1',
  )
})

test('a page to read is written for texts and for lines, and says what is in it', async () => {
  const stdin = piped(JSON.stringify({ id: 'first', text }), JSON.stringify({ id: 'second', text }))
  const { out } = await predict(['--html', 'pages/tagged.html', '--json'], { stdin })
  const { mentions } = JSON.parse(out)
  expect(JSON.parse(out)).toEqual({ output: 'pages/tagged.html', documents: 2, mentions: expect.any(Number) })
  const page = await readFile(join(folder, 'pages/tagged.html'), 'utf8')
  expect(page.match(/<mark /g)).toHaveLength(mentions)
  expect(page).toContain('<bdi>second</bdi></h2>')
  expect((await predict(['--text', text, '--html', 'pages/tagged.html', '-o', 'x'])).err).toContain(
    'cannot be used with',
  )
})

test('says which inputs go together', async () => {
  const stdin = piped()
  expect((await predict(['-', 'a.txt'], { stdin })).err).toContain('got files and - for standard input')
  expect((await predict(['-', '--format', 'conll'], { stdin })).err).toContain(
    'expected json or text for standard input, got conll',
  )
  expect((await predict([], { stdin: Object.assign(piped(), { isTTY: true }) })).err).toContain('got neither')
  expect((await predict(['-', '--text', 'a'], { stdin })).err).toContain('got both')
})
