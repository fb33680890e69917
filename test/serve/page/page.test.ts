/**
 * @file What the page asks of its server: documents read, tagged and written, and what is refused.
 */
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tagger, TaggingOptions } from '../../../src/predict/tagger.ts'
import { pageLimits } from '../../../src/report/page/mentions-page.ts'
import type { ServedModels } from '../../../src/serve/contract.ts'
import { fileLimits } from '../../../src/serve/page/files.ts'
import type { Document } from '../../../src/text/document.ts'
import { pack } from '../../cas/packed.ts'
import { createRandomModel } from '../../predict/random-model.ts'
import { createSamplePage, modelsOf, tagger, text } from './sample.ts'

interface Sent {
  readonly id: string
  readonly text: string
  readonly sentences: readonly [number, number][]
  readonly tokens: readonly [number, number][]
  readonly mentions: readonly unknown[][]
}

const page = createSamplePage()

const readBy = (app: Hono, bytes: string | Uint8Array, name: string, more = '') =>
  app.request(`/page/read?name=${encodeURIComponent(name)}${more}`, {
    method: 'POST',
    body: Buffer.from(bytes),
    headers: { 'Content-Type': 'application/octet-stream' },
  })

const read = (bytes: string | Uint8Array, name: string, more?: string) => readBy(page, bytes, name, more)

const post = (path: string, value: unknown, app = page, init: RequestInit = {}) =>
  app.request(path, {
    method: 'POST',
    body: typeof value === 'string' ? value : JSON.stringify(value),
    headers: { 'Content-Type': 'application/json' },
    ...init,
  })

async function documentsOf(answer: Response | Promise<Response>): Promise<Sent[]> {
  const answered = await answer
  const body = (await answered.json()) as { documents: Sent[] }
  expect([answered.status, body]).toEqual([200, body])
  return body.documents
}

async function refusalOf(answer: Response | Promise<Response>, status = 400): Promise<string> {
  const refused = await answer
  const { error } = (await refused.json()) as { error: { message: string } }
  expect([refused.status, error.message]).toEqual([status, error.message])
  return error.message
}

const surfaces = ({ text: whole, mentions }: Sent): unknown[] =>
  mentions.map(([begin, end, , types]) => [whole.slice(begin as number, end as number), types])

const folders = () => readdirSync(tmpdir()).filter(name => name.startsWith('medspan-upload-'))

describe('the page itself', () => {
  test('lets only its own scripts run, asks its own server alone, and holds nothing of a model', async () => {
    const answer = await page.request('/')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Security-Policy')).toBe("frame-ancestors 'none'")
    const html = await answer.text()
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'")
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+'; worker-src 'self'; connect-src 'self'; style-src 'sha256-\S+';/,
    )
    expect(policy).toContain('trusted-types medspan-worker')
    expect(html).not.toContain('demo')
    expect(html).not.toMatch(/\b(?:src|href)="(?!#)/)
  })

  test('gives every id once', async () => {
    const html = await (await page.request('/')).text()
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) < i)).toEqual([])
  })

  test('answers the same as a part of another application, which is left defects alone', async () => {
    const broken: ServedModels = { names: ['demo'], use: () => Promise.reject(new TypeError('a defect')) }
    const whole = new Hono().route('/', createSamplePage(broken))
    whole.onError(error => new Response(`told of ${error.message}`, { status: 500 }))
    expect((await whole.request('/')).status).toBe(200)
    expect(await refusalOf(readBy(whole, '{', 'x.json'))).toContain('x.json')
    const documents = await documentsOf(readBy(whole, text, 'a.txt'))
    expect(await (await post('/page/tag', { documents }, whole)).text()).toBe('told of a defect')
  })

  test('is told the models with their types', async () => {
    const answer = await page.request('/page/models')
    expect(await answer.json()).toEqual({ models: [{ name: 'demo', types: ['T033', 'T038', 'T103'] }] })
  })
})

describe('a model that can learn in the page', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'medspan-page-model-'))
    await createRandomModel(root, ['O', 'B-Drug', 'I-Drug'])
    await writeFile(join(root, 'secret.txt'), 'secret')
  })
  afterAll(() => rm(root, { recursive: true }))

  const served = (more: Partial<Tagger> = {}) =>
    createSamplePage(modelsOf({ ...tagger, folder: root, ...more }))
  const fileOf = (file: string, { version = '1', model = 'demo' } = {}) =>
    served().request(`/page/model/file?${new URLSearchParams({ model, version, file })}`)

  test('is sent file by file, as its folder has them, and nothing else of the folder', async () => {
    const answer = await served().request('/page/model?model=demo')
    const { version, files } = (await answer.json()) as { version: string; files: Record<string, number> }
    expect(version).toBe('1')
    expect(Object.keys(files)).toEqual([
      ...['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'],
    ])
    for (const [file, size] of Object.entries(files)) {
      const sent = Buffer.from(await (await fileOf(file)).arrayBuffer())
      expect([sent.length, sent.equals(await readFile(join(root, file)))]).toEqual([size, true])
    }
    for (const file of ['secret.txt', `../${basename(root)}/config.json`, '', 'vocab.txt', 'config.json\0'])
      expect(await refusalOf(fileOf(file), 404)).toContain('expected the name of a file of the model')
    expect(await refusalOf(fileOf('config.json', { version: '0' }), 409)).toContain('another version')
    expect(await refusalOf(fileOf('config.json', { model: '../x' }), 404)).toContain('demo')
    expect(await refusalOf(served().request('/page/model'), 404)).toContain('demo')
  })

  test.skipIf(process.platform !== 'linux')(
    'leaves no file open for who asks for its head alone',
    async () => {
      const openFiles = async (): Promise<number> =>
        (
          await Promise.all(
            (await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
          )
        ).filter(path => path === join(root, 'model.safetensors')).length
      const query = new URLSearchParams({ model: 'demo', version: '1', file: 'model.safetensors' })
      const { status } = await served().request(`/page/model/file?${query}`, { method: 'HEAD' })
      expect([status, await openFiles()]).toEqual([200, 0])
    },
  )

  test('is whole, of a family of ours, in float32, and not too large', async () => {
    const asked = async (folder: string | undefined) =>
      refusalOf(served({ folder }).request('/page/model?model=demo'))
    expect(await asked(undefined)).toContain('got one of no folder')
    const folder = join(root, 'other')
    await mkdir(folder)
    const config = JSON.parse(await readFile(join(root, 'config.json'), 'utf8'))
    await writeFile(join(folder, 'config.json'), JSON.stringify(config))
    expect(await asked(folder)).toContain('got one without model.safetensors')
    const weights = await open(join(folder, 'model.safetensors'), 'w')
    await weights.truncate(700e6)
    await weights.close()
    expect(await asked(folder)).toContain('got one of 700 MB')
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, model_type: 'other' }))
    expect(await asked(folder)).toContain('got one that transformers computes')
    await writeFile(join(folder, 'adapter_config.json'), '{}')
    const message = await asked(folder)
    expect(message).toContain('got adapters alone')
    expect(message).not.toContain(root)
  })
})

describe('a file that is read', () => {
  test('is a text with its words, every character in its place', async () => {
    const [document, ...others] = await documentsOf(read(text, 'letter.txt'))
    expect(others).toEqual([])
    expect(document).toMatchObject({ id: 'letter', text, mentions: [] })
    expect(Object.keys(document!)).not.toContain('source')
    expect(document!.tokens.map(([begin, end]) => text.slice(begin, end))).toEqual(
      'Aspirin 💊 eased the renal failure & his migraine .'.split(' '),
    )
  })

  test.each([
    ['xmi'],
    ['cas-json'],
    ['webanno-tsv'],
    ['pubtator'],
    ['bioc-xml'],
    ['bioc-json'],
    ['conll'],
    ['json'],
    ['corpus'],
    ['parquet'],
    ['records'],
    ['jsonl'],
  ])('has its mentions where they were when it was written as %s', async format => {
    const plain = text.replace('\r\n', ' ')
    const tagged = await documentsOf(
      post('/page/tag', { documents: await documentsOf(read(plain, 'a.txt')) }),
    )
    const written = await post('/page/write', { format, documents: tagged })
    expect(written.status).toBe(200)
    const name = /filename="(.*)"/.exec(written.headers.get('Content-Disposition')!)![1]!
    const [document] = await documentsOf(read(new Uint8Array(await written.arrayBuffer()), name))
    expect(surfaces(document!)).toEqual([
      ['Aspirin', ['T103']],
      ['renal failure', ['T038']],
      ['migraine', ['T038']],
    ])
  })

  test('keeps nothing of its name but a known extension, and its own name for its documents', async () => {
    const before = folders()
    for (const name of [
      '../../../tmp/medspan-evil/../x.txt',
      '/etc/passwd.txt',
      'a\0b.txt',
      `${'x'.repeat(5000)}.txt`,
    ]) {
      const [document] = await documentsOf(read('Aspirin', name))
      expect(document!.text).toBe('Aspirin')
    }
    expect((await documentsOf(read('Aspirin', '../../x.txt')))[0]!.id).toBe('x')
    expect((await documentsOf(read('Aspirin', '', '&format=text')))[0]!.id).toBe('document')
    for (const name of ['x.txt/../../evil.sh', 'a.\0b', `a.${'x'.repeat(5000)}`]) {
      const message = await refusalOf(read('Aspirin', name))
      expect(message).toContain('expected a file of a known format')
      expect(message).not.toContain('--format')
    }
    await expect.poll(() => folders().filter(name => !before.includes(name))).toEqual([])
  })

  test('is a text where that is said, whatever it looks like', async () => {
    const [document] = await documentsOf(read('1|t|Aspirin\n1|a|Not an abstract.', 'text', '&format=text'))
    expect(document).toMatchObject({ id: 'text', text: '1|t|Aspirin\n1|a|Not an abstract.' })
  })

  test('is refused where it is broken, by its own name and without any of ours', async () => {
    for (const [bytes, name] of [
      ['<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><cas:Sofa', 'broken.xmi'],
      ['{"format":"medspan-corpus","version":1}\n{"id":', 'broken.jsonl'],
      [Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'broken.zip'],
      [Uint8Array.of(0xff, 0xfe, 0x41, 0xd8), 'broken.txt'],
      [gzipSync(text), 'packed.txt'],
    ] as const) {
      const message = await refusalOf(read(bytes, name))
      expect(message).not.toContain('medspan-upload-')
      expect(message).not.toContain(tmpdir())
      expect(message).toContain(name === 'packed.txt' ? 'gzip' : name)
    }
  })

  test('is refused where it unpacks to more than a server holds', async () => {
    const before = folders()
    const bomb = await pack({ 'a.xmi': Buffer.alloc(2 << 20, 0x20) })
    expect(await refusalOf(read(bomb, 'bomb.zip'))).toMatch(/ratio|times/)
    const large = await pack({ 'a.xmi': '<a/>' })
    // The size in its directory, as an entry of that size would have it.
    large.writeUInt32LE(fileLimits.unpackedBytes + 1, large.indexOf('PK\u0001\u0002') + 24)
    expect(await refusalOf(read(large, 'large.zip'))).toContain('unpacks to more than 134217728 bytes')
    await expect.poll(() => folders().filter(name => !before.includes(name))).toEqual([])
  })

  test('is refused where it is larger than a request may be, or longer than a page shows', async () => {
    expect(await refusalOf(read(Buffer.alloc(fileLimits.bytes + 1, 0x61), 'large.txt'), 413)).toContain(
      '33,554,432 bytes',
    )
    const [header, line] = [
      { format: 'medspan-corpus', version: 1 },
      { id: 'a', text: 'x'.repeat(pageLimits.characters + 1), sentences: [], tokens: [], mentions: [] },
    ].map(value => JSON.stringify(value))
    const long = `${header}\n${line}\n`
    expect(await refusalOf(read(long, 'long.jsonl'))).toContain('2,000,000 characters')
  })

  test('is told to come again while other large ones are under way', async () => {
    const slow = () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(fileLimits.bytes),
      }
      const answer = page.request('/page/read?name=a.txt', {
        ...{ method: 'POST', headers, body: readable },
        duplex: 'half',
      } as RequestInit)
      return { answer, writer: writable.getWriter() }
    }
    const under = [slow(), slow()]
    const refused = await read('Aspirin', 'a.txt')
    expect(refused.headers.get('Retry-After')).toBe('1')
    expect(await refusalOf(refused, 429)).toContain('fewer and smaller requests')
    for (const { writer } of under) {
      await writer.write(Buffer.from(text))
      await writer.close()
    }
    for (const { answer } of under) expect((await answer).status).toBe(200)
    expect((await read('Aspirin', 'a.txt')).status).toBe(200)
  })

  test('is refused where another page could have sent it', async () => {
    for (const [path, type] of [
      ['/page/read?name=a.txt', 'text/plain'],
      ['/page/tag', 'text/plain'],
      ['/page/write', 'application/x-www-form-urlencoded'],
    ])
      await refusalOf(
        page.request(path!, { method: 'POST', body: '{}', headers: { 'Content-Type': type! } }),
        415,
      )
  })
})

describe('documents that are tagged', () => {
  test('have mentions with scores', async () => {
    const documents = await documentsOf(read(text, 'a.txt'))
    const [tagged] = await documentsOf(post('/page/tag', { model: 'demo', documents }))
    expect(tagged!.text).toBe(text)
    expect(surfaces(tagged!)).toEqual([
      ['Aspirin', ['T103']],
      ['renal failure', ['T038']],
      ['migraine', ['T038']],
    ])
    expect(tagged!.mentions.map(row => row[5])).toEqual([0.75, 0.75, 0.75])
  })

  test('are refused where they are none, or too many, or no model has the name', async () => {
    const document = { id: 'a', text: 'Aspirin', sentences: [], tokens: [], mentions: [] }
    expect(await refusalOf(post('/page/tag', '{"documents":['))).toContain(
      'which cannot go on with the end of the text',
    )
    expect(await refusalOf(post('/page/tag', { documents: [] }))).toContain('of one or more')
    expect(
      await refusalOf(post('/page/tag', { documents: [{ ...document, mentions: [[0, 99, [], []]] }] })),
    ).toContain('expected a span within 0 and 7')
    expect(await refusalOf(post('/page/tag', { model: '../x', documents: [document] }), 404)).toContain(
      'demo',
    )
    expect(
      await refusalOf(post('/page/tag', { model: { toString: 1 }, documents: [document] }), 404),
    ).toContain('demo')
    const deep = { ...document, text: 'x'.repeat(200_000) }
    const mentions = Array.from({ length: 500 }, () => [0, 200_000, [], ['T']])
    expect(
      await refusalOf(post('/page/write', { format: 'json', documents: [{ ...deep, mentions }] })),
    ).toContain('at most 100 times')
  })

  test('are tagged for some who ask at once, and not for who has gone', async () => {
    let atOnce = 0
    let most = 0
    const tagged: string[] = []
    const slow = createSamplePage({
      names: ['demo'],
      async use(_, __, work) {
        most = Math.max(most, ++atOnce)
        await new Promise(resolve => setImmediate(resolve))
        const done = await work({ version: '1', tagger })
        atOnce--
        tagged.push('one')
        return done
      },
    })
    const documents = await documentsOf(readBy(slow, text, 'a.txt'))
    const gone = AbortSignal.abort()
    const answers = await Promise.all([
      post('/page/tag', { documents }, slow, { signal: gone }),
      ...Array.from({ length: 6 }, () => post('/page/tag', { documents }, slow)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([499, ...new Array(6).fill(200)])
    expect([most, tagged.length]).toEqual([4, 6])
  })

  test('are tagged no further once the client has gone', async () => {
    const client = new AbortController()
    let batches = 0
    async function* tag(documents: Iterable<Document>, { signal }: TaggingOptions) {
      for (const document of documents) {
        if (++batches === 2) client.abort()
        signal?.throwIfAborted()
        yield document
      }
    }
    const app = createSamplePage(modelsOf({ ...tagger, tag: tag as Tagger['tag'] }))
    const [document] = await documentsOf(read(text, 'a.txt'))
    const documents = Array.from({ length: 9 }, () => document)
    const { status } = await post('/page/tag', { documents }, app, { signal: client.signal })
    expect([status, batches]).toEqual([499, 2])
  })

  test('are refused for a while where too many wait', async () => {
    let go = () => {}
    const held = new Promise<void>(resolve => {
      go = resolve
    })
    const models = modelsOf()
    const busy = createSamplePage({
      ...models,
      use: (name, scope, work) => held.then(() => models.use(name, scope, work)),
    })
    const documents = await documentsOf(readBy(busy, text, 'a.txt'))
    const asked = Array.from({ length: 24 }, () => post('/page/tag', { documents }, busy))
    const refused = await Promise.race(asked)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('1')
    go()
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    // Four that are worked on, and 16 that wait.
    expect(statuses.filter(status => status === 200).length).toBe(20)
    expect((await post('/page/tag', { documents }, busy)).status).toBe(200)
  })
})

describe('documents that are written', () => {
  const write = async (format: unknown) =>
    post('/page/write', { format, documents: await documentsOf(read(text, 'a.txt')) })

  test('are a file to be downloaded, or a ZIP file of files', async () => {
    const json = await write('json')
    expect(json.headers.get('Content-Disposition')).toBe('attachment; filename="documents.json"')
    expect(json.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(json.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(JSON.parse(await json.text())).toEqual([{ id: 'a', text, mentions: [] }])
    const brat = await write('brat')
    expect(brat.headers.get('Content-Disposition')).toBe('attachment; filename="documents.zip"')
    const bytes = Buffer.from(await brat.arrayBuffer())
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
    expect(bytes.includes('a.ann')).toBe(true)
  })

  test('say what the format could not hold', async () => {
    const mentions = [
      [0, 7, [], ['T103'], null, 0.5],
      [0, 7, [], ['T033'], null, 0.5],
    ]
    const [document] = await documentsOf(read(text, 'a.txt'))
    const answer = await post('/page/write', { format: 'conll', documents: [{ ...document, mentions }] })
    expect(answer.status).toBe(200)
    expect(decodeURIComponent(answer.headers.get('Medspan-Notices')!)).not.toBe('')
  })

  test('are refused for a format that there is not, or that is only read', async () => {
    for (const format of ['inception', 'text', 'exe', '../x', 7, undefined])
      expect(await refusalOf(write(format))).toContain('expected')
  })
})
