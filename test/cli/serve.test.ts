import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandomModel } from '../predict/random-model.ts'
import { runCommand } from './command-line.ts'

const token = '0123456789abcdef'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-serve-'))
  await mkdir(join(folder, 'a model'))
  await createRandomModel(join(folder, 'a model'), ['O', 'B-Disease'])
  await writeFile(join(folder, 'token'), `${token}\n`, { mode: 0o600 })
  await writeFile(join(folder, 'short'), 'short', { mode: 0o600 })
  await writeFile(join(folder, 'open'), token)
  await chmod(join(folder, 'open'), 0o644)
})
afterAll(() => rm(folder, { recursive: true }))

/** Starts a server on any port; ends when it has ended. */
function start(...args: readonly string[]) {
  const stopping = new AbortController()
  let said = (_: string): void => {}
  const address = new Promise<string>(resolve => {
    said = resolve
  })
  const ended = runCommand(folder, ['serve', '--port', '0', '--jobs', '1', ...args], {
    signal: stopping.signal,
    onResult: text => said(text),
  })
  return { ended, stop: () => stopping.abort(), address }
}

test('a model is served under the name of its folder, in one line, until a signal', async () => {
  const { address, ended, stop } = start('-m', 'a model', '-m', 'other=a model', '--int8')
  const line = await address
  const [, url] = /^a-model, other: (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line) ?? []
  const response = await fetch(`${url}/v1/tag`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'other', text: 'Aspirin for asthma.' }),
  })
  const answer = (await response.json()) as { model: string; mentions: { score: number; names: string[] }[] }
  expect(answer.model).toBe('other')
  for (const mention of answer.mentions) expect(mention).toMatchObject({ names: ['Disease'] })
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  const port = new URL(url!).port
  const second = await runCommand(folder, ['serve', '-m', 'a model', '--port', port])
  expect([second.code, second.err]).toEqual([
    1,
    `error: --port: expected a free port, and ${port} is in use\n  --port names another one; 0 takes any that is free\n`,
  ])
  stop()
  expect(await ended).toMatchObject({ code: 0, out: line, err: '' })
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})

test('models learn in a folder, whose versions are listed and put into use again', async () => {
  const { address, ended, stop } = start('-m', 'a model', '--learn', 'learnt')
  const [, url] = /^a-model: (.*)\n$/.exec(await address) ?? []
  expect(await (await fetch(url!)).text()).toContain('Tag and correct')
  const post = (path: string, body: unknown) =>
    fetch(`${url}/recommender/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await post('other/predict', {})).status).toBe(404)
  const metadata = { layer: 'custom.Span', feature: 'value', projectId: 7 }
  expect((await post('a-model/train', { typeSystem: '', documents: [], metadata })).status).toBe(204)
  const learnt = ['serve', '--learn', 'learnt']
  const running = await runCommand(folder, [...learnt, '-m', 'a model', '--rollback', '0'])
  expect(running.err).toContain('another process works here')
  // A server that does not come to serve gives its folder back.
  const port = new URL(url!).port
  const second = await runCommand(folder, ['serve', '-m', 'a model', '--learn', 'other', '--port', port])
  expect(second.err).toContain('is in use')
  expect(await readdir(join(folder, 'other'))).toEqual(['learning.json'])
  stop()
  expect((await ended).code).toBe(0)
  expect((await runCommand(folder, [...learnt, '--list'])).out).toBe('nothing has been learnt yet\n')
  for (const [args, message] of [
    [[...learnt, '-m', 'a model', '--rollback', '2'], 'expected a model that has learnt, got "a-model"'],
    [[...learnt, '--rollback', '2'], 'expected one --model beside --rollback, got 0'],
    [['serve', '--list'], 'expected --learn beside --list and --rollback'],
    [['serve'], 'expected a model to serve'],
  ] as const)
    expect((await runCommand(folder, args)).err).toContain(message)
})

test('a token is asked for where there is one', async () => {
  const { address, ended, stop } = start(
    '-m',
    'a model',
    '--host',
    '0.0.0.0',
    '--token-file',
    'token',
    '--json',
  )
  const { models, ...served } = JSON.parse(await address)
  expect(models).toEqual(['a-model'])
  const url = `${served.address.replace('0.0.0.0', '127.0.0.1')}/v1/models`
  expect((await fetch(url)).status).toBe(401)
  expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  stop()
  expect((await ended).code).toBe(0)
})

test.each([
  [['--host', '0.0.0.0'], 'expected a token, because other machines can reach 0.0.0.0'],
  [['--host', '127.evil.com'], 'expected a token, because other machines can reach 127.evil.com'],
  [['--token-file', 'open'], 'others may read this file (mode 0644), and it holds a token'],
  [['--token-file', 'short'], 'expected a token, at least 16 signs of printable ASCII'],
  [['--token-file', 'none'], 'none'],
  [['-m', 'a model'], 'expected a name for each model, got a-model twice'],
  [['-m', '/'], 'expected a path that makes a name, got /'],
  [['--port', '65536'], 'Expected a whole number from 0 to 65535'],
])('%j is refused before anything is served', async (args, message) => {
  const { code, out, err } = await runCommand(folder, ['serve', '-m', 'a model', '--port', '0', ...args])
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toContain(message)
})

test('a model that cannot be loaded ends the server', async () => {
  const { ended } = start('-m', '.')
  expect(await ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining('tokenizer.json') })
})
